#include <agent_event_bus/redactor.h>

#include <random>
#include <string>
#include <string_view>

#include "catch.h"
#include "random.h"
#include "redactor_properties.h"
#include "vectors.h"

using namespace agent_event_bus;
using nlohmann::json;

namespace {

// What secrets are made of, and what stands around them.
constexpr std::string_view kParts[] = {
    "sk-",
    "AKIA",
    "eyJ",
    "hf_",
    "ghp_",
    "Bearer ",
    "Basic ",
    "://",
    "@",
    "password",
    "token",
    "api-key",
    "Cookie",
    "key",
    ":",
    "=",
    "=\"",
    ": \"",
    "\"",
    "\\\"",
    "\\\\\\\"",
    "\\n",
    "\n",
    " ",
    ".",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&",
    "?",
    "%3D",
    "%20",
    "<password>",
    "</",
    "--",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "abcdefghij0123456789",
    "ABCDEFGHIJ0123456789",
    "true",
    "'",
    "`",
    "ab",
    "ab\"ab/ab",
    "ab%22ab%2Fab",
    "null",
    "12",
    "日本",
    "\x1b[1m",
    "\"password\":",
    "\\\"secret\\\":",
    "base64",
    "\"name\":\"password\",\"value\":",
    "[\"x-api-key\",",
    "[REDACTED:",
    "REDACTED:field]",
};

}  // namespace

TEST_CASE("What must hold for every text holds for random ones") {
  const uint32_t seed = testSeed();
  INFO("AEB_SEED=" << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (uint64_t parts = random() % 24; parts > 0; --parts) {
      text += kParts[random() % std::size(kParts)];
    }
    const std::string_view broken = brokenProperty(text, random());
    INFO(text);
    CHECK(broken == "");
  }
}

TEST_CASE("What must hold for every text holds for those of the vectors, wherever they are cut") {
  for (const char* list : {"text", "json"}) {
    for (const json& testCase : loadVectors("redaction.json", list)) {
      const auto text = testCase[list].get<std::string>();
      INFO(text);
      for (const uint64_t cuts : {0x0ull, 0x249249249249249ull, ~0x0ull, 0x123456789abcdefull}) {
        CHECK(brokenProperty(text, cuts) == "");
      }
    }
  }
}

TEST_CASE("Ordinary text passes at once, and a secret's beginning is held back") {
  Redactor redactor;
  RedactionStream stream(redactor);
  std::string out;
  stream.push("Here it is, ", out);
  CHECK(out == "Here it is, ");
  stream.push("sk-abcdef", out);
  CHECK(out == "Here it is, ");
  stream.push("ghij0123456789", out);
  CHECK(out == "Here it is, [REDACTED:api-key]");
  stream.push("zzz, too.", out);
  CHECK(out == "Here it is, [REDACTED:api-key], too.");
  stream.end(out);
  CHECK(out == "Here it is, [REDACTED:api-key], too.");
}

TEST_CASE("Of a text that was cut off, half a secret is dropped") {
  Redactor redactor;
  redactor.addLiteral("correct horse");
  RedactionStream stream(redactor);
  std::string out;
  stream.push("a sk-abcdef", out);
  stream.cut();
  CHECK(out == "a ");
  out.clear();
  stream.push("b correct ho", out);
  stream.cut();
  CHECK(out == "b ");
  out.clear();
  stream.push("c sk-abcdef", out);
  stream.end(out);
  CHECK(out == "c sk-abcdef");
}

TEST_CASE("No more than kMaxLookahead bytes are held back") {
  const std::string run(100'000, 'a');
  for (const char* begin : {"eyJ", "x://u:", "password: ", "sk-", "\"password\":"}) {
    INFO(begin);
    Redactor redactor;
    RedactionStream stream(redactor);
    std::string out;
    stream.push(begin + run, out);
    const size_t length = std::string_view(begin).size() + run.size();
    CHECK((out.size() + kMaxLookahead >= length || out.find("[REDACTED:") != std::string::npos));
  }
}
