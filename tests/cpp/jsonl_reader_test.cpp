#include <agent_event_bus/jsonl_reader.h>

#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"
#include "random.h"

using namespace agent_event_bus;
using Result = JsonlReader::Result;

namespace {

/// What a reader says of a text: each event as "seq topic event", each refusal as "line:column
/// rule".
std::vector<std::string> read(std::string_view text, size_t chunkBytes = 1 << 20,
                              size_t maxLineBytes = JsonlReader::kMaxLineBytes) {
  JsonlReader reader(maxLineBytes);
  std::vector<std::string> said;
  const auto drain = [&] {
    for (;;) {
      const Result result = reader.next();
      if (result == Result::kNeedsMore) return;
      std::ostringstream line;
      if (result == Result::kEvent) {
        line << reader.seq() << ' ' << reader.topic() << ' ' << reader.event();
      } else {
        line << reader.line() << ':' << reader.column() << ' ' << reader.rule()
             << (reader.torn() ? " (torn)" : "");
      }
      said.push_back(line.str());
    }
  };
  while (!text.empty()) {
    const std::string chunk(text.substr(0, chunkBytes));
    text.remove_prefix(chunk.size());
    reader.feed(chunk);
    drain();
  }
  reader.finish();
  drain();
  return said;
}

std::string event(const std::string& json, int seq = 1) {
  return R"({"seq":)" + std::to_string(seq) + R"(,"time":2.5,"topic":"a.b","event":)" + json + "}";
}

/// What is said of one line with this event in it.
std::string said(const std::string& json) {
  const std::vector<std::string> all = read(event(json) + '\n');
  REQUIRE(all.size() == 1);
  return all[0];
}

constexpr int kEventColumn = 43;  // where the event of event() begins

bool refusedAt(const std::string& json, int column, const std::string& rule) {
  const std::string start = "1:" + std::to_string(kEventColumn + column) + ' ';
  const std::string line = said(json);
  INFO(line);
  CHECK(line.rfind(start, 0) == 0);
  CHECK(line.find(rule) != std::string::npos);
  return line.rfind(start, 0) == 0;
}

}  // namespace

TEST_CASE("A reader gives each event as it was written, whatever the chunks") {
  const std::string text = R"({"format":"agent-event-log","version":1,"more":[]})"
                           "\n" +
                           event(R"({ "a" : [1.50, "}\n\u00e9"] })") + "\r\n\n  \n" +
                           event("-0.5e3", 2) + "\n" + event("null", 3) + "\n" +
                           R"({"event" : 12 , "extra":{"x":[]},"topic":"t","time":1,"seq":4})" +
                           "\n" + event("\"last\"", 5);
  const std::vector<std::string> expected = {R"(1 a.b { "a" : [1.50, "}\n\u00e9"] })",
                                             "2 a.b -0.5e3", "3 a.b null", "4 t 12",
                                             "5 a.b \"last\""};
  for (const size_t chunkBytes : {1u, 2u, 3u, 7u, 64u, 1000u})
    CHECK(read(text, chunkBytes) == expected);
}

TEST_CASE("A refused line costs nothing but itself, and has its place") {
  const std::string text = event("1", 1) + "\n{\"seq\":2,\n" + event("3", 3) + "\nno\n" +
                           event("5", 5) + "\n[1]\n7\n" + event("8", 8) + "\n";
  for (const size_t chunkBytes : {1u, 5u, 1000u}) {
    const std::vector<std::string> all = read(text, chunkBytes);
    REQUIRE(all.size() == 8);
    CHECK(all[0] == "1 a.b 1");
    CHECK(all[1].rfind("2:10 ", 0) == 0);
    CHECK(all[2] == "3 a.b 3");
    CHECK(all[3].rfind("4:2 ", 0) == 0);
    CHECK(all[4] == "5 a.b 5");
    CHECK(all[5] == "6:1 the outermost value must be an object");
    CHECK(all[6].rfind("7:1 the outermost", 0) == 0);
    CHECK(all[7] == "8 a.b 8");
  }
}

