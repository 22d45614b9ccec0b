// matching.json and invalid.json, asked of everything that answers them.

#include "vectors.h"

#include <agent_event_bus/event_bus.h>
#include <agent_event_bus/router.h>
#include <agent_event_bus/segments.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "oracle.h"

using namespace agent_event_bus;
using nlohmann::json;

namespace {

std::vector<std::string> patternsOf(const json& entry) {
  if (entry.is_array()) return entry.get<std::vector<std::string>>();
  return {entry.get<std::string>()};
}

std::string inputOf(const json& testCase) {
  if (testCase.contains("bytes")) {
    const auto bytes = testCase["bytes"].get<std::vector<uint8_t>>();
    return {bytes.begin(), bytes.end()};
  }
  const json& input = testCase["input"];
  if (input.is_string()) return input.get<std::string>();
  std::string text;
  for (int i = 0; i < input["times"]; ++i) text += input["repeat"].get<std::string>();
  return text + input["then"].get<std::string>();
}

void checkRefused(const json& testCase) {
  INFO(testCase);
  const std::string input = inputOf(testCase);
  const auto position = testCase["byte"].get<uint32_t>();
  const bool isTopic = testCase["kind"] == "topic";

  Router router;
  const Check check = isTopic ? router.match(input).check : router.subscribe(input, 0, false).check;
  CHECK(statusName(check.status) == testCase["status"].get<std::string>());
  CHECK(check.position == position);
  CHECK(router.nodeCount() == 1);

  EventBus bus;
  try {
    if (isTopic) {
      bus.publish(input);
    } else {
      bus.subscribe(input, [](const std::string&, const Event&) {});
    }
    FAIL_CHECK("was taken");
  } catch (const TopicError& error) {
    CHECK((error.kind() == TopicError::Kind::kTopic) == isTopic);
    CHECK(error.status() == check.status);
    CHECK(error.position() == position);
    CHECK(error.input() == input);
  }
  CHECK(bus.size() == 0);
}

}  // namespace

TEST_CASE("Vectors: patterns match the topics they should") {
  for (const json& testCase : loadVectors("matching.json", "cases")) {
    INFO(testCase);
    const auto pattern = testCase["pattern"].get<std::string>();
    const auto topic = testCase["topic"].get<std::string>();
    const bool expected = testCase["matches"].get<bool>();

    CHECK(oracleMatches(split(pattern), split(topic)) == expected);
    CHECK(EventBus::matches(pattern, topic) == expected);
    Router router;
    REQUIRE(router.subscribe(pattern, 0, false).check.ok());
    CHECK(router.match(topic).ids.size() == (expected ? 1 : 0));
  }
}

TEST_CASE("Vectors: a topic finds its subscriptions in delivery order") {
  for (const json& set : loadVectors("matching.json", "sets")) {
    INFO(set["name"] << ", topic " << set["topic"]);
    Router router;
    std::map<SubscriptionId, size_t> indexOf;
    for (size_t i = 0; i < set["patterns"].size(); ++i) {
      const std::vector<std::string> patterns = patternsOf(set["patterns"][i]);
      const std::vector<std::string_view> views(patterns.begin(), patterns.end());
      const int32_t priority = set.contains("priorities") ? set["priorities"][i].get<int32_t>() : 0;
      const Subscribed subscribed = router.subscribe(views, priority, false);
      REQUIRE(subscribed.check.ok());
      indexOf[subscribed.id] = i;
    }
    const Plan plan = router.match(set["topic"].get<std::string>());
    std::vector<size_t> found;
    for (const SubscriptionId id : plan.ids) found.push_back(indexOf.at(id));
    CHECK(json(found) == set["ids"]);
  }
}

TEST_CASE("Vectors: what breaks a rule is refused, and the place is named") {
  for (const json& testCase : loadVectors("invalid.json", "cases")) checkRefused(testCase);
  for (const json& testCase : loadVectors("invalid.json", "nativeOnly")) checkRefused(testCase);
}
