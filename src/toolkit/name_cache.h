// What was found out about the names of fields, which are the same in event after event.

#ifndef AGENT_EVENT_BUS_NAME_CACHE_H_
#define AGENT_EVENT_BUS_NAME_CACHE_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "secret_names.h"

namespace agent_event_bus {

struct KnownName {
  NameRule rule;
  bool clean = true;  ///< The name has no secret in itself.
};

/// A table of fixed size, in which a name has one place: a new one replaces who was there.
class NameCache {
 public:
  const KnownName* find(std::string_view name) const {
    if (slots_.empty() || name.size() > kMaxLength) return nullptr;
    const Slot& slot = slots_[placeOf(name)];
    return slot.text() == name ? &slot.known : nullptr;
  }

  /// Does nothing if the name is long, or empty.
  void put(std::string_view name, const KnownName& known) {
    if (name.empty() || name.size() > kMaxLength) return;
    if (slots_.empty()) slots_.resize(kSlots);
    Slot& slot = slots_[placeOf(name)];
    name.copy(slot.name.data(), name.size());
    slot.length = static_cast<uint8_t>(name.size());
    slot.known = known;
  }

 private:
  static constexpr size_t kMaxLength = 32;
  static constexpr size_t kSlots = 512;

  struct Slot {
    std::array<char, kMaxLength> name{};
    uint8_t length = 0;
    KnownName known;

    std::string_view text() const { return {name.data(), length}; }
  };

  static size_t placeOf(std::string_view name) {
    uint32_t hash = 0x811c9dc5U;
    for (const char byte : name) hash = (hash ^ static_cast<uint8_t>(byte)) * 0x01000193U;
    return (hash ^ hash >> 16U) % kSlots;
  }

  std::vector<Slot> slots_;  // made when first needed
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_NAME_CACHE_H_
