// What a subscriber hands to the bus, and what it gets back.

#ifndef AGENT_EVENT_BUS_SUBSCRIPTION_H_
#define AGENT_EVENT_BUS_SUBSCRIPTION_H_

#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace agent_event_bus {

/// The payload of a topic. Handlers share the one that was published; it is never copied for them.
using Event = nlohmann::json;

struct SubscriptionRecord;

/// Names one subscription of a bus. Copies name the same one. May outlive the bus.
///
/// Letting a handle go does not unsubscribe; keep a ScopedSubscription for that.
class Subscription {
 public:
  /// Names none: not active, without patterns.
  Subscription() = default;
  explicit Subscription(std::shared_ptr<SubscriptionRecord> record);

  /// Ends the subscription. True the first time, false where it is gone already. Its handler is not
  /// called any more, even by a publish under way; calls that are running are not waited for.
  bool unsubscribe() const;

  /// False after unsubscribe(), EventBus::clear(), EventBus::close(), or the event of a once.
  bool active() const;

  /// How many events the handler has been called with, those it threw at included.
  uint64_t delivered() const;

  /// Those subscribed to, without repetitions.
  const std::vector<std::string>& patterns() const;
  int32_t priority() const;

  friend bool operator==(const Subscription&, const Subscription&) = default;

 private:
  std::shared_ptr<SubscriptionRecord> record_;
};

/// Unsubscribes when it goes out of scope.
class ScopedSubscription {
 public:
  ScopedSubscription() = default;
  ScopedSubscription(Subscription subscription) : subscription_(std::move(subscription)) {}
  ScopedSubscription(ScopedSubscription&& other) noexcept { swap(other); }
  ScopedSubscription& operator=(ScopedSubscription&& other) noexcept {
    ScopedSubscription(std::move(other)).swap(*this);
    return *this;
  }
  ~ScopedSubscription() { subscription_.unsubscribe(); }

  const Subscription* operator->() const { return &subscription_; }

 private:
  void swap(ScopedSubscription& other) noexcept { std::swap(subscription_, other.subscription_); }

  Subscription subscription_;
};

/// Receives an event: `void(const std::string& topic, const Event& event)`, or with a third
/// parameter `const Subscription&`, through which it can unsubscribe itself.
///
/// Must bear to be called by several threads at once, if several publish, and to be called again
/// while it runs, if it publishes what it listens to.
class Handler {
 public:
  using Function = std::function<void(const std::string&, const Event&, const Subscription&)>;

  template <typename F>
  requires(!std::same_as<std::remove_cvref_t<F>, Handler> &&
           (std::invocable<F&, const std::string&, const Event&> ||
            std::invocable<F&, const std::string&, const Event&, const Subscription&>))
      Handler(F function) {
    if constexpr (std::invocable<F&, const std::string&, const Event&, const Subscription&>) {
      function_ = std::move(function);
    } else {
      std::function<void(const std::string&, const Event&)> plain = std::move(function);
      if (!plain) return;
      function_ = [plain = std::move(plain)](const std::string& topic, const Event& event,
                                             const Subscription&) { plain(topic, event); };
    }
  }

  /// False if made from a null std::function or pointer.
  explicit operator bool() const { return static_cast<bool>(function_); }
  void operator()(const std::string& topic, const Event& event,
                  const Subscription& subscription) const {
    function_(topic, event, subscription);
  }

 private:
  Function function_;
};

/// Told what a handler threw. May throw itself; nothing is lost by that (see EventBus).
using ErrorHandler = std::function<void(const std::exception_ptr& error, const std::string& topic,
                                        const Event& event, const Subscription& subscription)>;

struct SubscribeOptions {
  int32_t priority = 0;            ///< Higher first.
  bool once = false;               ///< Used up by its first event.
  ErrorHandler onError = nullptr;  ///< For what this handler throws; else the bus's onError.
};

/// One pattern or several: `"tool.*"`, `{"tool.failed", "model.failed"}`, a vector.
class Patterns {
 public:
  template <std::convertible_to<std::string_view> Text>
  Patterns(const Text& pattern) : texts_{std::string(std::string_view(pattern))} {}
  Patterns(std::initializer_list<std::string_view> patterns)
      : texts_(patterns.begin(), patterns.end()) {}
  Patterns(std::vector<std::string> patterns) : texts_(std::move(patterns)) {}

  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SUBSCRIPTION_H_
