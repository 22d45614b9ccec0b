#include <agent_event_bus/segments.h>

#include <memory>
#include <string>
#include <vector>

#include "catch.h"

using namespace agent_event_bus;
using Kind = Segment::Kind;

namespace {

Check checkTopic(const std::string& text) { return Segments().parseTopic(text); }
Check checkPattern(const std::string& text) { return Segments().parsePattern(text); }

std::string repeat(const std::string& text, size_t times) {
  std::string out;
  while (times-- > 0) out += text;
  return out;
}

// The text in memory of exactly its size, so that the sanitizer sees a read past its end.
Check checkWithoutSlack(const std::string& text) {
  const auto bytes = std::make_unique<char[]>(text.size());
  text.copy(bytes.get(), text.size());
  return Segments().parseTopic({bytes.get(), text.size()});
}

}  // namespace

TEST_CASE("A topic is split at its dots") {
  Segments topic;
  REQUIRE(topic.parseTopic("tool.search.failed").ok());
  std::vector<std::string_view> texts;
  for (const Segment& segment : topic) texts.push_back(segment.text);
  CHECK(texts == std::vector<std::string_view>{"tool", "search", "failed"});
}

TEST_CASE("A pattern knows its wildcards from its literals") {
  Segments pattern;
  REQUIRE(pattern.parsePattern("tool.*.**").ok());
  REQUIRE(pattern.size() == 3);
  CHECK(pattern[0].kind == Kind::kLiteral);
  CHECK(pattern[1].kind == Kind::kWildcard);
  CHECK(pattern[2].kind == Kind::kMultiWildcard);
}

TEST_CASE("Equal segments have equal hashes, wherever they stand") {
  Segments left;
  Segments right;
  REQUIRE(left.parseTopic("日本.tool.🙂").ok());
  REQUIRE(right.parsePattern("🙂.*.tool.日本").ok());
  CHECK(left[0].hash == right[3].hash);
  CHECK(left[1].hash == right[2].hash);
  CHECK(left[2].hash == right[0].hash);
  CHECK(left[0].hash != left[1].hash);
}

TEST_CASE("Segments can be parsed into again") {
  Segments segments;
  REQUIRE(segments.parsePattern("a.**.b.c").ok());
  REQUIRE_FALSE(segments.parseTopic("a..b").ok());
  REQUIRE(segments.parseTopic("x").ok());
  CHECK(segments.size() == 1);
  CHECK(segments[0].kind == Kind::kLiteral);
}

TEST_CASE("A text up to each limit is taken, one beyond is refused") {
  CHECK(checkTopic(repeat("a.", kMaxSegments - 1) + "a").ok());
  CHECK(checkTopic(repeat("a.", kMaxSegments) + "a").status == Status::kTooManySegments);
  CHECK(checkTopic(repeat("a", kMaxTopicBytes)).ok());
  CHECK(checkTopic(repeat("a", kMaxTopicBytes + 1)).status == Status::kTooLong);
  CHECK(checkPattern(repeat("**.", kMaxMultiWildcards) + "a").ok());
  CHECK(checkPattern(repeat("**.", kMaxMultiWildcards) + "**").status ==
        Status::kTooManyMultiWildcards);
}

TEST_CASE("Every single byte is taken or refused for the right reason") {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = {'a', static_cast<char>(byte), 'a'};
    const Status expected = byte < 0x20 || byte == 0x7F ? Status::kControlCharacter
                            : byte == '*'               ? Status::kWildcardInTopic
                            : byte >= 0x80              ? Status::kMalformedUnicode
                                                        : Status::kOk;
    INFO("byte " << byte);
    const Check check = checkTopic(text);
    CHECK(check.status == expected);
    CHECK(check.position == (expected == Status::kOk ? 0 : 1));
  }
}

TEST_CASE("The edges of well-formed UTF-8 are where Unicode puts them") {
  for (const std::string text :
       {"\u0080", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF"}) {
    INFO(text);
    CHECK(checkWithoutSlack(text).ok());
  }
  for (const std::string text :
       {"\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xEF\xBF", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF0\x9F\x99", "\xC3", "\xC3(", "\xFF"}) {
    CHECK(checkWithoutSlack(text).status == Status::kMalformedUnicode);
  }
}

TEST_CASE("A malformed text is never read past its end") {
  const std::string emoji = "\xF0\x9F\x99\x82";
  for (size_t length = 1; length < emoji.size(); ++length) {
    CHECK(checkWithoutSlack("a." + emoji.substr(0, length)).position == 2);
  }
}
