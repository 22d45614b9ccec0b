#include "event_bus.h"

#include <stdexcept>
#include <utility>

#include "registry.h"
#include "segments.h"
#include "worker.h"

namespace agent_event_bus {

struct EventBus::State {
  EventBusOptions options;
  std::shared_ptr<Registry> registry = std::make_shared<Registry>();
  Worker worker;

  explicit State(EventBusOptions given) : options(std::move(given)) {}

  size_t deliver(const std::vector<RecordPtr>& plan, const std::string& topic,
                 const Event& event) const;
  std::vector<std::exception_ptr> report(std::exception_ptr error, const ErrorHandler& onError,
                                         const std::string& topic, const Event& event,
                                         const Subscription& subscription) const;
};

namespace {

// A publish under way on this thread. The frames of all buses form one stack.
class PublishFrame {
 public:
  PublishFrame(const void* bus, const std::string& topic, uint32_t maxDepth)
      : bus_(bus), topic_(topic), outer_(innermost) {
    const PublishFrame* cause = outer_;
    while (cause != nullptr && cause->bus_ != bus) cause = cause->outer_;
    depth_ = cause == nullptr ? 1 : cause->depth_ + 1;
    if (depth_ > maxDepth) throw PublishDepthError(topics());
    innermost = this;
  }
  ~PublishFrame() { innermost = outer_; }
  PublishFrame(const PublishFrame&) = delete;
  PublishFrame& operator=(const PublishFrame&) = delete;

 private:
  std::vector<std::string> topics() const {
    std::vector<std::string> topics(depth_);
    for (const PublishFrame* frame = this; frame != nullptr; frame = frame->outer_) {
      if (frame->bus_ == bus_) topics[frame->depth_ - 1] = frame->topic_;
    }
    return topics;
  }

  static thread_local const PublishFrame* innermost;

  const void* bus_;
  const std::string& topic_;
  const PublishFrame* outer_;
  uint32_t depth_;
};

thread_local const PublishFrame* PublishFrame::innermost = nullptr;

// One error of at least one: itself, or an AggregateError.
std::exception_ptr combined(const std::vector<std::exception_ptr>& errors) {
  return errors.size() == 1 ? errors.front() : std::make_exception_ptr(AggregateError(errors));
}

}  // namespace

size_t EventBus::State::deliver(const std::vector<RecordPtr>& plan, const std::string& topic,
                                const Event& event) const {
  const PublishFrame frame(this, topic, options.maxDepth);
  size_t delivered = 0;
  std::vector<std::exception_ptr> unreported;
  for (const RecordPtr& record : plan) {
    const std::shared_ptr<const Callbacks> callbacks = registry->claim(*record);
    if (!callbacks) continue;
    ++delivered;
    ++record->delivered;
    const Subscription subscription(record);
    try {
      callbacks->handler(topic, event, subscription);
    } catch (...) {
      for (std::exception_ptr& error :
           report(std::current_exception(), callbacks->onError, topic, event, subscription)) {
        unreported.push_back(std::move(error));
      }
    }
  }
  if (!unreported.empty()) std::rethrow_exception(combined(unreported));
  return delivered;
}

// Offers `error` to the subscription's onError, then to the bus's, until one takes it. Returns what
// none took: nothing, or the error and what was thrown at it on the way.
std::vector<std::exception_ptr> EventBus::State::report(std::exception_ptr error,
                                                        const ErrorHandler& onError,
                                                        const std::string& topic,
                                                        const Event& event,
                                                        const Subscription& subscription) const {
  std::vector<std::exception_ptr> errors = {std::move(error)};
  for (const ErrorHandler* handler : {&onError, &options.onError}) {
    if (!*handler) continue;
    const std::exception_ptr offered = combined(errors);
    try {
      (*handler)(offered, topic, event, subscription);
      return {};
    } catch (...) {
      // A handler that rethrows what it was offered passes it on; that is no second error.
      if (std::current_exception() != offered) errors.push_back(std::current_exception());
    }
  }
  return errors;
}

EventBus::EventBus(EventBusOptions options) : state_(std::make_shared<State>(std::move(options))) {
  if (state_->options.maxDepth == 0) throw std::invalid_argument("maxDepth must be at least 1");
}

EventBus::~EventBus() { close(); }

Subscription EventBus::subscribe(const Patterns& patterns, Handler handler,
                                 SubscribeOptions options) {
  if (!handler) throw std::invalid_argument("A subscription needs a handler");
  return Subscription(
      state_->registry->subscribe(patterns.texts(), options.priority, options.once,
                                  {std::move(handler), std::move(options.onError)}));
}

Subscription EventBus::once(const Patterns& patterns, Handler handler, SubscribeOptions options) {
  options.once = true;
  return subscribe(patterns, std::move(handler), std::move(options));
}

size_t EventBus::publish(const std::string& topic, const Event& event) {
  const std::shared_ptr<State> state = state_;  // a handler may destroy the bus
  return state->deliver(state->registry->plan(topic), topic, event);
}

std::future<size_t> EventBus::publishAsync(std::string topic, Event event) {
  const std::shared_ptr<State> state = state_;
  try {
    std::vector<RecordPtr> plan = state->registry->plan(topic);
    const auto delivery = std::make_shared<std::packaged_task<size_t()>>(
        [state, plan = std::move(plan), topic = std::move(topic), event = std::move(event)] {
          return state->deliver(plan, topic, event);
        });
    std::future<size_t> result = delivery->get_future();
    if (state->worker.isCurrentThread()) {
      (*delivery)();
    } else if (!state->worker.post([delivery] { (*delivery)(); })) {
      throw BusClosedError();
    }
    return result;
  } catch (...) {
    std::promise<size_t> refused;
    refused.set_exception(std::current_exception());
    return refused.get_future();
  }
}

size_t EventBus::size() const { return state_->registry->size(); }

std::vector<Subscription> EventBus::matching(const std::string& topic) const {
  std::vector<Subscription> subscriptions;
  for (RecordPtr& record : state_->registry->match(topic)) {
    subscriptions.emplace_back(std::move(record));
  }
  return subscriptions;
}

void EventBus::clear() { state_->registry->clear(); }

void EventBus::close() {
  const std::shared_ptr<State> state = state_;
  state->registry->refuse();
  if (state->worker.isCurrentThread()) {
    state->worker.post([registry = state->registry] { registry->clear(); });
    state->worker.finish();
  } else {
    state->worker.finish();
    state->registry->clear();
  }
}

bool EventBus::matches(std::string_view pattern, std::string_view topic) {
  Segments patternSegments;
  Segments topicSegments;
  if (const Check check = patternSegments.parsePattern(pattern); !check.ok()) {
    throw TopicError(TopicError::Kind::kPattern, pattern, check);
  }
  if (const Check check = topicSegments.parseTopic(topic); !check.ok()) {
    throw TopicError(TopicError::Kind::kTopic, topic, check);
  }
  return agent_event_bus::matches(patternSegments, topicSegments);
}

}  // namespace agent_event_bus
