#include "subscription.h"

#include "registry.h"

namespace agent_event_bus {

Subscription::Subscription(std::shared_ptr<SubscriptionRecord> record)
    : record_(std::move(record)) {}

bool Subscription::unsubscribe() const {
  if (!record_) return false;
  const std::shared_ptr<Registry> registry = record_->registry.lock();
  return registry && registry->unsubscribe(*record_);
}

bool Subscription::active() const {
  if (!record_) return false;
  const std::shared_ptr<Registry> registry = record_->registry.lock();
  return registry && registry->isLive(*record_);
}

uint64_t Subscription::delivered() const { return record_ ? record_->delivered.load() : 0; }

const std::vector<std::string>& Subscription::patterns() const {
  static const std::vector<std::string> kNoPatterns;
  return record_ ? record_->patterns : kNoPatterns;
}

int32_t Subscription::priority() const { return record_ ? record_->priority : 0; }

}  // namespace agent_event_bus
