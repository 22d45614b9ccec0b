// What other programs have made of the same input. tests/fixtures has the files.

#ifndef AGENT_EVENT_BUS_TESTS_FIXTURES_H_
#define AGENT_EVENT_BUS_TESTS_FIXTURES_H_

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

/// The members of objects keep their order, as what is compared byte for byte must.
inline nlohmann::ordered_json loadFixture(const std::string& file) {
  std::ifstream stream(std::string(FIXTURES_DIR) + '/' + file);
  return nlohmann::ordered_json::parse(stream);
}

/// One list of it, by value: a part of a temporary would not outlive the head of a for loop.
inline nlohmann::ordered_json loadFixture(const std::string& file, const std::string& list) {
  return loadFixture(file).at(list);
}

#endif  // AGENT_EVENT_BUS_TESTS_FIXTURES_H_
