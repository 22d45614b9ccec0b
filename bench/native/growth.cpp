// growth <case> <size>: does one operation at one size, for callgrind to count its instructions.
//
// Prints how many operations were counted, and what the router held in bytes. growth.mjs runs it.

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include "growth_cases.h"

int main(int argumentCount, char** arguments) {
  using agent_event_bus::bench::growthCases;
  if (argumentCount == 3) {
    const std::string_view name = arguments[1];
    for (const auto& growthCase : growthCases()) {
      if (growthCase.name != name) continue;
      try {
        const auto measured = growthCase.run(static_cast<uint32_t>(std::stoul(arguments[2])));
        std::cout << measured.operations << ' ' << measured.bytes << '\n';
        return EXIT_SUCCESS;
      } catch (const std::exception& error) {
        std::cerr << name << ' ' << arguments[2] << ": " << error.what() << '\n';
        return EXIT_FAILURE;
      }
    }
  }
  std::cerr << "growth <case> <size>, where <case> is one of:";
  for (const auto& growthCase : growthCases()) std::cerr << ' ' << growthCase.name;
  std::cerr << '\n';
  return EXIT_FAILURE;
}
