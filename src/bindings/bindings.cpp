// The core for JavaScript: one small class whose methods take and return integers.
//
// Text goes in through one input buffer: js/core.js, the only caller, writes UTF-8 there and passes
// its length in bytes. A plan comes out as a list of ids in memory, valid until the next call.
// Nothing here calls JavaScript, so no method is ever re-entered and one buffer is enough.
//
// A negative result is a Status with its sign changed; failedAt() then tells where.

#include <emscripten/bind.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/router.h"

namespace {

using namespace agent_event_bus;

// Room for two texts, the second at kMaxTopicBytes.
std::array<char, 2 * kMaxTopicBytes> input;
Segments segments;
int failurePosition = 0;

// A text over the limit is refused by its length alone, whatever is in the buffer.
std::string_view inputText(uint32_t length) { return {input.data(), length}; }

int resultOf(Check check) {
  failurePosition = statusHasPlace(check.status) ? static_cast<int>(check.position) : -1;
  return -static_cast<int>(check.status);
}

uint32_t addressOf(const void* pointer) {
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(pointer));
}

class BoundRouter {
 public:
  static uint32_t inputAddress() { return addressOf(input.data()); }
  static uint32_t maxTopicBytes() { return kMaxTopicBytes; }
  static std::string statusRule(int status) {
    return std::string(agent_event_bus::statusRule(static_cast<Status>(status)));
  }

  static int checkTopic(uint32_t length) {
    return resultOf(segments.parseTopic(inputText(length)));
  }
  static int checkPattern(uint32_t length) {
    return resultOf(segments.parsePattern(inputText(length)));
  }
  /// Offset in bytes of what the last negative result is about, or -1 for the whole text.
  static int failedAt() { return failurePosition; }

  /// Whether the pattern, first in the buffer, matches the topic, second in the buffer. Both must
  /// have passed their checks.
  static bool matches(uint32_t patternLength, uint32_t topicLength) {
    Segments topic;
    segments.parsePattern(inputText(patternLength));
    topic.parseTopic({input.data() + kMaxTopicBytes, topicLength});
    return agent_event_bus::matches(segments, topic);
  }

  /// The id of a new subscription to the pattern in the buffer.
  int subscribe(uint32_t length, int priority) {
    // JavaScript claims a once by unsubscribing it, so the router need not know which is one.
    const Subscribed subscribed = router_.subscribe(inputText(length), priority, /*once=*/false);
    return subscribed.check.ok() ? static_cast<int>(subscribed.id) : resultOf(subscribed.check);
  }
  int addPattern(SubscriptionId id, uint32_t length) {
    return resultOf(router_.addPattern(id, inputText(length)));
  }
  bool unsubscribe(SubscriptionId id) { return router_.unsubscribe(id); }

  /// How many get the topic in the buffer; their ids are at plan().
  int match(uint32_t length) {
    const Plan plan = router_.match(inputText(length));
    plan_ = addressOf(plan.ids.data());
    return plan.check.ok() ? static_cast<int>(plan.ids.size()) : resultOf(plan.check);
  }
  uint32_t plan() const { return plan_; }

  uint32_t nodeCount() const { return router_.nodeCount(); }
  uint32_t segmentCount() const { return router_.segmentCount(); }
  uint32_t bytes() const { return static_cast<uint32_t>(router_.bytes()); }

 private:
  Router router_;
  uint32_t plan_ = 0;
};

}  // namespace

EMSCRIPTEN_BINDINGS(agent_event_bus) {
  emscripten::class_<BoundRouter>("Router")
      .constructor()
      .class_function("inputAddress", &BoundRouter::inputAddress)
      .class_function("maxTopicBytes", &BoundRouter::maxTopicBytes)
      .class_function("statusRule", &BoundRouter::statusRule)
      .class_function("checkTopic", &BoundRouter::checkTopic)
      .class_function("checkPattern", &BoundRouter::checkPattern)
      .class_function("failedAt", &BoundRouter::failedAt)
      .class_function("matches", &BoundRouter::matches)
      .function("subscribe", &BoundRouter::subscribe)
      .function("addPattern", &BoundRouter::addPattern)
      .function("unsubscribe", &BoundRouter::unsubscribe)
      .function("match", &BoundRouter::match)
      .function("plan", &BoundRouter::plan)
      .function("nodeCount", &BoundRouter::nodeCount)
      .function("segmentCount", &BoundRouter::segmentCount)
      .function("bytes", &BoundRouter::bytes);
}
