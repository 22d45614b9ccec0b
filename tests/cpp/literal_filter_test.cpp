#include <agent_event_bus/literal_filter.h>
#include <agent_event_bus/redactor.h>

#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "random.h"

using namespace agent_event_bus;

namespace {

constexpr std::string_view kMarker = "[REDACTED:literal]";

std::string filtered(const LiteralSet& literals, std::string_view text, size_t piece) {
  LiteralFilter filter(literals);
  std::string out;
  for (size_t at = 0; at < text.size(); at += piece) filter.push(text.substr(at, piece), out);
  filter.end(out);
  return out;
}

std::string redacted(Redactor& redactor, std::string_view text) {
  std::string out;
  redactor.text(text, out);
  return out;
}

// What the filter must do, in the plainest words: mark every byte of every occurrence.
std::string oracle(const std::vector<std::string>& literals, const std::string& text) {
  std::vector<bool> covered(text.size());
  std::vector<bool> begins(text.size());
  for (const std::string& literal : literals) {
    for (size_t at = text.find(literal); at != std::string::npos; at = text.find(literal, at + 1)) {
      for (size_t i = 0; i < literal.size(); ++i) covered[at + i] = true;
    }
  }
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!covered[i]) {
      out += text[i];
    } else if (i == 0 || !covered[i - 1]) {
      out += kMarker;
    }
  }
  return out;
}

}  // namespace

TEST_CASE(
    "Random literals in random texts, in pieces of any length, are those that a search finds") {
  const uint32_t seed = testSeed();
  INFO("AEB_SEED=" << seed);
  std::mt19937 random(seed);
  const auto below = [&](uint32_t n) { return random() % n; };
  const auto word = [&](uint32_t length) {
    std::string text;
    while (length-- > 0) text += static_cast<char>('a' + below(3));
    return text;
  };
  for (int round = 0; round < 2'000; ++round) {
    LiteralSet set;
    std::vector<std::string> literals;
    for (uint32_t count = 1 + below(4); count > 0; --count) {
      literals.push_back(
          word(1 + below(6)));  // too short for base64, and the same in URLs and JSON
      set.add(literals.back());
    }
    set.link();
    const std::string text = word(below(60));
    INFO(text);
    CHECK(filtered(set, text, 1 + below(9)) == oracle(literals, text));
  }
}

TEST_CASE("A literal is found as it looks in JSON, in URLs and in base64") {
  Redactor redactor;
  REQUIRE(redactor.addLiteral("p\"a/ss\\wö rd?&x"));
  for (const std::string_view form : {
           "p\"a/ss\\wö rd?&x",
           "p\\\"a/ss\\\\wö rd?&x",
           "p\\\\\\\"a/ss\\\\\\\\wö rd?&x",
           "p%22a%2Fss%5Cw%C3%B6%20rd%3F%26x",
           "p%22a%2fss%5cw%c3%b6%20rd%3f%26x",
           "p%22a%2Fss%5Cw%C3%B6+rd%3F%26x",
       }) {
    INFO(form);
    CHECK(redacted(redactor, std::string("<").append(form).append(">")) ==
          std::string("<").append(kMarker).append(">"));
  }
}

TEST_CASE("Base64 of a literal is found wherever it begins") {
  Redactor redactor;
  REQUIRE(redactor.addLiteral("correct horse battery"));
  // base64 of "", "u:" and "us:", each followed by the literal and " staple".
  for (const std::string_view text :
       {"Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==", "dTpjb3JyZWN0IGhvcnNlIGJhdHRlcnkgc3RhcGxl",
        "dXM6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ=="}) {
    const std::string out = redacted(redactor, text);
    INFO(out);
    CHECK(out.find(kMarker) != std::string::npos);
    CHECK(out.size() < text.size());
  }
}

TEST_CASE("A literal that is too short is refused") {
  Redactor redactor;
  CHECK_FALSE(redactor.addLiteral("12345"));
  CHECK(redacted(redactor, "12345") == "12345");
  CHECK(redactor.addLiteral("123456"));
  CHECK(redacted(redactor, "1234567") == "[REDACTED:literal]7");
}
