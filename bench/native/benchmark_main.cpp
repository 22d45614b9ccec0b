#include <cstdlib>

#include "benchmarks.h"

int main(int argumentCount, char** arguments) {
  agent_event_bus::bench::registerRouterBenchmarks();
  agent_event_bus::bench::registerEventBusBenchmarks();
  benchmark::Initialize(&argumentCount, arguments);
  if (benchmark::ReportUnrecognizedArguments(argumentCount, arguments)) return EXIT_FAILURE;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return EXIT_SUCCESS;
}
