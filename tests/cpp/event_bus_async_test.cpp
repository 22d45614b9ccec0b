#include <agent_event_bus/event_bus.h>

#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "catch.h"
#include "ignore.h"

using namespace agent_event_bus;

namespace {

bool isReady(const std::future<size_t>& future) {
  return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

// Keeps the worker of a bus busy from the time of its construction until it is opened.
class Gate {
 public:
  explicit Gate(EventBus& bus) {
    bus.once("gate",
             [opened = opened_.get_future().share()](const auto&, const auto&) { opened.wait(); });
    passed_ = bus.publishAsync("gate");
  }
  void open() { opened_.set_value(); }

 private:
  std::promise<void> opened_;
  std::future<size_t> passed_;
};

}  // namespace

TEST_CASE("An async publish delivers on another thread, and its future has the count") {
  EventBus bus;
  std::thread::id deliveringThread;
  bus.subscribe("a",
                [&](const auto&, const auto&) { deliveringThread = std::this_thread::get_id(); });
  bus.subscribe("*", ignore);
  CHECK(bus.publishAsync("a", {{"tokens", 812}}).get() == 2);
  CHECK(deliveringThread != std::this_thread::get_id());
}

TEST_CASE("Async publishes are delivered in the order of their calls, by one thread") {
  EventBus bus;
  std::vector<int> events;  // not guarded: the one thread is the point
  bus.subscribe("a",
                [&events](const std::string&, const Event& event) { events.push_back(event); });
  std::vector<std::future<size_t>> futures;
  std::vector<int> expected;
  for (int i = 0; i < 200; ++i) {
    futures.push_back(bus.publishAsync("a", i));
    expected.push_back(i);
  }
  for (std::future<size_t>& future : futures) future.get();
  CHECK(events == expected);
}

TEST_CASE("An async publish fixes its handlers when it is called") {
  EventBus bus;
  const Subscription removed = bus.subscribe("a", ignore);
  bus.subscribe("a", ignore);
  Gate gate(bus);
  std::future<size_t> delivered = bus.publishAsync("a");
  bus.subscribe("a", ignore);
  removed.unsubscribe();
  CHECK_FALSE(isReady(delivered));
  gate.open();
  CHECK(delivered.get() == 1);
}

TEST_CASE("A once gets one of the async publishes that overlap") {
  EventBus bus;
  bus.once("a", ignore);
  Gate gate(bus);
  std::future<size_t> first = bus.publishAsync("a");
  std::future<size_t> second = bus.publishAsync("a");
  gate.open();
  CHECK(first.get() == 1);
  CHECK(second.get() == 0);
}

TEST_CASE("Whatever goes wrong comes out of the future") {
  EventBus bus;
  bus.subscribe("a", [](const auto&, const auto&) { throw std::out_of_range("boom"); });
  bus.subscribe("two", [](const auto&, const auto&) { throw std::out_of_range("one"); });
  bus.subscribe("two", [](const auto&, const auto&) { throw std::out_of_range("two"); });
  std::future<size_t> invalid = bus.publishAsync("a..b");
  CHECK(isReady(invalid));
  CHECK_THROWS_AS(invalid.get(), TopicError);
  CHECK_THROWS_AS(bus.publishAsync("a").get(), std::out_of_range);
  CHECK_THROWS_AS(bus.publishAsync("two").get(), AggregateError);
  bus.close();
  CHECK_THROWS_AS(bus.publishAsync("a").get(), BusClosedError);
}

TEST_CASE("An async publish by a handler on the worker is nested, so it may be waited for") {
  EventBus bus;
  std::vector<std::string> log;
  bus.subscribe("outer", [&](const auto&, const auto&) {
    log.push_back("before");
    std::future<size_t> nested = bus.publishAsync("inner");
    CHECK(isReady(nested));
    CHECK(nested.get() == 1);
    log.push_back("after");
  });
  bus.subscribe("inner", [&](const auto&, const auto&) { log.push_back("inner"); });
  CHECK(bus.publishAsync("outer").get() == 1);
  CHECK(log == std::vector<std::string>{"before", "inner", "after"});
}

TEST_CASE("Nested async publishes are not deeper than maxDepth") {
  EventBus bus({.maxDepth = 3});
  int calls = 0;
  bus.subscribe("a", [&](const auto&, const auto&) {
    ++calls;
    bus.publishAsync("a").get();
  });
  CHECK_THROWS_AS(bus.publishAsync("a").get(), PublishDepthError);
  CHECK(calls == 3);
}

TEST_CASE("Closing delivers what is queued first, and takes nothing new meanwhile") {
  EventBus bus;
  int delivered = 0;
  bus.subscribe("a", [&](const auto&, const auto&) {
    ++delivered;
    CHECK_THROWS_AS(bus.publish("a"), BusClosedError);
  });
  std::vector<std::future<size_t>> futures;
  {
    Gate gate(bus);
    for (int i = 0; i < 5; ++i) futures.push_back(bus.publishAsync("a"));
    std::thread closing([&bus] { bus.close(); });
    while (true) {  // until close() refuses
      try {
        bus.once("never", ignore);
        std::this_thread::yield();
      } catch (const BusClosedError&) {
        break;
      }
    }
    gate.open();
    closing.join();
  }
  CHECK(delivered == 5);
  for (std::future<size_t>& future : futures) CHECK(future.get() == 1);
  CHECK(bus.size() == 0);
}

TEST_CASE("Destroying the bus delivers what is queued first") {
  std::future<size_t> last;
  int delivered = 0;
  {
    EventBus bus;
    bus.subscribe("a", [&](const auto&, const auto&) { ++delivered; });
    for (int i = 0; i < 50; ++i) last = bus.publishAsync("a");
  }
  CHECK(isReady(last));
  CHECK(delivered == 50);
}

TEST_CASE("A handler on the worker may close the bus, and what is queued still follows") {
  EventBus bus;
  Gate gate(bus);
  bus.subscribe("close", [&bus](const auto&, const auto&) {
    bus.close();
    bus.close();
  });
  bus.subscribe("a", ignore);
  std::future<size_t> closing = bus.publishAsync("close");
  std::future<size_t> queued = bus.publishAsync("a");
  gate.open();
  CHECK(closing.get() == 1);
  CHECK(queued.get() == 1);
  CHECK_THROWS_AS(bus.publish("a"), BusClosedError);
  bus.close();  // waits for the rest
  CHECK(bus.size() == 0);
}

TEST_CASE("A handler on the worker may destroy the bus, and what is queued still follows") {
  auto bus = std::make_unique<EventBus>();
  auto gate = std::make_unique<Gate>(*bus);
  bus->subscribe("destroy", [&bus](const auto&, const auto&) { bus.reset(); });
  bus->subscribe("a", ignore);
  std::future<size_t> destroying = bus->publishAsync("destroy");
  std::future<size_t> queued = bus->publishAsync("a");
  gate->open();
  CHECK(destroying.get() == 1);
  CHECK(queued.get() == 1);
}
