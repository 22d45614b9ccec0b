#include "router.h"

#include <algorithm>

namespace agent_event_bus {

Subscribed Router::subscribe(std::string_view pattern, int32_t priority, bool once) {
  const Check check = segments_.parsePattern(pattern);
  if (!check.ok()) return {check};
  const SubscriptionId id = subscriptions_.acquire({++lastSequence_, priority, kNone, 0, once});
  attach(id, segments_);
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
  if (check.ok()) attach(id, segments_);
  return check;
}

void Router::attach(SubscriptionId id, const Segments& pattern) {
  const uint32_t node = trie_.insert(pattern);
  const uint32_t first = trie_.value(node);
  const uint32_t last = first == kNone ? kNone : attachments_[first].previousAtNode;
  // A pattern given twice finds its own attachment, the newest at this node.
  if (last != kNone && attachments_[last].subscription == id) return;

  Subscription& subscription = subscriptions_[id];
  const uint32_t attachment =
      attachments_.acquire({id, node, last, kNone, subscription.firstAttachment});
  subscription.firstAttachment = attachment;
  if (last == kNone) {
    trie_.value(node) = attachment;
    attachments_[attachment].previousAtNode = attachment;
  } else {
    attachments_[last].nextAtNode = attachment;
    attachments_[first].previousAtNode = attachment;
  }
}

bool Router::unsubscribe(SubscriptionId id) {
  if (!isLive(id)) return false;
  uint32_t attachment = subscriptions_[id].firstAttachment;
  while (attachment != kNone) {
    const uint32_t next = attachments_[attachment].nextOfSubscription;
    detach(attachment);
    attachment = next;
  }
  subscriptions_.release(id);
  return true;
}

void Router::detach(uint32_t id) {
  const Attachment attachment = attachments_[id];
  const uint32_t first = trie_.value(attachment.node);
  const bool isLast = attachment.nextAtNode == kNone;
  if (id == first) {
    trie_.value(attachment.node) = attachment.nextAtNode;
    if (isLast) trie_.prune(attachment.node);
  } else {
    attachments_[attachment.previousAtNode].nextAtNode = attachment.nextAtNode;
  }
  const uint32_t heir = isLast ? first : attachment.nextAtNode;
  attachments_[heir].previousAtNode = attachment.previousAtNode;
  attachments_.release(id);
}

bool Router::claim(SubscriptionId id) {
  if (!isLive(id)) return false;
  if (subscriptions_[id].once) unsubscribe(id);
  return true;
}

Plan Router::match(std::string_view topic) {
  const Check check = segments_.parseTopic(topic);
  if (!check.ok()) return {check, {}};

  plan_.clear();
  nextMatch();
  for (const uint32_t node : trie_.match(segments_)) {
    for (uint32_t i = trie_.value(node); i != kNone; i = attachments_[i].nextAtNode) {
      const SubscriptionId id = attachments_[i].subscription;
      Subscription& subscription = subscriptions_[id];
      if (subscription.mark == matchCount_) continue;  // another of its patterns matched as well
      subscription.mark = matchCount_;
      plan_.push_back(id);
    }
  }
  const auto goesBefore = [this](SubscriptionId left, SubscriptionId right) {
    const Subscription& a = subscriptions_[left];
    const Subscription& b = subscriptions_[right];
    return a.priority != b.priority ? a.priority > b.priority : a.sequence < b.sequence;
  };
  // Those of one node stand in the order of registration, which often is all there is to it.
  if (!std::is_sorted(plan_.begin(), plan_.end(), goesBefore)) {
    std::sort(plan_.begin(), plan_.end(), goesBefore);
  }
  return {{}, plan_};
}

void Router::nextMatch() {
  if (++matchCount_ != 0) return;
  // The counter came round, as in PatternTrie::nextStep().
  for (uint32_t id = 0; id < subscriptions_.capacity(); ++id) subscriptions_[id].mark = 0;
  matchCount_ = 1;
}

bool Router::isLive(SubscriptionId id) const {
  return id < subscriptions_.capacity() && subscriptions_[id].sequence != 0;
}

size_t Router::bytes() const {
  return sizeof(*this) + trie_.bytes() + subscriptions_.bytes() + attachments_.bytes() +
         plan_.capacity() * sizeof(SubscriptionId);
}

}  // namespace agent_event_bus
