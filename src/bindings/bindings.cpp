// The core for JavaScript: one small class whose methods take and return integers.
//
// Embind's way into a method costs more than what the busiest three do behind it (some 150 ns, and
// matching a topic takes about 200). So those three are plain exports, which take the address of
// the router; js/core.js calls them as it calls the others.
//
// Text goes in through one input buffer: js/core.js, the only caller, writes UTF-8 there and passes
// its length in bytes. A plan comes out as a list of ids in memory, valid until the next call.
// Nothing here calls JavaScript, so no method is ever re-entered and one buffer is enough.
//
// A negative result is a Status with its sign changed; failedAt() then tells where.

#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/router.h"

namespace {

using namespace agent_event_bus;

// What the last match() found.
struct {
  const SubscriptionId* ids;
  uint32_t topicHash;
} found;

// Room for two texts, the second at kMaxTopicBytes.
std::array<char, 2 * kMaxTopicBytes> input;
Segments segments;
Segments topicSegments;
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
    segments.parsePattern(inputText(patternLength));
    topicSegments.parseTopic({input.data() + kMaxTopicBytes, topicLength});
    return agent_event_bus::matches(segments, topicSegments);
  }

  uint32_t address() const { return addressOf(&router_); }
  /// Where match() leaves the address of the ids and, behind it, the hash of the topic.
  static uint32_t planAddress() { return addressOf(&found); }

  int addPattern(SubscriptionId id, uint32_t length) {
    return resultOf(router_.addPattern(id, inputText(length)));
  }

  uint32_t nodeCount() const { return router_.nodeCount(); }
  uint32_t segmentCount() const { return router_.segmentCount(); }
  uint32_t bytes() const { return static_cast<uint32_t>(router_.bytes()); }

 private:
  Router router_;
};

}  // namespace

extern "C" {

/// The id of a new subscription to the pattern in the buffer.
EMSCRIPTEN_KEEPALIVE int subscribe(Router* router, uint32_t length, int priority) {
  // JavaScript claims a once by unsubscribing it, so the router need not know which is one.
  const Subscribed subscribed = router->subscribe(inputText(length), priority, /*once=*/false);
  return subscribed.check.ok() ? static_cast<int>(subscribed.id) : resultOf(subscribed.check);
}

EMSCRIPTEN_KEEPALIVE void unsubscribe(Router* router, SubscriptionId id) {
  router->unsubscribe(id);
}

/// How many get the topic in the buffer; their ids are where planAddress() tells.
EMSCRIPTEN_KEEPALIVE int match(Router* router, uint32_t length) {
  const Plan plan = router->match(inputText(length));
  found = {plan.ids.data(), plan.topicHash};
  return plan.check.ok() ? static_cast<int>(plan.ids.size()) : resultOf(plan.check);
}

}  // extern "C"

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
      .class_function("planAddress", &BoundRouter::planAddress)
      .function("address", &BoundRouter::address)
      .function("addPattern", &BoundRouter::addPattern)
      .function("nodeCount", &BoundRouter::nodeCount)
      .function("segmentCount", &BoundRouter::segmentCount)
      .function("bytes", &BoundRouter::bytes);
}
