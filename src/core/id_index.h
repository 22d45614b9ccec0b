// A flat hash index from keys to ids that stores no keys.
//
// The records that the ids name hold the keys already, so a slot is an id and the hash of its key.
// The hash is there for speed: whoever probes reads a record, which is seldom in a cache, only
// where it is very likely the right one.

#ifndef AGENT_EVENT_BUS_ID_INDEX_H_
#define AGENT_EVENT_BUS_ID_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "slot_pool.h"

namespace agent_event_bus {

class IdIndex {
 public:
  /// The id whose record `isKey(id)` recognises, or kNone. Asked only about those with this hash.
  template <typename IsKey>
  uint32_t find(uint32_t hash, IsKey isKey) const {
    if (slots_.empty()) return kNone;
    for (uint32_t i = hash & mask(); slots_[i].id != kNone; i = (i + 1) & mask()) {
      if (slots_[i].hash == hash && isKey(slots_[i].id)) return slots_[i].id;
    }
    return kNone;
  }

  /// Adds `id`, which must not be in the index, under the hash of its key.
  void insert(uint32_t hash, uint32_t id);

  /// Removes `id`, which must be in the index under this hash.
  void erase(uint32_t hash, uint32_t id);

  uint32_t size() const { return size_; }
  size_t bytes() const { return slots_.capacity() * sizeof(Slot); }

 private:
  struct Slot {
    uint32_t hash = 0;
    uint32_t id = kNone;
  };

  uint32_t mask() const { return static_cast<uint32_t>(slots_.size() - 1); }

  void place(Slot slot);
  void grow();

  std::vector<Slot> slots_;  // a power of two of them, at most three quarters full
  uint32_t size_ = 0;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_ID_INDEX_H_