TEST_CASE("Bytes that are not UTF-8 are refused at their place") {
  CHECK(refusedAt("\"\xC3\x28\"", 2, "UTF-8"));
  CHECK(refusedAt("\"\xED\xA0\x80\"", 2, "UTF-8"));      // a surrogate
  CHECK(refusedAt("\"\xF8\x88\x80\x80\"", 1, "UTF-8"));  // five bytes long
  CHECK(refusedAt("\"\xC0\xAF\"", 1, "UTF-8"));          // longer than need be
  CHECK(refusedAt(R"("\ud800")", 7, "surrogate"));       // half of a pair
  CHECK(said("\"\xF0\x9F\xA6\x8A\"") == "1 a.b \"\xF0\x9F\xA6\x8A\"");
}

TEST_CASE("Columns count characters, not bytes") {
  CHECK(refusedAt("\"\xF0\x9F\xA6\x8A\xC3\xA9\" x", 5, "syntax error"));
}

TEST_CASE("A key that is twice in its object is refused at the second") {
  CHECK(refusedAt(R"({"a":1,"b":2,"a":3})", 15, "twice"));
  CHECK(refusedAt(R"({"x":{"a":1,"b":[{"a":1},{"a":2,"a":3}]}})", 34, "twice"));
  CHECK(refusedAt(R"({"a":1,"\u0061":2})", 14, "twice"));
  CHECK(said(R"({"a":{"a":{"a":1}},"b":{"a":1}})") == R"(1 a.b {"a":{"a":{"a":1}},"b":{"a":1}})");
  std::string large = "{";
  for (int i = 0; i < 100000; ++i) large += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":0";
  CHECK(said(large + "}") == "1 a.b " + large + "}");
  CHECK(said(large + ",\"k77\":1}").find("twice") != std::string::npos);
}

TEST_CASE("Whole numbers that a double does not hold are refused") {
  for (const char* held :
       {"9007199254740992", "-9007199254740992", "9007199254740994", "1152921504606846976",
        // As JavaScript prints doubles: the zeros stand for other digits.
        "9223372036854776000", "18446744073709552000", "123456789012345680000",
        "-123456789012345680000", "100000000000000000000", "1e300", "0.1", "5e-324"}) {
    CHECK(said(held) == std::string("1 a.b ") + held);
  }
  for (const char* lost : {"9007199254740993", "-9007199254740993", "18446744073709551615",
                           "18446744073709551617", "123456789012345678901234567890"}) {
    INFO(lost);
    CHECK(said(lost).find("more digits than JavaScript can hold") != std::string::npos);
  }
  CHECK(refusedAt("9007199254740993", 15, "more digits"));
  CHECK(refusedAt("1e999", 4, "too large for JavaScript"));
}

