// The seed of random tests. A failing test prints it; AEB_SEED=<seed> repeats the run.

#ifndef AGENT_EVENT_BUS_TESTS_RANDOM_H_
#define AGENT_EVENT_BUS_TESTS_RANDOM_H_

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

inline uint32_t testSeed() {
  static const uint32_t seed = [] {
    const char* given = std::getenv("AEB_SEED");
    return given != nullptr ? static_cast<uint32_t>(std::stoul(given)) : std::random_device()();
  }();
  return seed;
}

#endif  // AGENT_EVENT_BUS_TESTS_RANDOM_H_
