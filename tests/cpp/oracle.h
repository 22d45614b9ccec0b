// Matching as DESIGN.md words it, slow and plain, to compare the core with.

#ifndef AGENT_EVENT_BUS_TESTS_ORACLE_H_
#define AGENT_EVENT_BUS_TESTS_ORACLE_H_

#include <span>
#include <string>
#include <vector>

using Words = std::span<const std::string>;

inline std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == '.') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// `*` is one segment, `**` is one or more.
inline bool oracleMatches(Words pattern, Words topic) {
  if (pattern.empty() || topic.empty()) return pattern.empty() && topic.empty();
  const Words restOfPattern = pattern.subspan(1);
  if (pattern[0] == "**") {
    for (size_t taken = 1; taken <= topic.size(); ++taken) {
      if (oracleMatches(restOfPattern, topic.subspan(taken))) return true;
    }
    return false;
  }
  return (pattern[0] == "*" || pattern[0] == topic[0]) &&
         oracleMatches(restOfPattern, topic.subspan(1));
}

#endif  // AGENT_EVENT_BUS_TESTS_ORACLE_H_
