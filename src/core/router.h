// Answers the one question of a bus: who gets this topic, and in which order?
//
// A Router knows patterns, priorities and ids. It knows neither handlers nor events: the shells
// around it (bus/event_bus.h in C++, js/event-bus.js in JavaScript) ask it for the plan of a topic
// and call the handlers themselves, so no callback ever runs inside the core.
//
// Not thread-safe: the owner serialises the calls.
//
// Example:
//   Router router;
//   const Subscribed tracer = router.subscribe("tool.*", /*priority=*/0, /*once=*/false);
//   const Plan plan = router.match("tool.called");  // plan.ids is {tracer.id}

#ifndef AGENT_EVENT_BUS_ROUTER_H_
#define AGENT_EVENT_BUS_ROUTER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "pattern_trie.h"
#include "segments.h"
#include "slot_pool.h"
#include "status.h"

namespace agent_event_bus {

/// Names a live subscription. Used again after its removal, so the owner forgets it with that.
using SubscriptionId = uint32_t;

/// The answer to subscribe(): an id, or what is wrong with which pattern.
struct Subscribed {
  Check check;
  SubscriptionId id = kNone;
  uint32_t patternIndex = 0;  ///< Of the refused pattern, among those given.
};

/// The answer to match(): who gets the topic, or what is wrong with it.
struct Plan {
  Check check;
  /// In delivery order: higher priority first, then the earlier subscription. Each id once. Valid
  /// until the next call of any member.
  std::span<const SubscriptionId> ids;
  /// The same for equal topics, and seldom for others.
  uint32_t topicHash = 0;
};

class Router {
 public:
  /// Adds a subscription to every topic that one of `patterns` matches. Checks all of them before
  /// it changes anything. `priority` is any int32; a `once` subscription is used up by claim().
  Subscribed subscribe(std::span<const std::string_view> patterns, int32_t priority, bool once);
  Subscribed subscribe(std::string_view pattern, int32_t priority, bool once);

  /// Extends a live subscription to one pattern more. It still gets each event once.
  Check addPattern(SubscriptionId id, std::string_view pattern);

  /// Removes a subscription. True the first time, false where it is gone already.
  bool unsubscribe(SubscriptionId id);

  /// To be asked right before a delivery: may this subscription have the event? Removes it if it
  /// is a once, so that of any number of claims for a once exactly one is granted.
  bool claim(SubscriptionId id);

  /// Who gets an event published to `topic` now.
  Plan match(std::string_view topic);

  bool isLive(SubscriptionId id) const;
  /// Live subscriptions.
  uint32_t size() const { return size_; }
  /// No id is above this, that of the next subscription included.
  uint32_t idLimit() const { return records_.capacity(); }
  /// Trie nodes, the root included; 1 when nothing is subscribed.
  uint32_t nodeCount() const { return trie_.nodeCount(); }
  /// Distinct literal segments in live patterns.
  uint32_t segmentCount() const { return trie_.segmentCount(); }
  /// Bytes of memory held by this router.
  size_t bytes() const;

 private:
  // One pattern of one subscription. The record of the first has the id of the subscription. Those
  // of a trie node form a doubly linked list in the order of registration, where the first has the
  // last as its previous one; those of a subscription form a single one, the first at its head.
  struct Record {
    uint64_t sequence : 63 = 0;  // of registration; 0 in the records of further patterns
    uint64_t once : 1 = 0;
    int32_t priority = 0;
    SubscriptionId subscription = kNone;
    uint32_t node = kNone;
    uint32_t previousAtNode = kNone;
    uint32_t nextAtNode = kNone;
    uint32_t nextOfSubscription = kNone;
  };

  bool isAt(uint32_t node, SubscriptionId id) const;
  void attach(uint32_t record, uint32_t node);
  void detach(uint32_t record);

  PatternTrie trie_;
  SlotPool<Record> records_;
  uint64_t lastSequence_ = 0;
  uint32_t size_ = 0;

  // Scratch, kept so that a warm call allocates nothing.
  Segments segments_;
  std::vector<SubscriptionId> plan_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_ROUTER_H_
