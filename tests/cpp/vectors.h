// The cases that C++ and JavaScript share. tests/vectors/README.md describes them.

#ifndef AGENT_EVENT_BUS_TESTS_VECTORS_H_
#define AGENT_EVENT_BUS_TESTS_VECTORS_H_

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

/// One list of one file, by value: a part of a temporary would not outlive the head of a for loop.
inline nlohmann::json loadVectors(const std::string& file, const std::string& list) {
  std::ifstream stream(std::string(VECTORS_DIR) + '/' + file);
  return nlohmann::json::parse(stream).at(list);
}

#endif  // AGENT_EVENT_BUS_TESTS_VECTORS_H_
