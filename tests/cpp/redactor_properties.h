// What must hold of the redactor for every text. Asked by the tests of random texts, and by the
// fuzzer of tests/fuzz.

#ifndef AGENT_EVENT_BUS_TESTS_REDACTOR_PROPERTIES_H_
#define AGENT_EVENT_BUS_TESTS_REDACTOR_PROPERTIES_H_

#include <agent_event_bus/redactor.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace agent_event_bus {

inline constexpr std::string_view kTestLiteral = "ab\"ab/ab";

inline Redactor testRedactor() {
  Redactor redactor;
  redactor.addLiteral(kTestLiteral);
  return redactor;
}

inline std::string redacted(std::string_view text) {
  Redactor redactor = testRedactor();
  std::string out;
  redactor.text(text, out);
  return out;
}

inline std::string redactedJson(std::string_view json) {
  Redactor redactor = testRedactor();
  std::string out;
  redactor.json(json, out);
  return out;
}

/// In pieces of 1 to 8 bytes, whose lengths come from the bits of `cuts`, over and over.
inline std::string redactedInPieces(std::string_view text, uint64_t cuts) {
  Redactor redactor = testRedactor();
  RedactionStream stream(redactor);
  std::string out;
  while (!text.empty()) {
    cuts = cuts << 61U | cuts >> 3U;
    const std::string_view piece = text.substr(0, 1 + (cuts & 7U));
    // In memory of exactly its size, so that the sanitizer sees a read past its end.
    const std::string copy(piece);
    stream.push(copy, out);
    text.remove_prefix(piece.size());
  }
  stream.end(out);
  return out;
}

/// The name of the property that does not hold, or nothing.
inline std::string_view brokenProperty(std::string_view text, uint64_t cuts) {
  const std::string once = redacted(text);
  if (redactedInPieces(text, cuts) != once) return "a text in pieces gives what the whole gives";
  if (once.find(kTestLiteral) != std::string::npos) return "no literal is left";
  // A NUL ends a text for the other parser.
  if (text.find('\0') != std::string_view::npos || !nlohmann::json::accept(text)) return {};
  const std::string json = redactedJson(text);
  if (!nlohmann::json::accept(json)) return "JSON stays JSON";
  return {};
}

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_TESTS_REDACTOR_PROPERTIES_H_
