#include "registry.h"

#include <algorithm>
#include <utility>

#include "errors.h"

namespace agent_event_bus {
namespace {

std::vector<std::string> withoutRepetitions(std::vector<std::string> texts) {
  std::vector<std::string> unique;
  for (std::string& text : texts) {
    if (std::find(unique.begin(), unique.end(), text) == unique.end()) {
      unique.push_back(std::move(text));
    }
  }
  return unique;
}

}  // namespace

RecordPtr Registry::subscribe(std::vector<std::string> patterns, int32_t priority, bool once,
                              Callbacks callbacks) {
  auto record = std::make_shared<SubscriptionRecord>();
  record->registry = weak_from_this();
  record->patterns = withoutRepetitions(std::move(patterns));
  record->priority = priority;
  record->once = once;
  record->callbacks = std::make_shared<const Callbacks>(std::move(callbacks));
  const std::vector<std::string_view> views(record->patterns.begin(), record->patterns.end());

  const std::lock_guard lock(mutex_);
  if (refuses_) throw BusClosedError();
  // Made first, as nothing may fail once the router knows the subscription.
  if (records_.size() <= router_.idLimit()) records_.resize(router_.idLimit() + 1);
  const Subscribed subscribed = router_.subscribe(views, priority, once);
  if (!subscribed.check.ok()) {
    const std::string_view refused = views.empty() ? "" : views[subscribed.patternIndex];
    throw TopicError(TopicError::Kind::kPattern, refused, subscribed.check);
  }
  record->id = subscribed.id;
  records_[record->id] = record;
  return record;
}

bool Registry::unsubscribe(SubscriptionRecord& record) {
  RecordPtr ended;  // outlives the lock, and with it what the handler holds
  std::shared_ptr<const Callbacks> callbacks;
  const std::lock_guard lock(mutex_);
  if (!record.callbacks) return false;
  callbacks.swap(record.callbacks);
  ended.swap(records_[record.id]);
  router_.unsubscribe(record.id);
  return true;
}

void Registry::clear() {
  std::vector<RecordPtr> ended;
  std::vector<std::shared_ptr<const Callbacks>> callbacks;
  const std::lock_guard lock(mutex_);
  callbacks.reserve(records_.size());
  ended.resize(records_.size());
  ended.swap(records_);
  for (const RecordPtr& record : ended) {
    if (!record) continue;
    router_.unsubscribe(record->id);
    callbacks.push_back(std::move(record->callbacks));
  }
}

void Registry::refuse() {
  const std::lock_guard lock(mutex_);
  refuses_ = true;
}

std::vector<RecordPtr> Registry::plan(std::string_view topic) {
  const std::lock_guard lock(mutex_);
  if (refuses_) throw BusClosedError();
  return matchLocked(topic);
}

std::vector<RecordPtr> Registry::match(std::string_view topic) {
  const std::lock_guard lock(mutex_);
  return matchLocked(topic);
}

std::vector<RecordPtr> Registry::matchLocked(std::string_view topic) {
  const Plan plan = router_.match(topic);
  if (!plan.check.ok()) throw TopicError(TopicError::Kind::kTopic, topic, plan.check);
  std::vector<RecordPtr> records;
  records.reserve(plan.ids.size());
  for (const SubscriptionId id : plan.ids) records.push_back(records_[id]);
  return records;
}

std::shared_ptr<const Callbacks> Registry::claim(SubscriptionRecord& record) {
  RecordPtr ended;
  const std::lock_guard lock(mutex_);
  if (!record.callbacks || !router_.claim(record.id)) return nullptr;
  if (!record.once) return record.callbacks;
  ended.swap(records_[record.id]);
  return std::exchange(record.callbacks, nullptr);
}

bool Registry::isLive(const SubscriptionRecord& record) const {
  const std::lock_guard lock(mutex_);
  return record.callbacks != nullptr;
}

size_t Registry::size() const {
  const std::lock_guard lock(mutex_);
  return router_.size();
}

}  // namespace agent_event_bus
