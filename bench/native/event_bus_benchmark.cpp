// The native bus, and what it is measured against: the same handlers called directly.

#include <agent_event_bus/event_bus.h>

#include <cstdint>
#include <functional>
#include <future>
#include <string>
#include <vector>

#include "benchmarks.h"
#include "workloads.h"

namespace agent_event_bus::bench {
namespace {

using benchmark::RegisterBenchmark;
using benchmark::State;

const std::string kTopic = "tool.called";

Event toolCalled() { return {{"tool", "search"}, {"args", {{"query", "wasm"}}}}; }

uint64_t times(const State& state, uint64_t each) {
  return static_cast<uint64_t>(state.iterations()) * each;
}

// Ends every benchmark: each iteration was one operation, and all of them called `handlers`.
void finish(State& state, uint64_t calls, uint64_t handlers) {
  check(state, calls == times(state, handlers));
  state.SetItemsProcessed(state.iterations());
}

void callDirectly(State& state, uint32_t handlers) {
  uint64_t calls = 0;
  std::vector<std::function<void(const std::string&, const Event&)>> functions;
  for (uint32_t i = 0; i < handlers; ++i) {
    functions.emplace_back([&calls](const std::string&, const Event&) { ++calls; });
  }
  const Event event = toolCalled();
  for (auto _ : state) {
    for (const auto& function : functions) function(kTopic, event);
    benchmark::DoNotOptimize(calls);
  }
  finish(state, calls, handlers);
}

void publish(State& state, uint32_t handlers) {
  uint64_t calls = 0;
  EventBus bus;
  for (uint32_t i = 0; i < handlers; ++i) {
    bus.subscribe(kTopic, [&calls](const std::string&, const Event&) { ++calls; });
  }
  const Event event = toolCalled();
  uint64_t delivered = 0;
  for (auto _ : state) delivered += bus.publish(kTopic, event);
  check(state, delivered == calls);
  finish(state, calls, handlers);
}

void publishAgentMix(State& state) {
  uint64_t calls = 0;
  EventBus bus;
  for (const std::string& pattern : agentPatterns()) {
    bus.subscribe(pattern, [&calls](const std::string&, const Event&) { ++calls; });
  }
  const Event event = toolCalled();
  uint64_t expected = 0;
  for (const std::string& topic : agentTopics()) {
    for (const std::string& pattern : agentPatterns()) {
      expected += EventBus::matches(pattern, topic) ? 1 : 0;
    }
  }
  // An iteration is all topics, an operation one of them.
  for (auto _ : state) {
    for (const std::string& topic : agentTopics()) bus.publish(topic, event);
  }
  check(state, calls == times(state, expected));
  state.SetItemsProcessed(static_cast<int64_t>(times(state, agentTopics().size())));
}

void comeAndGo(State& state) {
  uint64_t calls = 0;
  EventBus bus;
  const Event event = toolCalled();
  for (auto _ : state) {
    const Subscription subscription =
        bus.subscribe(kTopic, [&calls](const std::string&, const Event&) { ++calls; });
    bus.publish(kTopic, event);
    subscription.unsubscribe();
  }
  check(state, bus.size() == 0);
  finish(state, calls, 1);
}

void publishOnce(State& state) {
  uint64_t calls = 0;
  EventBus bus;
  const Event event = toolCalled();
  for (auto _ : state) {
    bus.once(kTopic, [&calls](const std::string&, const Event&) { ++calls; });
    bus.publish(kTopic, event);
  }
  check(state, bus.size() == 0);
  finish(state, calls, 1);
}

// One event at a time: each waits for the bus's thread to have delivered it.
void publishAsyncAndWait(State& state, uint32_t handlers) {
  uint64_t calls = 0;
  EventBus bus;
  for (uint32_t i = 0; i < handlers; ++i) {
    bus.subscribe(kTopic, [&calls](const std::string&, const Event&) { ++calls; });
  }
  const Event event = toolCalled();
  for (auto _ : state) bus.publishAsync(kTopic, event).get();
  finish(state, calls, handlers);
}

// Many events on their way, of which only the last is waited for.
void publishAsyncStream(State& state, uint32_t handlers) {
  constexpr uint32_t kEvents = 1'000;
  uint64_t calls = 0;
  EventBus bus;
  for (uint32_t i = 0; i < handlers; ++i) {
    bus.subscribe(kTopic, [&calls](const std::string&, const Event&) { ++calls; });
  }
  const Event event = toolCalled();
  for (auto _ : state) {
    for (uint32_t i = 1; i < kEvents; ++i) bus.publishAsync(kTopic, event);
    bus.publishAsync(kTopic, event).get();
  }
  check(state, calls == times(state, uint64_t{kEvents} * handlers));
  state.SetItemsProcessed(static_cast<int64_t>(times(state, kEvents)));
}

void startUp(State& state) {
  uint64_t calls = 0;
  const Event event = toolCalled();
  for (auto _ : state) {
    EventBus bus;
    bus.subscribe("tool.*", [&calls](const std::string&, const Event&) { ++calls; });
    bus.publish(kTopic, event);
  }
  finish(state, calls, 1);
}

}  // namespace

void registerEventBusBenchmarks() {
  RegisterBenchmark("EventBus/direct: 3 handlers", callDirectly, 3);
  RegisterBenchmark("EventBus/direct: 10 handlers", callDirectly, 10);
  RegisterBenchmark("EventBus/publish: 1 handler", publish, 1);
  RegisterBenchmark("EventBus/publish: 3 handlers", publish, 3);
  RegisterBenchmark("EventBus/publish: 10 handlers", publish, 10);
  RegisterBenchmark("EventBus/publish: agent mix, 5 handlers, 12 topics in turn", publishAgentMix);
  RegisterBenchmark("EventBus/subscribe + publish + unsubscribe", comeAndGo);
  RegisterBenchmark("EventBus/once + publish", publishOnce);
  RegisterBenchmark("EventBus/publishAsync: 3 handlers, waited for", publishAsyncAndWait, 3)
      ->UseRealTime();
  RegisterBenchmark("EventBus/publishAsync: 3 handlers, 1,000 events at once", publishAsyncStream,
                    3)
      ->UseRealTime();
  RegisterBenchmark("EventBus/start-up: new bus, subscribe, publish, close", startUp);
}

}  // namespace agent_event_bus::bench
