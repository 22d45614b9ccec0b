// The core alone: Router, and matches() of one pattern and one topic.

#include <agent_event_bus/router.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "benchmarks.h"
#include "workloads.h"

namespace agent_event_bus::bench {
namespace {

using benchmark::RegisterBenchmark;
using benchmark::State;

constexpr uint32_t kFleet = 10'000;
constexpr uint32_t kBigFleet = 1'000'000;

Texts fleetPatterns(uint32_t count) {
  Texts patterns;
  patterns.reserve(count);
  for (uint32_t i = 0; i < count; ++i) patterns.push_back(fleetPattern(i));
  return patterns;
}

std::vector<SubscriptionId> subscribeAll(Router& router, const Texts& patterns) {
  std::vector<SubscriptionId> ids;
  ids.reserve(patterns.size());
  for (const std::string& pattern : patterns) {
    ids.push_back(router.subscribe(pattern, /*priority=*/0, /*once=*/false).id);
  }
  return ids;
}

bool matchesText(const std::string& pattern, const std::string& topic) {
  Segments patternSegments;
  Segments topicSegments;
  return patternSegments.parsePattern(pattern).ok() && topicSegments.parseTopic(topic).ok() &&
         matches(patternSegments, topicSegments);
}

// Matches one topic an iteration, in turn. All of them together have `expected` matches.
void matchInTurn(State& state, Router& router, const Texts& topics, uint64_t expected) {
  uint64_t found = 0;
  size_t next = 0;
  for (auto _ : state) {
    found += router.match(topics[next]).ids.size();
    if (++next == topics.size()) next = 0;
  }
  // The last round ends like the others.
  for (; next > 0 && next < topics.size(); ++next) found += router.match(topics[next]).ids.size();
  const auto matches = static_cast<uint64_t>(state.iterations());
  const uint64_t rounds = (matches + topics.size() - 1) / topics.size();
  check(state, found == rounds * expected);
  state.SetItemsProcessed(state.iterations());
}

void matchFew(State& state, const Texts& patterns, const Texts& topics) {
  Router router;
  subscribeAll(router, patterns);
  uint64_t expected = 0;
  for (const std::string& topic : topics) {
    for (const std::string& pattern : patterns) expected += matchesText(pattern, topic) ? 1 : 0;
  }
  matchInTurn(state, router, topics, expected);
}

template <uint32_t patterns>
void matchFleet(State& state, bool shuffled) {
  // Made once, though this runs several times until its duration is long enough.
  static Router router;
  if (router.size() == 0) subscribeAll(router, fleetPatterns(patterns));
  Texts topics;
  uint64_t expected = 0;
  // Of the agents that have all of their patterns.
  for (uint32_t i = 0; i < patterns - patterns % 3; ++i) {
    topics.push_back(fleetTopic(i));
    expected += fleetMatches(i);
  }
  if (shuffled) std::shuffle(topics.begin(), topics.end(), std::minstd_rand());
  matchInTurn(state, router, topics, expected);
}

void matchesOne(State& state, const std::string& pattern, const std::string& topic) {
  uint64_t found = 0;
  for (auto _ : state) found += matchesText(pattern, topic) ? 1 : 0;
  check(state, found == static_cast<uint64_t>(state.iterations()));
  state.SetItemsProcessed(state.iterations());
}

void subscribe(State& state) {
  const Texts patterns = fleetPatterns(kFleet);
  for (auto _ : state) {
    state.PauseTiming();
    {
      Router router;
      state.ResumeTiming();
      for (const std::string& pattern : patterns) router.subscribe(pattern, 0, false);
      state.PauseTiming();
      check(state, router.size() == kFleet);
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kFleet);
}

void unsubscribe(State& state) {
  const Texts patterns = fleetPatterns(kFleet);
  for (auto _ : state) {
    state.PauseTiming();
    {
      Router router;
      std::vector<SubscriptionId> ids = subscribeAll(router, patterns);
      std::shuffle(ids.begin(), ids.end(), std::minstd_rand());
      state.ResumeTiming();
      for (const SubscriptionId id : ids) router.unsubscribe(id);
      state.PauseTiming();
      check(state, router.size() == 0 && router.nodeCount() == 1);
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kFleet);
}

void comeAndGo(State& state) {
  Router router;
  subscribeAll(router, fleetPatterns(kFleet));
  uint64_t gone = 0;
  for (auto _ : state) {
    const SubscriptionId id = router.subscribe("agent.7.tool.failed", 0, false).id;
    gone += router.unsubscribe(id) ? 1 : 0;
  }
  check(state, gone == static_cast<uint64_t>(state.iterations()) && router.size() == kFleet);
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

void registerRouterBenchmarks() {
  const Texts called = {"tool.called"};
  RegisterBenchmark("Router/match: exact pattern", matchFew, called, called);
  RegisterBenchmark("Router/match: tool.*", matchFew, Texts{"tool.*"}, called);
  RegisterBenchmark("Router/match: agent mix, 5 patterns, 12 topics in turn", matchFew,
                    agentPatterns(), agentTopics());
  RegisterBenchmark("Router/match: 10,000 patterns, topics in turn", matchFleet<kFleet>, false);
  RegisterBenchmark("Router/match: 1,000,000 patterns, topics in turn", matchFleet<kBigFleet>,
                    false);
  RegisterBenchmark("Router/match: 1,000,000 patterns, topics at random", matchFleet<kBigFleet>,
                    true);
  RegisterBenchmark("Router/matches(): exact pattern", matchesOne, "tool.called", "tool.called");
  RegisterBenchmark("Router/matches(): agent.**.failed", matchesOne, "agent.**.failed",
                    "agent.turn.step.failed");
  RegisterBenchmark("Router/subscribe: each of 10,000 patterns", subscribe);
  RegisterBenchmark("Router/unsubscribe: each of 10,000 patterns", unsubscribe);
  RegisterBenchmark("Router/subscribe + unsubscribe beside 10,000 patterns", comeAndGo);
}

}  // namespace agent_event_bus::bench
