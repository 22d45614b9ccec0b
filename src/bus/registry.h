// The subscriptions of one native bus: a Router and what it does not know, the handlers.
//
// Internal. Every member is one short critical section; callers deliver outside of it. What users
// gave is also destroyed outside of it, for a destructor may call the bus.

#ifndef AGENT_EVENT_BUS_REGISTRY_H_
#define AGENT_EVENT_BUS_REGISTRY_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "router.h"
#include "subscription.h"

namespace agent_event_bus {

class Registry;

struct Callbacks {
  Handler handler;
  ErrorHandler onError;
};

struct SubscriptionRecord {
  std::weak_ptr<Registry> registry;
  std::vector<std::string> patterns;
  int32_t priority = 0;
  bool once = false;
  std::atomic<uint64_t> delivered = 0;

  // Guarded by the registry's mutex.
  SubscriptionId id = kNone;
  // Null once the subscription has ended, so that a kept handle does not keep what handlers hold.
  // Calls that are running share it. The id may be another subscription's by then, so this is the
  // truth about being live.
  std::shared_ptr<const Callbacks> callbacks;
};

using RecordPtr = std::shared_ptr<SubscriptionRecord>;

class Registry : public std::enable_shared_from_this<Registry> {
 public:
  /// Throws TopicError or BusClosedError.
  RecordPtr subscribe(std::vector<std::string> patterns, int32_t priority, bool once,
                      Callbacks callbacks);
  bool unsubscribe(SubscriptionRecord& record);
  void clear();

  /// From now on subscribe() and plan() throw BusClosedError.
  void refuse();

  /// Who gets an event that is published now. Throws TopicError or BusClosedError.
  std::vector<RecordPtr> plan(std::string_view topic);
  /// Who would get one; asks without publishing, so a closed registry answers too.
  std::vector<RecordPtr> match(std::string_view topic);

  /// To be asked right before a delivery: what to call, or null if the subscription has ended. A
  /// once ends here, so that of any number of claims exactly one gets its handler.
  std::shared_ptr<const Callbacks> claim(SubscriptionRecord& record);

  bool isLive(const SubscriptionRecord& record) const;
  size_t size() const;

 private:
  std::vector<RecordPtr> matchLocked(std::string_view topic);

  mutable std::mutex mutex_;
  Router router_;
  std::vector<RecordPtr> records_;  // by SubscriptionId; null where the router has none
  bool refuses_ = false;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_REGISTRY_H_
