// What events say of calls: which begins, which ends, and which start belongs to which end.
//
// A start and its end share `callId`. Where events have none, an end belongs to the call of the
// same tool, model or turn that began last and is still open.

#ifndef AGENT_EVENT_BUS_AGENT_CALLS_H_
#define AGENT_EVENT_BUS_AGENT_CALLS_H_

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "json_slice.h"
#include "usage.h"

namespace agent_event_bus {

enum class Subject : uint8_t { kNothing, kTool, kModel, kTurn, kRun };
enum class Phase : uint8_t { kStart, kSuccess, kFailure };

/// What a topic means: `tool.called` starts a tool call, and so on.
struct Meaning {
  Subject subject = Subject::kNothing;
  Phase phase = Phase::kStart;

  bool isCall() const { return subject != Subject::kNothing && subject != Subject::kRun; }
};
Meaning meaningOf(std::string_view topic);

/// One event as the engines get it.
struct AgentEvent {
  double time;  ///< Milliseconds, of whatever clock stamps the events.
  std::string_view topic;
  Members members;  ///< Of its payload; none if that is no object.
  Meaning meaning;

  AgentEvent(double eventTime, std::string_view eventTopic, std::string_view json)
      : time(eventTime), topic(eventTopic), members(json), meaning(meaningOf(eventTopic)) {}

  /// A member that is a text, or a number, such as an id may be; empty if it is something else.
  std::string text(std::string_view key) const { return idOf(members[key]); }
};

/// What the start and the end of a call have in common.
std::string callKey(const AgentEvent& event);

/// What is known of a call when it begins.
struct Call {
  Subject subject = Subject::kNothing;
  double startTime = 0;
  std::string callId;
  std::string runId;
  std::string agent;
  std::string name;  ///< Of the tool; `name` of a model call, else "model"; `agent` of a turn.
  std::string model;
  // JSON text; empty where the event had none.
  std::string args;
  std::string tags;
  std::string metadata;
  /// Free for the owner of the table.
  uint64_t tag = 0;
};

struct CallError {
  std::string type;
  std::string message;
};
/// The error of an event that has one: `error`, or the reason of a call that was denied.
CallError errorOf(const AgentEvent& event);

/// How a call ended. The slices live as long as the event.
struct Outcome {
  bool failed = false;
  CallError error;  ///< If it failed.
  double latencyMs = 0;
  std::string latencyText;  ///< The same as JSON: as it was published, if it was.
  std::optional<Usage> usage;
  std::string model;         ///< That answered; the one of the start if the event names none.
  std::string_view costUsd;  ///< As published; empty if not.
  std::string_view result;   ///< Of a tool; empty if it returned nothing.
  double endTime = 0;
};
Outcome outcomeOf(const AgentEvent& event, const Call& call);

/// The calls that have begun and not ended, at most kMaxOpen: beyond that the oldest is forgotten.
class OpenCalls {
 public:
  static constexpr size_t kMaxOpen = 65'536;

  /// `event` must be the start of a call. The reference is valid until the next call of a member.
  Call& begin(const AgentEvent& event);

  /// The call that `event` ends, which is open no longer. If its start was not seen, one made of
  /// the end, with `wasSeen` false.
  Call end(const AgentEvent& event, bool* wasSeen = nullptr);

  size_t size() const { return calls_.size(); }

 private:
  struct Entry {
    Call call;
    std::string key;
  };
  using Calls = std::list<Entry>;

  Calls::iterator find(const AgentEvent& event);
  void remove(Calls::iterator entry);

  Calls calls_;  // the oldest first
  std::unordered_map<std::string, std::vector<Calls::iterator>> byKey_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_AGENT_CALLS_H_
