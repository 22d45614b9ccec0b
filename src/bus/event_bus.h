// The event bus for C++ programs: topics of dotted segments, JSON events, wildcard patterns.
//
// Example:
//   EventBus bus;
//   bus.subscribe("tool.*", [](const std::string& topic, const Event& event) {
//     std::cout << topic << ' ' << event["tool"] << '\n';
//   });
//   bus.once("**.failed", [](const std::string& topic, const Event&) {
//     alert("first failure: " + topic);
//   });
//   bus.publish("tool.called", {{"tool", "search"}});
//
// What holds for every delivery:
//
// - Order: higher priority first, then the earlier subscription. A subscription with several
//   patterns gets an event once.
// - The set is fixed when the publish starts. A handler added meanwhile waits for the next event;
//   one removed meanwhile is not called any more.
// - A once fires at most once, also when threads race or handlers publish again.
// - A throwing handler never keeps the event from the others. What it threw goes to the
//   subscription's onError, else to the bus's. With neither, publish() throws it after everyone was
//   called: itself, or an AggregateError if there are several. If an onError throws, the next one
//   gets an AggregateError of both, and in the end the publisher does; an onError that rethrows
//   what it was given passes it on.
// - A publish by a handler is nested: it has reached everyone when it returns.
//
// Any member may be called from any thread, and from inside a handler; no lock is held while a
// handler runs. Only the destructor wants the bus for itself.

#ifndef AGENT_EVENT_BUS_EVENT_BUS_H_
#define AGENT_EVENT_BUS_EVENT_BUS_H_

#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "errors.h"
#include "subscription.h"

namespace agent_event_bus {

struct EventBusOptions {
  ErrorHandler onError = nullptr;  ///< For what handlers throw that have no onError of their own.
  uint32_t maxDepth = 64;          ///< Publishes nested on one thread, the outermost included.
};

class EventBus {
 public:
  /// Throws std::invalid_argument if maxDepth is 0.
  explicit EventBus(EventBusOptions options = {});
  /// Does what close() does. May run inside a handler of this bus.
  ~EventBus();
  EventBus(const EventBus&) = delete;
  EventBus& operator=(const EventBus&) = delete;

  /// Calls `handler` with every event published from now on to a topic that a pattern matches.
  /// Throws TopicError, BusClosedError, or std::invalid_argument if `handler` is null; then nothing
  /// has changed.
  Subscription subscribe(const Patterns& patterns, Handler handler, SubscribeOptions options = {});

  /// subscribe() with SubscribeOptions::once set.
  Subscription once(const Patterns& patterns, Handler handler, SubscribeOptions options = {});

  /// Calls the handlers that `topic` has now, and returns how many it called. Throws TopicError,
  /// BusClosedError or PublishDepthError before the first call, and what handlers threw after the
  /// last.
  size_t publish(const std::string& topic, const Event& event = nullptr);

  /// Like publish(), on another thread. The handlers are chosen here and now; one thread per bus,
  /// started by the first use, calls them, event after event in the order of these calls. What
  /// publish() would throw comes out of the future.
  ///
  /// Called on that thread, by a handler, it delivers at once, nested, and returns a future that is
  /// ready: a handler that waits for it cannot wait forever.
  std::future<size_t> publishAsync(std::string topic, Event event = nullptr);

  /// Live subscriptions.
  size_t size() const;
  /// Who would get an event published to `topic` now, in delivery order.
  std::vector<Subscription> matching(const std::string& topic) const;

  /// Ends all subscriptions.
  void clear();

  /// Takes no subscription and no event any more, delivers what publishAsync() has queued, then
  /// ends all subscriptions. Waits for that, except on the thread that delivers: called there, by a
  /// handler, it returns at once, and the rest follows when the handler is done. Idempotent.
  void close();

  /// Whether a pattern matches a topic. Throws TopicError.
  static bool matches(std::string_view pattern, std::string_view topic);

 private:
  struct State;

  // Shared with publishes under way and queued, which may outlive the bus.
  std::shared_ptr<State> state_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_EVENT_BUS_H_
