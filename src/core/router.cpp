#include "router.h"

#include <algorithm>

namespace agent_event_bus {

Subscribed Router::subscribe(std::string_view pattern, int32_t priority, bool once) {
  const Check check = segments_.parsePattern(pattern);
  if (!check.ok()) return {check};
  const SubscriptionId id = records_.acquire({});
  Record& record = records_[id];
  record.sequence = ++lastSequence_;
  record.once = once;
  record.priority = priority;
  record.subscription = id;
  attach(id, trie_.insert(segments_));
  ++size_;
  return {{}, id};
}

Subscribed Router::subscribe(std::span<const std::string_view> patterns, int32_t priority,
                             bool once) {
  if (patterns.empty()) return {{Status::kNoPattern, 0}};
  for (uint32_t i = 0; i < patterns.size(); ++i) {
    const Check check = segments_.parsePattern(patterns[i]);
    if (!check.ok()) return {check, kNone, i};
  }
  const Subscribed subscribed = subscribe(patterns.front(), priority, once);
  for (const std::string_view pattern : patterns.subspan(1)) addPattern(subscribed.id, pattern);
  return subscribed;
}

Check Router::addPattern(SubscriptionId id, std::string_view pattern) {
  const Check check = segments_.parsePattern(pattern);
  if (!check.ok()) return check;
  const uint32_t node = trie_.insert(segments_);
  if (isAt(node, id)) return check;
  const uint32_t further = records_.acquire({});
  records_[further].subscription = id;
  records_[further].nextOfSubscription = records_[id].nextOfSubscription;
  records_[id].nextOfSubscription = further;
  attach(further, node);
  return check;
}

// A pattern that is given twice finds its own record, the newest at the node.
bool Router::isAt(uint32_t node, SubscriptionId id) const {
  const uint32_t first = trie_.value(node);
  return first != kNone && records_[records_[first].previousAtNode].subscription == id;
}

void Router::attach(uint32_t id, uint32_t node) {
  Record& record = records_[id];
  record.node = node;
  const uint32_t first = trie_.value(node);
  if (first == kNone) {
    trie_.value(node) = id;
    record.previousAtNode = id;
    return;
  }
  record.previousAtNode = records_[first].previousAtNode;
  records_[record.previousAtNode].nextAtNode = id;
  records_[first].previousAtNode = id;
}

bool Router::unsubscribe(SubscriptionId id) {
  if (!isLive(id)) return false;
  for (uint32_t record = id; record != kNone;) {
    const uint32_t next = records_[record].nextOfSubscription;
    detach(record);
    record = next;
  }
  --size_;
  return true;
}

void Router::detach(uint32_t id) {
  const Record record = records_[id];
  const uint32_t first = trie_.value(record.node);
  const bool isLast = record.nextAtNode == kNone;
  if (id == first) {
    trie_.value(record.node) = record.nextAtNode;
    if (isLast) trie_.prune(record.node);
  } else {
    records_[record.previousAtNode].nextAtNode = record.nextAtNode;
  }
  const uint32_t heir = isLast ? first : record.nextAtNode;
  records_[heir].previousAtNode = record.previousAtNode;
  records_.release(id);
}

bool Router::claim(SubscriptionId id) {
  if (!isLive(id)) return false;
  if (records_[id].once) unsubscribe(id);
  return true;
}

Plan Router::match(std::string_view topic) {
  const Check check = segments_.parseTopic(topic);
  if (!check.ok()) return {check, {}};

  plan_.clear();
  bool mayRepeat = false;  // several patterns of one subscription may have matched
  for (const uint32_t node : trie_.match(segments_)) {
    for (uint32_t i = trie_.value(node); i != kNone; i = records_[i].nextAtNode) {
      plan_.push_back(records_[i].subscription);
      mayRepeat |= plan_.back() != i;
    }
  }
  const auto goesBefore = [this](SubscriptionId left, SubscriptionId right) {
    const Record& a = records_[left];
    const Record& b = records_[right];
    return a.priority != b.priority ? a.priority > b.priority : a.sequence < b.sequence;
  };
  // Those of one node stand in the order of registration, which often is all there is to it.
  if (!std::is_sorted(plan_.begin(), plan_.end(), goesBefore)) {
    // A heap sort: std::sort would be 3.8 KB of WebAssembly, a tenth of the whole package.
    std::partial_sort(plan_.begin(), plan_.end(), plan_.end(), goesBefore);
  }
  if (mayRepeat) plan_.erase(std::unique(plan_.begin(), plan_.end()), plan_.end());
  return {{}, plan_, segments_.hash()};
}

bool Router::isLive(SubscriptionId id) const {
  return id < records_.capacity() && records_[id].sequence != 0;
}

size_t Router::bytes() const {
  return sizeof(*this) + trie_.bytes() + records_.bytes() +
         plan_.capacity() * sizeof(SubscriptionId);
}

}  // namespace agent_event_bus
