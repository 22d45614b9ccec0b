// Random patterns and topics, where the core must agree with a matcher that is too plain to be
// wrong. Few words and short texts, so that wildcards meet on almost every topic.

#include <agent_event_bus/router.h>
#include <agent_event_bus/segments.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "oracle.h"
#include "random.h"

using namespace agent_event_bus;

namespace {

class Texts {
 public:
  explicit Texts(uint32_t seed) : random_(seed) {}

  uint32_t below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }
  std::string topic() { return join(1 + below(7), 3); }
  std::string pattern() {
    for (;;) {
      std::string text = join(1 + below(6), 5);
      if (Segments().parsePattern(text).ok()) return text;  // else it has too many `**`
    }
  }

 private:
  std::string join(uint32_t size, uint32_t words) {
    static const char* const kWords[] = {"a", "b", "ü", "*", "**"};
    std::string text = kWords[below(words)];
    while (--size > 0) text += std::string(".") + kWords[below(words)];
    return text;
  }

  std::mt19937 random_;
};

bool expected(const std::string& pattern, const std::string& topic) {
  return oracleMatches(split(pattern), split(topic));
}

// What the router is told, kept as a plain list.
struct Told {
  SubscriptionId id;
  std::vector<std::string> patterns;
  int32_t priority;
  bool once;

  bool wants(const std::string& topic) const {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return expected(pattern, topic); });
  }
};

std::vector<SubscriptionId> expectedPlan(std::vector<Told> told, const std::string& topic) {
  std::stable_sort(told.begin(), told.end(),
                   [](const Told& a, const Told& b) { return a.priority > b.priority; });
  std::vector<SubscriptionId> ids;
  for (const Told& one : told) {
    if (one.wants(topic)) ids.push_back(one.id);
  }
  return ids;
}

}  // namespace

TEST_CASE("One pattern matches one topic as the oracle says") {
  const uint32_t seed = testSeed();
  INFO("AEB_SEED=" << seed);
  Texts texts(seed);
  Segments pattern;
  Segments topic;
  int matched = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string patternText = texts.pattern();
    const std::string topicText = texts.topic();
    REQUIRE(pattern.parsePattern(patternText).ok());
    REQUIRE(topic.parseTopic(topicText).ok());
    INFO(patternText << " on " << topicText);
    REQUIRE(matches(pattern, topic) == expected(patternText, topicText));
    matched += matches(pattern, topic) ? 1 : 0;
  }
  CHECK(matched > 1000);  // else the texts are too different to test anything
}

TEST_CASE("A router plans as the oracle says while subscriptions come and go") {
  const uint32_t seed = testSeed();
  INFO("AEB_SEED=" << seed);
  Texts texts(seed);
  Router router;
  std::vector<Told> told;
  for (int step = 0; step < 6000; ++step) {
    const uint32_t action = texts.below(4);
    if (action == 0 && told.size() < 40) {
      Told one = {kNone, {}, static_cast<int32_t>(texts.below(3)) - 1, texts.below(4) == 0};
      for (uint32_t count = 1 + texts.below(3); count > 0; --count) {
        one.patterns.push_back(texts.pattern());
      }
      const std::vector<std::string_view> views(one.patterns.begin(), one.patterns.end());
      const Subscribed subscribed = router.subscribe(views, one.priority, one.once);
      REQUIRE(subscribed.check.ok());
      one.id = subscribed.id;
      told.push_back(one);
    } else if (action == 1 && !told.empty()) {
      const auto leaving = told.begin() + texts.below(static_cast<uint32_t>(told.size()));
      REQUIRE(router.unsubscribe(leaving->id));
      REQUIRE_FALSE(router.isLive(leaving->id));
      told.erase(leaving);
    } else if (action == 2 && !told.empty()) {
      const auto claimed = told.begin() + texts.below(static_cast<uint32_t>(told.size()));
      REQUIRE(router.claim(claimed->id));
      if (claimed->once) told.erase(claimed);
    }
    const std::string topic = texts.topic();
    INFO("step " << step << ", topic " << topic);
    const Plan plan = router.match(topic);
    REQUIRE(plan.check.ok());
    const std::vector<SubscriptionId> ids(plan.ids.begin(), plan.ids.end());
    REQUIRE(ids == expectedPlan(told, topic));
    REQUIRE(router.size() == told.size());
  }
  for (const Told& one : told) REQUIRE(router.unsubscribe(one.id));
  CHECK(router.nodeCount() == 1);
  CHECK(router.segmentCount() == 0);
}
