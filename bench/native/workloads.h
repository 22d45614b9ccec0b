// The patterns and topics that all native measurements share.

#ifndef AGENT_EVENT_BUS_BENCH_WORKLOADS_H_
#define AGENT_EVENT_BUS_BENCH_WORKLOADS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace agent_event_bus::bench {

using Texts = std::vector<std::string>;

// The same as in bench/topics.mjs, for JavaScript.

/// What the five consumers of one agent subscribe to.
inline const Texts& agentPatterns() {
  static const Texts patterns = {"tool.*", "tool.called", "*.failed", "model.response", "**"};
  return patterns;
}

/// What happens in a run of one agent.
inline const Texts& agentTopics() {
  static const Texts topics = {"run.started",    "agent.turn.started", "model.request",
                               "model.response", "tool.called",        "tool.succeeded",
                               "tool.called",    "tool.failed",        "budget.warning",
                               "model.failed",   "human.requested",    "run.completed"};
  return topics;
}

/// Patterns of a fleet of agents, three for each.
inline std::string fleetPattern(uint32_t index) {
  static const std::string endings[] = {".*.called", ".tool.called", ".**"};
  return "agent." + std::to_string(index / 3) + endings[index % 3];
}

/// Topics of the same agents, of which fleetMatches() patterns match.
inline std::string fleetTopic(uint32_t index) {
  static const std::string endings[] = {".tool.called", ".model.called", ".tool.failed"};
  return "agent." + std::to_string(index / 3) + endings[index % 3];
}

inline uint32_t fleetMatches(uint32_t index) { return 3 - index % 3; }

}  // namespace agent_event_bus::bench

#endif  // AGENT_EVENT_BUS_BENCH_WORKLOADS_H_
