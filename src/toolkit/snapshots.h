// What an agent did, as a trace that agentsnap's differ takes: which tools it called, with what,
// and a digest of what they returned.
//
// Tools stand in the order in which their calls ended, as agentsnap has them.

#ifndef AGENT_EVENT_BUS_SNAPSHOTS_H_
#define AGENT_EVENT_BUS_SNAPSHOTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_calls.h"
#include "runs.h"

namespace agent_event_bus {

class Snapshots {
 public:
  /// Keeps the traces of at most `maxRuns` runs, at least 1; see Runs. With
  /// `keepResults`, what tools returned is in the traces too, beside its digest.
  explicit Snapshots(size_t maxRuns = 100, bool keepResults = false)
      : keepResults_(keepResults), runs_(maxRuns) {}

  /// Takes note of one event: `json` is its payload.
  void record(double timeMs, std::string_view topic, std::string_view json);

  /// The id of the run that began last; nothing if there is none.
  std::optional<std::string> lastRunId() const { return runs_.lastId(); }

  /// The trace of a run: {version, model, input, output, tools, error, fingerprint}. `fingerprint`,
  /// JSON, says what recorded it; a differ passes it over. `null` if the run is not kept.
  std::string toJson(std::string_view runId, std::string_view fingerprint) const;

 private:
  struct Run {
    std::string id;
    std::string model;  // these are JSON; empty: nothing
    std::string input;
    std::string output;
    std::string error;
    std::vector<std::string> tools;
    bool isEnded = false;

    bool isOver() const { return isEnded; }
  };

  Run& runOf(const AgentEvent& event);
  void endTool(const AgentEvent& event);

  bool keepResults_;
  OpenCalls open_;
  Runs<Run> runs_;
};

/// "sha256:" and the digest of a result: of a string its text, of another value its JSON, of
/// nothing that of `null`.
std::string resultHash(std::string_view result);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SNAPSHOTS_H_
