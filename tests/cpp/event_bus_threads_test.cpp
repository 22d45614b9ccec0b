// Races on purpose. Run under ThreadSanitizer too:
//   cmake -B build/tsan -G Ninja -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS=-fsanitize=thread

#include <agent_event_bus/event_bus.h>

#include <atomic>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "catch.h"
#include "ignore.h"

using namespace agent_event_bus;

namespace {

constexpr int kThreads = 8;

// Runs `work(i)` on kThreads threads that start together, and waits for all.
template <typename Work>
void race(Work work) {
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&start, &work, i] {
      start.arrive_and_wait();
      work(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("A once fires exactly once, whoever races for it") {
  for (int round = 0; round < 50; ++round) {
    EventBus bus;
    std::atomic<int> fired = 0;
    std::atomic<size_t> delivered = 0;
    const Subscription once = bus.once({"a.*", "**"}, [&](const auto&, const auto&) { ++fired; });
    race([&](int i) {
      delivered += i % 2 == 0 ? bus.publish("a.b") : bus.publishAsync("a.b").get();
    });
    REQUIRE(fired.load() == 1);
    REQUIRE(delivered.load() == 1);
    REQUIRE(once.delivered() == 1);
    REQUIRE_FALSE(once.active());
  }
}

TEST_CASE("Unsubscribing is true for exactly one of the threads that try") {
  for (int round = 0; round < 50; ++round) {
    EventBus bus;
    const Subscription subscription = bus.subscribe("a", ignore);
    std::atomic<int> succeeded = 0;
    race([&](int) {
      if (subscription.unsubscribe()) ++succeeded;
    });
    REQUIRE(succeeded.load() == 1);
    REQUIRE(bus.size() == 0);
  }
}

TEST_CASE("A once is used up or unsubscribed, never both") {
  for (int round = 0; round < 50; ++round) {
    EventBus bus;
    const Subscription once = bus.once("a", ignore);
    std::atomic<size_t> ends = 0;
    race([&](int i) { ends += i % 2 == 0 ? bus.publish("a") : once.unsubscribe() ? 1 : 0; });
    REQUIRE(ends.load() == 1);
  }
}

TEST_CASE("Subscriptions can storm in and out while events are delivered") {
  EventBus bus;
  std::atomic<uint64_t> called = 0;
  const Subscription steady = bus.subscribe("**", [&](const auto&, const auto&) { ++called; });
  race([&](int i) {
    const std::string own = "thread." + std::to_string(i);
    for (int round = 0; round < 200; ++round) {
      ScopedSubscription exact = bus.subscribe(own, ignore, {.priority = i});
      ScopedSubscription wildcard = bus.subscribe({"thread.*", "**." + std::to_string(i)}, ignore);
      // Its own two and the steady one at least; others come and go.
      if (bus.publish(own, round) < 3) called += 1'000'000;
      bus.matching("thread.0");
    }
  });
  CHECK(called.load() == kThreads * 200);
  CHECK(steady.delivered() == kThreads * 200);
  CHECK(bus.size() == 1);
}

TEST_CASE("Handlers may subscribe, unsubscribe and publish while all threads do") {
  EventBus bus;
  bus.subscribe("a", [&bus](const auto&, const auto&) {
    const ScopedSubscription inner = bus.subscribe("b", ignore);
    bus.once("c", ignore);
    bus.publish("b");
    bus.publish("c");
  });
  race([&bus](int) {
    for (int round = 0; round < 50; ++round) bus.publish("a");
  });
  bus.publish("c");
  CHECK(bus.size() == 1);
}

TEST_CASE("Every queued event is delivered once, whichever threads queue them") {
  std::atomic<int> called = 0;
  std::atomic<size_t> delivered = 0;
  {
    EventBus bus;
    bus.subscribe("a.*", [&called](const auto&, const auto&) { ++called; });
    race([&](int i) {
      std::vector<std::future<size_t>> futures;
      for (int round = 0; round < 50; ++round) {
        futures.push_back(bus.publishAsync("a." + std::to_string(i), round));
      }
      for (std::future<size_t>& future : futures) delivered += future.get();
    });
  }
  CHECK(called.load() == kThreads * 50);
  CHECK(delivered.load() == kThreads * 50);
}

TEST_CASE("Closing races with everything, and every future still gets an answer") {
  for (int round = 0; round < 30; ++round) {
    EventBus bus;
    std::atomic<size_t> called = 0;
    std::atomic<size_t> delivered = 0;
    race([&](int i) {
      try {
        for (int event = 0; event < 20; ++event) {
          bus.subscribe("a", [&called](const auto&, const auto&) { ++called; });
          delivered += bus.publishAsync("a").get();
          if (i == 0 && event == 5) bus.close();
          if (i == 1 && event == 3) bus.clear();
        }
      } catch (const BusClosedError&) {
      }
    });
    REQUIRE(bus.size() == 0);
    REQUIRE(called.load() == delivered.load());
  }
}

TEST_CASE("Errors of one thread's publish do not reach another's") {
  EventBus bus;
  bus.subscribe("bad.*", [](const std::string& topic, const Event&) { throw topic; });
  bus.subscribe("**", ignore);
  std::atomic<int> wrong = 0;
  race([&](int i) {
    const std::string topic = (i % 2 == 0 ? "bad." : "good.") + std::to_string(i);
    for (int round = 0; round < 50; ++round) {
      try {
        bus.publish(topic);
        if (i % 2 == 0) ++wrong;
      } catch (const std::string& thrown) {
        if (thrown != topic || i % 2 != 0) ++wrong;
      }
    }
  });
  CHECK(wrong.load() == 0);
}
