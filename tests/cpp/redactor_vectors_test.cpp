// redaction.json, asked of the redactor.

#include <agent_event_bus/redactor.h>

#include <algorithm>
#include <string>

#include "catch.h"
#include "redactor_properties.h"
#include "vectors.h"

using namespace agent_event_bus;
using nlohmann::json;

namespace {

std::string withoutBars(std::string text) {
  const std::string bar = "¦";
  for (size_t at = text.find(bar); at != std::string::npos; at = text.find(bar, at)) {
    text.erase(at, bar.size());
  }
  return text;
}

std::string textOf(const json& testCase, const char* name) {
  return withoutBars(testCase[name].get<std::string>());
}

}  // namespace

TEST_CASE("Every text of the vectors is redacted as it says") {
  for (const json& testCase : loadVectors("redaction.json", "text")) {
    const std::string text = textOf(testCase, "text");
    INFO(text);
    Redactor redactor;
    std::string out;
    const uint32_t removed = redactor.text(text, out);
    CHECK(out == textOf(testCase, "redacted"));
    CHECK((removed > 0) == (out != text));
    std::string again;
    redactor.text(out, again);
    CHECK(again == out);
  }
}

TEST_CASE("Every JSON text of the vectors is redacted as it says") {
  for (const json& testCase : loadVectors("redaction.json", "json")) {
    const std::string text = textOf(testCase, "json");
    INFO(text);
    Redactor redactor;
    std::string out;
    const uint32_t removed = redactor.json(text, out);
    CHECK(out == textOf(testCase, "redacted"));
    CHECK((removed > 0) == (out != text));
    std::string again;
    redactor.json(out, again);
    CHECK(again == out);
  }
}

TEST_CASE("Names of secrets are told from others") {
  const Redactor redactor;
  const json names = loadVectors("redaction.json", "names");
  for (const json& name : names["secret"]) {
    INFO(name);
    CHECK(redactor.nameRule(name.get<std::string>()).secret);
  }
  for (const json& name : names["harmless"]) {
    INFO(name);
    CHECK_FALSE(redactor.nameRule(name.get<std::string>()).secret);
  }
}

TEST_CASE("A caller's names are added, and taken out, as whole names") {
  Redactor redactor;
  redactor.addName("Card-Number");
  redactor.keepName("csrfToken");
  CHECK(redactor.nameRule("card_number").secret);
  CHECK_FALSE(redactor.nameRule("myCardNumber").secret);
  CHECK_FALSE(redactor.nameRule("csrf_token").secret);
  CHECK(redactor.nameRule("myCsrfToken").secret);
}

TEST_CASE("Each kind of secret is counted") {
  Redactor redactor;
  std::string out;
  redactor.text(
      "password: hunter2 AKIA"
      "IOSFODNN7EXAMPLE https://a:b@c https://d:e@f",
      out);
  const auto count = [&](SecretKind kind) {
    return redactor.counts()[static_cast<uint32_t>(kind)];
  };
  CHECK(count(SecretKind::kField) == 1);
  CHECK(count(SecretKind::kAws) == 1);
  CHECK(count(SecretKind::kUserinfo) == 2);
  CHECK(count(SecretKind::kJwt) == 0);
  CHECK(kindName(SecretKind::kPrivateKey) == "private-key");
}
