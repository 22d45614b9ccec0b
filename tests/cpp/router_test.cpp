#include <agent_event_bus/router.h>

#include <string>
#include <string_view>
#include <vector>

#include "catch.h"

using namespace agent_event_bus;
using Ids = std::vector<SubscriptionId>;

namespace {

Ids match(Router& router, std::string_view topic) {
  const Plan plan = router.match(topic);
  REQUIRE(plan.check.ok());
  return {plan.ids.begin(), plan.ids.end()};
}

SubscriptionId subscribe(Router& router, std::string_view pattern, int32_t priority = 0,
                         bool once = false) {
  const Subscribed subscribed = router.subscribe(pattern, priority, once);
  REQUIRE(subscribed.check.ok());
  return subscribed.id;
}

SubscriptionId subscribe(Router& router, std::vector<std::string_view> patterns,
                         bool once = false) {
  const Subscribed subscribed = router.subscribe(patterns, 0, once);
  REQUIRE(subscribed.check.ok());
  return subscribed.id;
}

void checkIsEmpty(const Router& router) {
  CHECK(router.size() == 0);
  CHECK(router.nodeCount() == 1);
  CHECK(router.segmentCount() == 0);
}

}  // namespace

TEST_CASE("A plan is ordered by priority, then by subscription, whatever the patterns") {
  Router router;
  const SubscriptionId late = subscribe(router, "**", INT32_MIN);
  const SubscriptionId first = subscribe(router, "tool.*");
  const SubscriptionId second = subscribe(router, "tool.called");
  const SubscriptionId third = subscribe(router, "**");
  const SubscriptionId early = subscribe(router, "*.called", INT32_MAX);
  CHECK(match(router, "tool.called") == Ids{early, first, second, third, late});
}

TEST_CASE("An id used again takes its place by the new subscription, not the old one") {
  Router router;
  const SubscriptionId first = subscribe(router, "a");
  const SubscriptionId second = subscribe(router, "a");
  router.unsubscribe(first);
  const SubscriptionId third = subscribe(router, "a");
  CHECK(third == first);
  CHECK(match(router, "a") == Ids{second, third});
}

TEST_CASE("A subscription with several patterns is in a plan once") {
  Router router;
  const SubscriptionId id = subscribe(router, {"a.*", "*.b", "**", "a.b", "a.b"});
  CHECK(match(router, "a.b") == Ids{id});
  CHECK(match(router, "x") == Ids{id});
  CHECK(router.unsubscribe(id));
  checkIsEmpty(router);
}

TEST_CASE("A repeated pattern costs nothing") {
  Router once;
  Router often;
  subscribe(once, "a.b");
  subscribe(often, std::vector<std::string_view>(100, "a.b"));
  CHECK(often.bytes() == once.bytes());
}

TEST_CASE("A pattern can be added to a live subscription") {
  Router router;
  const SubscriptionId id = subscribe(router, "a");
  CHECK(router.addPattern(id, "b").ok());
  CHECK(router.addPattern(id, "b*").status == Status::kPartialWildcard);
  CHECK(match(router, "b") == Ids{id});
  router.unsubscribe(id);
  checkIsEmpty(router);
}

TEST_CASE("A refused pattern changes nothing") {
  Router router;
  subscribe(router, "tool.*");
  const uint32_t nodes = router.nodeCount();
  const uint32_t segments = router.segmentCount();

  CHECK(router.subscribe("new.segment..here", 0, false).check.status == Status::kEmptySegment);
  const std::vector<std::string_view> patterns = {"fresh.one", "fresh.two", "b*d"};
  const Subscribed refused = router.subscribe(patterns, 0, false);
  CHECK(refused.check.status == Status::kPartialWildcard);
  CHECK(refused.check.position == 1);
  CHECK(refused.patternIndex == 2);
  CHECK(refused.id == kNone);

  CHECK(router.nodeCount() == nodes);
  CHECK(router.segmentCount() == segments);
  CHECK(router.size() == 1);
}

TEST_CASE("A subscription needs a pattern") {
  Router router;
  const Subscribed refused = router.subscribe(std::span<const std::string_view>(), 0, false);
  CHECK(refused.check.status == Status::kNoPattern);
  checkIsEmpty(router);
}

TEST_CASE("Unsubscribing is true once, and false for ids that never were") {
  Router router;
  const SubscriptionId id = subscribe(router, "a");
  CHECK(router.isLive(id));
  CHECK(router.unsubscribe(id));
  CHECK_FALSE(router.unsubscribe(id));
  CHECK_FALSE(router.unsubscribe(id + 1));
  CHECK_FALSE(router.unsubscribe(kNone));
  CHECK_FALSE(router.isLive(id));
}

TEST_CASE("A once is claimed exactly once, and is gone from all its patterns then") {
  Router router;
  const SubscriptionId id = subscribe(router, {"a", "b.**"}, /*once=*/true);
  CHECK(router.claim(id));
  CHECK_FALSE(router.claim(id));
  CHECK(match(router, "a").empty());
  CHECK(match(router, "b.c").empty());
  checkIsEmpty(router);
}

TEST_CASE("Any other subscription can be claimed as long as it lives") {
  Router router;
  const SubscriptionId id = subscribe(router, "a");
  CHECK(router.claim(id));
  CHECK(router.claim(id));
  router.unsubscribe(id);
  CHECK_FALSE(router.claim(id));
}

TEST_CASE("Subscriptions at one pattern can leave in any order") {
  for (const std::vector<size_t>& order :
       {std::vector<size_t>{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}}) {
    Router router;
    Ids ids;
    for (int i = 0; i < 3; ++i) ids.push_back(subscribe(router, "a.*"));
    Ids left = ids;
    for (const size_t leaving : order) {
      router.unsubscribe(ids[leaving]);
      std::erase(left, ids[leaving]);
      CHECK(match(router, "a.b") == left);
    }
    checkIsEmpty(router);
  }
}

TEST_CASE("A refused topic has no plan") {
  Router router;
  subscribe(router, "**");
  const Plan plan = router.match("a.*");
  CHECK(plan.check.status == Status::kWildcardInTopic);
  CHECK(plan.check.position == 2);
  CHECK(plan.ids.empty());
}

TEST_CASE("Memory is used again: coming and going does not grow the router") {
  Router router;
  const auto comeAndGo = [&router] {
    Ids ids;
    for (int i = 0; i < 200; ++i) {
      ids.push_back(subscribe(router, "run." + std::to_string(i) + ".*"));
    }
    match(router, "run.7.x");
    for (const SubscriptionId id : ids) router.unsubscribe(id);
  };
  comeAndGo();
  const size_t bytes = router.bytes();
  for (int i = 0; i < 20; ++i) comeAndGo();
  CHECK(router.bytes() == bytes);
  checkIsEmpty(router);
}
