// Cost and latency of an agent's runs, from its events: per run, step, tool and model.
//
//   Trace trace;
//   bus.subscribe("**", [&](const auto& topic, const nlohmann::json& event) {
//     trace.record(nowMs(), topic, event.dump());
//   });
//   …
//   std::puts(trace.summary().c_str());
//
// A step is one call of a tool or a model. Steps stand in the order in which they began. Events
// without a `runId` belong to a run of their own, whose id is empty.

#ifndef AGENT_EVENT_BUS_TRACE_H_
#define AGENT_EVENT_BUS_TRACE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_calls.h"
#include "money.h"
#include "prices.h"
#include "runs.h"

namespace agent_event_bus {

class Trace {
 public:
  /// Keeps at most `maxRuns` runs, and of each at most `maxSteps` steps. When there are more, the
  /// oldest run is forgotten, a finished one if there is one; of a run, later steps count in its
  /// totals only. Both at least 1.
  explicit Trace(size_t maxRuns = 100, size_t maxSteps = 10'000)
      : maxSteps_(maxSteps), runs_(maxRuns) {}

  Prices& prices() { return prices_; }

  /// Takes note of one event: `json` is its payload. Events that are not about runs, tools and
  /// models are passed over.
  void record(double timeMs, std::string_view topic, std::string_view json);

  /// True if a run of this id is kept. Where several had it, the last one is meant, here and below.
  bool has(std::string_view runId) const { return runs_.find(runId) != nullptr; }
  /// The id of the run that began last; nothing if there is none.
  std::optional<std::string> lastRunId() const { return runs_.lastId(); }
  /// The ids of all runs that are kept, in the order in which they began, as a JSON array.
  std::string runIds() const;

  /// One run as agenttrace's `Run.toJSON()` has it. Costs are summed in floating point, as there.
  /// `null` if the run is not kept.
  std::string toJson(std::string_view runId) const;
  /// One run as agenttrace's `summary()`: a line for the run and one for each step.
  std::string summary(std::string_view runId) const;

  /// Exact totals of one run, or of all (nothing): calls, failures, tokens, dollars, and the
  /// percentiles of latency, per tool and per model. As JSON; trace.d.ts has its fields.
  std::string report(std::optional<std::string_view> runId) const;

 private:
  struct Step {
    Subject subject;
    bool isRunning = true;
    std::string name;
    std::string model;
    std::string tags;
    std::string metadata;
    Outcome outcome;
    Usage usage;
    double approximateCost = 0;
    PicoUsd cost = 0;
  };
  struct Run {
    std::string id;
    std::string name;
    std::string tags;
    std::string metadata;
    double startTime = 0;
    double lastTime = 0;
    std::string latency;  // JSON; empty while it is running
    bool failed = false;
    std::vector<Step> steps;
    // Of steps beyond maxSteps_.
    uint64_t unlisted = 0;
    Usage unlistedUsage;
    double unlistedApproximateCost = 0;
    PicoUsd unlistedCost = 0;

    bool isOver() const { return !latency.empty(); }
    double approximateCost() const;
    double latencyMs() const;
  };

  Run& runOf(const AgentEvent& event);
  Run& add(const AgentEvent& event);
  void beginStep(const AgentEvent& event);
  void endStep(const AgentEvent& event);

  Prices prices_;
  size_t maxSteps_;
  OpenCalls open_;
  Runs<Run> runs_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_TRACE_H_
