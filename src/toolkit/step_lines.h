// One line of JSON for each step of an agent that has ended: a call of a tool or a model, or a
// turn.
//
// Two formats, those of the readers there are: `kStepLog` is that of agent-step-log, which
// agent-debug-replay loads, and `kStepLogger` that of agent-step-logger.

#ifndef AGENT_EVENT_BUS_STEP_LINES_H_
#define AGENT_EVENT_BUS_STEP_LINES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "agent_calls.h"
#include "prices.h"

namespace agent_event_bus {

class StepLines {
 public:
  enum class Format : uint8_t { kStepLog, kStepLogger };

  explicit StepLines(Format format = Format::kStepLog) : format_(format) {}

  Prices& prices() { return prices_; }

  /// The line, without its end, of the step that this event ends; empty if it ends none. `timeMs`
  /// counts from 1970.
  std::string record(double timeMs, std::string_view topic, std::string_view json);

 private:
  std::string stepLog(const AgentEvent& event, const Call& call, const Outcome& outcome) const;
  std::string stepLogger(const AgentEvent& event, const Call& call, const Outcome& outcome);
  std::string costOf(const Outcome& outcome) const;

  Format format_;
  Prices prices_;
  OpenCalls open_;
  uint64_t index_ = 0;
};

/// A time as ISO 8601 in UTC, with milliseconds: "2026-01-31T09:30:00.000Z", for the years 1 to
/// 9999.
std::string isoTime(double millisecondsSince1970);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_STEP_LINES_H_
