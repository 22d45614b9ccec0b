// The operations whose cost must not grow faster than their input.

#ifndef AGENT_EVENT_BUS_BENCH_GROWTH_CASES_H_
#define AGENT_EVENT_BUS_BENCH_GROWTH_CASES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace agent_event_bus::bench {

struct Measured {
  uint32_t operations = 0;  ///< That were counted.
  size_t bytes = 0;         ///< Router::bytes() with all patterns in place.
};

struct GrowthCase {
  std::string_view name;
  Measured (*run)(uint32_t size);
};

const std::vector<GrowthCase>& growthCases();

}  // namespace agent_event_bus::bench

#endif  // AGENT_EVENT_BUS_BENCH_GROWTH_CASES_H_
