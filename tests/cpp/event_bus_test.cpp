// The native bus: what its callers write, and what of the delivery rules is particular to C++. The
// rules themselves are tested by the scripts of delivery.json.

#include <agent_event_bus/event_bus.h>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "ignore.h"

using namespace agent_event_bus;

namespace {

// A handler that writes its name into a log.
auto logs(std::vector<std::string>& log, const std::string& name) {
  return [&log, name](const std::string&, const Event&) { log.push_back(name); };
}

}  // namespace

TEST_CASE("A handler gets the topic and the very event that was published") {
  EventBus bus;
  const Event event = {{"tool", "search"}};
  bus.subscribe("tool.*", [&event](const std::string& topic, const Event& received) {
    CHECK(topic == "tool.called");
    CHECK(&received == &event);
  });
  CHECK(bus.publish("tool.called", event) == 1);
}

TEST_CASE("An event may be left out, and is null then") {
  EventBus bus;
  bus.subscribe("run.started",
                [](const std::string&, const Event& event) { CHECK(event.is_null()); });
  CHECK(bus.publish("run.started") == 1);
}

TEST_CASE("A pattern can be given in every form that text has") {
  EventBus bus;
  const std::string text = "a";
  const std::string_view view = "a";
  const std::vector<std::string> list = {"a", "b"};
  bus.subscribe("a", ignore);
  bus.subscribe(text, ignore);
  bus.subscribe(view, ignore);
  bus.subscribe(list, ignore);
  bus.subscribe({"a"}, ignore);
  bus.subscribe({"a", "b"}, ignore);
  bus.subscribe({"a", text, view}, ignore);
  CHECK(bus.publish("a") == 7);
  CHECK(bus.publish("b") == 2);
}

TEST_CASE("A handler can be a function, a lambda or an object, with or without the subscription") {
  struct Counter {
    void operator()(const std::string&, const Event&) { ++*count; }
    std::shared_ptr<int> count = std::make_shared<int>(0);
  };
  EventBus bus;
  const Counter counter;
  const std::function<void(const std::string&, const Event&)> function = ignore;
  bus.subscribe("a", ignore);
  bus.subscribe("a", &ignore);
  bus.subscribe("a", function);
  bus.subscribe("a", counter);
  bus.subscribe("a", [](const auto&, const auto&) {});
  bus.subscribe("a", [](const auto&, const auto&, const auto&) {});
  bus.subscribe("a", [](std::string, Event) { return 1; });
  CHECK(bus.publish("a") == 7);
  CHECK(*counter.count == 1);
}

TEST_CASE("A handler that is null is refused, and changes nothing") {
  EventBus bus;
  void (*const noPointer)(const std::string&, const Event&) = nullptr;
  CHECK_THROWS_AS(bus.subscribe("a", Handler::Function()), std::invalid_argument);
  CHECK_THROWS_AS(bus.subscribe("a", std::function<void(const std::string&, const Event&)>()),
                  std::invalid_argument);
  CHECK_THROWS_AS(bus.subscribe("a", noPointer), std::invalid_argument);
  CHECK(bus.size() == 0);
}

TEST_CASE("A handler can end its own subscription through its third parameter") {
  EventBus bus;
  const Subscription subscription =
      bus.subscribe("a", [](const std::string&, const Event&, const Subscription& self) {
        CHECK(self.active());
        CHECK(self.unsubscribe());
      });
  CHECK(bus.publish("a") == 1);
  CHECK(bus.publish("a") == 0);
  CHECK_FALSE(subscription.active());
}

TEST_CASE("Options can be named where they are given") {
  EventBus bus;
  std::vector<std::string> log;
  bus.subscribe("a", logs(log, "second"));
  bus.subscribe("a", logs(log, "first"), {.priority = 1, .once = true});
  bus.once("a", logs(log, "third"), {.priority = -1});
  bus.publish("a");
  bus.publish("a");
  CHECK(log == std::vector<std::string>{"first", "second", "third", "second"});
}

TEST_CASE("A subscription tells about itself") {
  EventBus bus;
  const Subscription subscription = bus.subscribe({"a", "b.*", "a"}, ignore, {.priority = 7});
  CHECK(subscription.patterns() == std::vector<std::string>{"a", "b.*"});
  CHECK(subscription.priority() == 7);
  CHECK(subscription.active());
  CHECK(subscription.delivered() == 0);
  bus.publish("a");
  bus.publish("b.c");
  CHECK(subscription.delivered() == 2);
  CHECK(subscription.unsubscribe());
  CHECK_FALSE(subscription.unsubscribe());
  CHECK_FALSE(subscription.active());
  CHECK(subscription.delivered() == 2);
}

