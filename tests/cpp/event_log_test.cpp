#include <agent_event_bus/event_log.h>

#include <deque>
#include <string>

#include "catch.h"
#include "random.h"

using namespace agent_event_bus;

namespace {

constexpr uint32_t kAll = 0xFFFFFFFF;

std::string query(EventLog& log, const char* text, double fromSeq = 0, uint32_t limit = kAll,
                  size_t maxBytes = 1 << 20) {
  Segments pattern;
  REQUIRE(pattern.parsePattern(text).ok());
  std::string out;
  log.query(pattern, fromSeq, limit, maxBytes, ' ', out);
  return out;
}

}  // namespace

TEST_CASE("A log finds events by pattern, from a seq on, up to a limit") {
  EventLog log(EventLog::kMinBytes);
  CHECK(log.empty());
  CHECK(query(log, "**").empty());
  REQUIRE(log.append(1, "tool.called", "A") == EventLog::Append::kStored);
  REQUIRE(log.append(5, "tool.failed", "B") == EventLog::Append::kStored);
  REQUIRE(log.append(6, "model.failed", "C") == EventLog::Append::kStored);
  CHECK(log.size() == 3);
  CHECK(log.firstSeq() == 1);
  CHECK(log.lastSeq() == 6);
  CHECK(query(log, "**") == "A B C");
  CHECK(query(log, "tool.*") == "A B");
  CHECK(query(log, "*.failed") == "B C");
  CHECK(query(log, "**", 2) == "B C");
  CHECK(query(log, "**", 7).empty());
  CHECK(query(log, "**", 0, 2) == "A B");
  CHECK(query(log, "**", 0, 0).empty());
  log.clear();
  CHECK(query(log, "**").empty());
  CHECK(log.usedBytes() == 0);
}

TEST_CASE("A query that is cut goes on where it stopped") {
  EventLog log(EventLog::kMinBytes);
  for (int seq = 1; seq <= 9; ++seq) {
    REQUIRE(log.append(seq, seq % 2 ? "odd" : "even", std::to_string(seq)) ==
            EventLog::Append::kStored);
  }
  CHECK(query(log, "odd", 0, kAll, 4) == "1 3");
  CHECK(log.nextSeq() == 5);
  CHECK(query(log, "odd", log.nextSeq(), kAll, 1) == "5");
  CHECK(query(log, "odd", log.nextSeq(), 1) == "7");
  CHECK(query(log, "odd", log.nextSeq()) == "9");
  CHECK(query(log, "odd", log.nextSeq()).empty());
}

TEST_CASE("What does not fit, or does not follow, is refused and changes nothing") {
  EventLog log(EventLog::kMinBytes);
  REQUIRE(log.append(3, "t", "A") == EventLog::Append::kStored);
  CHECK(log.append(3, "t", "B") == EventLog::Append::kNotIncreasing);
  CHECK(log.append(2, "t", "B") == EventLog::Append::kNotIncreasing);
  CHECK(log.append(4, "t", std::string(EventLog::kMinBytes, 'x')) == EventLog::Append::kTooLarge);
  CHECK(query(log, "**") == "A");
}

TEST_CASE("A log keeps the newest events that fit, as a list of all would") {
  INFO("AEB_SEED=" << testSeed());
  std::mt19937 random(testSeed());
  const auto below = [&](uint32_t limit) { return static_cast<uint32_t>(random() % limit); };
  for (int round = 0; round < 200; ++round) {
    EventLog log(EventLog::kMinBytes + below(4096));
    std::deque<std::string> all;
    double seq = 0;
    for (int i = 0; i < 300; ++i) {
      seq += 1 + below(3);
      // Mostly short, at times a good part of the ring.
      const uint32_t length = 50 + (below(10) == 0 ? below(900) : below(60));
      const std::string line = std::to_string(seq) + std::string(length, 'x');
      REQUIRE(log.append(seq, "a.b", line) == EventLog::Append::kStored);
      all.push_back(line);
      REQUIRE(log.size() <= all.size());
      REQUIRE(log.usedBytes() <= log.bytes());
      while (all.size() > log.size()) all.pop_front();
    }
    std::string expected;
    for (const std::string& line : all) expected += (expected.empty() ? "" : " ") + line;
    REQUIRE(query(log, "**") == expected);
    REQUIRE(log.lastSeq() == seq);
    // Unused is at most what is skipped at the end, and what the last drop gave too much.
    if (log.size() < 300) REQUIRE(log.usedBytes() + 2 * 1024 > log.bytes());
  }
}
