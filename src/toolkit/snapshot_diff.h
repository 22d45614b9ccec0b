// What changed between two traces, with the statuses of agentsnap.

#ifndef AGENT_EVENT_BUS_SNAPSHOT_DIFF_H_
#define AGENT_EVENT_BUS_SNAPSHOT_DIFF_H_

#include <string>
#include <string_view>

namespace agent_event_bus {

/// What a comparison came to.
struct SnapshotDiff {
  /// {"status":…,"changes":[{"path":…,"from":…,"to":…}]}; empty if `problem` is not.
  ///
  /// - PASSED: nothing differs but the fingerprints.
  /// - REGRESSION: the run, or a tool, failed where none did before.
  /// - TOOLS_CHANGED: other tools were called, or some with other arguments.
  /// - TOOLS_REORDERED: the same tools, in another order.
  /// - OUTPUT_DRIFT: the same calls, but results, the output or the model differ.
  std::string json;
  /// What is wrong with an input, as a clause such as "the baseline is not JSON"; or empty.
  std::string problem;
};

/// Compares two traces, JSON texts. The first of the statuses above that fits is the one.
SnapshotDiff diffSnapshots(std::string_view baseline, std::string_view current);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SNAPSHOT_DIFF_H_
