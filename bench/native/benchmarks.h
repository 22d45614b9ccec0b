// The benchmarks of this folder. Each says how many operations it did and checks what they gave, so
// that none can be optimised away.

#ifndef AGENT_EVENT_BUS_BENCH_BENCHMARKS_H_
#define AGENT_EVENT_BUS_BENCH_BENCHMARKS_H_

#include <benchmark/benchmark.h>

namespace agent_event_bus::bench {

inline void check(benchmark::State& state, bool asExpected) {
  if (!asExpected) state.SkipWithError("did not do what it must");
}

void registerRouterBenchmarks();
void registerEventBusBenchmarks();

}  // namespace agent_event_bus::bench

#endif  // AGENT_EVENT_BUS_BENCH_BENCHMARKS_H_
