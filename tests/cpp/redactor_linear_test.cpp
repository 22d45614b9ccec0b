// The time of the redactor depends on the bytes that it looks at, which it counts.

#include <agent_event_bus/redactor.h>

#include <chrono>
#include <iostream>
#include <string>
#include <string_view>

#include "catch.h"

using namespace agent_event_bus;

namespace {

constexpr size_t kMegabyte = 1'000'000;

// What makes a redactor look ahead or back, over and over.
constexpr std::string_view kWorst[] = {
    "a",
    "eyJ",
    "eyJ-",
    "eyJ.",
    "eyJaaaaaaaa.",
    ".eyJ",
    "://",
    "://a",
    "://a:b",
    "://a@",
    "sk-",
    "-sk-a",
    "Bearer ",
    "Bearer a",
    "bearer\t",
    "b",
    "basi",
    "password=",
    "password=\"",
    "password: ",
    "\"password\":",
    "\"password\":[",
    "\"password\":{\"",
    "{\"secret\":[",
    "\\",
    "\\\"",
    "\\\\\\\"",
    "password\\\"",
    "password\\",
    "password=\\",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
    "-----END ",
    "-",
    "AKIA",
    "xoxb-",
    "%",
    "%3D",
    "token%3D",
    "\"",
    "'",
    "<password>",
    "<password>aaaa",
    "--token ",
    "Cookie: =\"",
    "a:",
    "token:a",
    "_",
    "password=[",
    "password=(",
    "hooks.slack.com/services/",
    "\x1b[",
    "[\"x-api-key\",",
    "{\"name\":\"password\",",
    "[REDACTED:",
    "\"password\": [REDACTED",
    "aaaaaaaaab",
};

std::string repeated(std::string_view part, size_t length) {
  std::string text;
  text.reserve(length + part.size());
  while (text.size() < length) text += part;
  return text;
}

uint64_t stepsOf(std::string_view text, bool isJson) {
  Redactor redactor;
  std::string out;
  if (isJson) {
    redactor.json(text, out);
  } else {
    redactor.text(text, out);
  }
  return redactor.steps();
}

}  // namespace

TEST_CASE("The redactor's work is linear in the length of the text, whatever the text") {
  for (const std::string_view part : kWorst) {
    INFO(part);
    for (const bool isJson : {false, true}) {
      const uint64_t once = stepsOf(repeated(part, kMegabyte / 4), isJson);
      const uint64_t twice = stepsOf(repeated(part, kMegabyte / 2), isJson);
      CHECK(twice <= once * 21 / 10);
      CHECK(twice <= kMegabyte / 2 * 80);
    }
  }
}

TEST_CASE("1 MB that is hard to redact takes a time, which is printed") {
  std::string_view slowest;
  double most = 0;
  Redactor redactor;
  redactor.addLiteral("aaaaaaaaaaaaaaaab");
  for (const std::string_view part : kWorst) {
    const std::string text = repeated(part, kMegabyte);
    std::string out;
    const auto start = std::chrono::steady_clock::now();
    redactor.text(text, out);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (took.count() > most) {
      most = took.count();
      slowest = part;
    }
    CHECK(out.size() > 0);
  }
  std::cout << "1 MB of \"" << slowest << "\", the slowest of " << std::size(kWorst) << ", took "
            << most << " ms to redact\n";
}