TEST_CASE("Nesting is refused beyond its limit, and 10,000 levels do no harm") {
  const auto nested = [](int levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  const int room = kMaxJsonDepth - 1;  // the event stands in the envelope
  CHECK(said(nested(room)) == "1 a.b " + nested(room));
  CHECK(refusedAt(nested(room + 1), room, "nested deeper than 256 levels"));
  CHECK(refusedAt(nested(10000), room, "nested deeper than 256 levels"));
  CHECK(refusedAt(std::string(10000000, '['), room, "nested deeper than 256 levels"));
}

TEST_CASE("A line that is too long is refused, whatever the chunks, and skipped") {
  const std::string good = event("1");
  const std::string text = good + '\n' + std::string(5000, 'x') + '\n' + good + '\n';
  for (const size_t chunkBytes : {1u, 50u, 100u, 4096u, 100000u}) {
    const std::vector<std::string> all = read(text, chunkBytes, 100);
    REQUIRE(all.size() == 3);
    CHECK(all[1] == "2:101 the line is longer than 100 bytes");
    CHECK(all[2] == "1 a.b 1");
  }
  CHECK(read(good, 10, good.size()) == std::vector<std::string>{"1 a.b 1"});
  CHECK(read(good + "\n", 1000, good.size()) == std::vector<std::string>{"1 a.b 1"});
  CHECK(read(good, 1000, good.size() - 1)[0].find("longer") != std::string::npos);
}

TEST_CASE("A last line that was cut is torn, wherever it was cut") {
  const std::string line = event(R"({"a":[1,"\u00e9",true]})");
  for (size_t cut = 1; cut < line.size(); ++cut) {
    const std::vector<std::string> all = read(line + "\n" + line.substr(0, cut), 16);
    INFO(cut);
    REQUIRE(all.size() == 2);
    CHECK(all[1].find("(torn)") != std::string::npos);
  }
}

TEST_CASE("A reader knows where the last line that has an end ends") {
  JsonlReader reader;
  const std::string text = event("1") + "\nno\n" + event("2");
  reader.feed(text);
  while (reader.next() != Result::kNeedsMore) {
  }
  reader.finish();
  CHECK(reader.next() == Result::kEvent);
  CHECK(reader.completeBytes() == static_cast<double>(event("1").size() + 4));
}

TEST_CASE("An event has a seq, a time, a topic and an event") {
  const auto one = [](const char* line) { return read(line).at(0); };
  CHECK(one(R"({})") == "1:3 the event has no 'seq' (torn)");
  CHECK(one("{\"seq\":\"1\"}\n") == "1:8 'seq' must be a number");
  CHECK(one("{\"seq\":1.5}\n") == "1:8 'seq' must be a whole number from 0 to 2^53 - 1");
  CHECK(one("{\"seq\":-1}\n") == "1:8 'seq' must be a whole number from 0 to 2^53 - 1");
  CHECK(one("{\"seq\":1}\n") == "1:10 the event has no 'time'");
  CHECK(one("{\"seq\":1,\"time\":2}\n") == "1:19 the event has no 'topic'");
  CHECK(one("{\"seq\":1,\"time\":2,\"topic\":3}\n") == "1:27 'topic' must be a string");
  CHECK(one("{\"seq\":1,\"time\":2,\"topic\":\"a..b\"}\n") ==
        "1:27 'topic' is not one: a segment must not be empty");
  CHECK(one("{\"seq\":1,\"time\":2,\"topic\":\"a\"}\n") == "1:31 the event has no 'event'");
}

TEST_CASE("A header is known by its format, and must be of this version") {
  CHECK(read("{\"format\":\"agent-event-log\",\"version\":1}\n").empty());
  CHECK(read("{\"format\":\"agent-event-log\",\"version\":2}\n").at(0) ==
        "1:11 the log is of a version that this reader does not know");
  CHECK(read("{\"format\":\"x\",\"version\":1}\n").at(0) ==
        "1:11 it is the header of another format");
}

TEST_CASE("Random damage never costs another line") {
  INFO("AEB_SEED=" << testSeed());
  std::mt19937 random(testSeed());
  const auto below = [&](size_t limit) { return random() % limit; };
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const size_t damaged = below(9);
    for (size_t i = 0; i < 9; ++i) {
      std::string line = event(R"({"a":[1,"x",{"b":null}]})", static_cast<int>(i));
      if (i == damaged) {
        for (size_t k = 0; k < 1 + below(4); ++k) {
          char byte = static_cast<char>(random());
          if (byte == '\n') byte = 0;
          line[below(line.size())] = byte;
        }
      }
      text += line + '\n';
    }
    const std::vector<std::string> all = read(text, 1 + below(100));
    REQUIRE(all.size() >= 8);  // the damage may have made the line blank, or left it an event
    size_t found = 0;
    for (const std::string& one : all) {
      const std::string rest = one.substr(1);
      if (rest == R"( a.b {"a":[1,"x",{"b":null}]})") ++found;
    }
    REQUIRE(found >= 8);
  }
}