TEST_CASE("A subscription that names none is not active") {
  const Subscription none;
  CHECK_FALSE(none.active());
  CHECK_FALSE(none.unsubscribe());
  CHECK(none.patterns().empty());
  CHECK(none.delivered() == 0);
}

TEST_CASE("Letting a subscription go does not end it") {
  EventBus bus;
  { const Subscription subscription = bus.subscribe("a", ignore); }
  CHECK(bus.publish("a") == 1);
}

TEST_CASE("A scoped subscription ends with its scope, and moves with its owner") {
  EventBus bus;
  ScopedSubscription outer;
  {
    ScopedSubscription inner = bus.subscribe("a", ignore);
    const ScopedSubscription other = bus.subscribe("a", ignore);
    CHECK(inner->active());
    outer = std::move(inner);
    CHECK(bus.size() == 2);
  }
  CHECK(bus.size() == 1);
  outer = ScopedSubscription();
  CHECK(bus.size() == 0);
}

TEST_CASE("A subscription may outlive its bus") {
  std::optional<EventBus> bus(std::in_place);
  const Subscription subscription = bus->subscribe("a", ignore);
  bus->publish("a");
  bus.reset();
  CHECK_FALSE(subscription.active());
  CHECK_FALSE(subscription.unsubscribe());
  CHECK(subscription.delivered() == 1);
  CHECK(subscription.patterns() == std::vector<std::string>{"a"});
}

TEST_CASE("What a handler holds is let go when the subscription ends, whoever keeps a handle") {
  EventBus bus;
  const auto held = std::make_shared<int>(0);
  const auto holds = [held](const std::string&, const Event&) {};
  const Subscription removed = bus.subscribe("a", holds);
  const Subscription once = bus.once("a", holds);
  const Subscription cleared = bus.subscribe("b", holds);
  const long atRest = 2;  // `held` and the one in `holds`
  CHECK(held.use_count() == atRest + 3);
  removed.unsubscribe();
  CHECK(held.use_count() == atRest + 2);
  bus.publish("a");
  CHECK(held.use_count() == atRest + 1);
  bus.clear();
  CHECK(held.use_count() == atRest);
}

TEST_CASE("A handler lives until its call returns, even if it ends its subscription") {
  EventBus bus;
  const auto held = std::make_shared<std::string>("still here");
  std::weak_ptr<std::string> watched = held;
  bus.subscribe("a", [held = std::move(held), &watched](const std::string&, const Event&,
                                                        const Subscription& self) {
    self.unsubscribe();
    CHECK_FALSE(watched.expired());
  });
  CHECK(bus.publish("a") == 1);
}

TEST_CASE("What a handler holds may call the bus when it is destroyed") {
  struct Guard {
    explicit Guard(EventBus& bus) : bus(bus) {}
    ~Guard() { bus.publish("guard.gone"); }
    EventBus& bus;
  };
  EventBus bus;
  int gone = 0;
  bus.subscribe("guard.gone", [&gone](const std::string&, const Event&) { ++gone; });
  const auto holds = [&bus] {
    return [guard = std::make_shared<Guard>(bus)](const std::string&, const Event&) {};
  };
  const Subscription first = bus.subscribe("a", holds());
  bus.once("a", holds());
  first.unsubscribe();
  CHECK(gone == 1);
  bus.publish("a");
  CHECK(gone == 2);
}

TEST_CASE("The bus may be destroyed by a handler") {
  auto bus = std::make_unique<EventBus>();
  std::vector<std::string> log;
  bus->subscribe("a", [&](const std::string&, const Event&) {
    log.push_back("first");
    bus.reset();
  });
  bus->subscribe("a", logs(log, "second"));
  CHECK(bus->publish("a") == 1);
  CHECK(log == std::vector<std::string>{"first"});
}

TEST_CASE("A closed bus still answers questions") {
  EventBus bus;
  bus.subscribe("a", ignore);
  bus.close();
  bus.close();
  bus.clear();
  CHECK(bus.size() == 0);
  CHECK(bus.matching("a").empty());
  CHECK_THROWS_AS(bus.matching("a..b"), TopicError);
}

TEST_CASE("Two buses know nothing of each other") {
  EventBus left({.maxDepth = 1});
  EventBus right({.maxDepth = 1});
  left.subscribe("a", [&right](const std::string& topic, const Event&) { right.publish(topic); });
  right.subscribe("a", ignore);
  CHECK(left.publish("a") == 1);
  CHECK(left.size() == 1);
}
