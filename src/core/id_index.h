// A flat hash index from keys to ids that stores the ids alone.
//
// The records that the ids name hold the keys already, so a slot costs four bytes. The owner passes
// in what the index cannot know: how to compare a record with a key, and the hash of a record.

#ifndef AGENT_EVENT_BUS_ID_INDEX_H_
#define AGENT_EVENT_BUS_ID_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "slot_pool.h"

namespace agent_event_bus {

class IdIndex {
 public:
  /// The id whose record `isKey(id)` recognises, or kNone.
  template <typename IsKey>
  uint32_t find(uint32_t hash, IsKey isKey) const {
    if (slots_.empty()) return kNone;
    for (uint32_t i = hash & mask(); slots_[i] != kNone; i = (i + 1) & mask()) {
      if (isKey(slots_[i])) return slots_[i];
    }
    return kNone;
  }

  /// Adds `id`, which must not be in the index. `hashOf(id)` gives the hash of a record.
  template <typename HashOf>
  void insert(uint32_t id, HashOf hashOf) {
    if (size_t{4} * (size_ + 1) > 3 * slots_.size()) grow(hashOf);
    place(id, hashOf(id));
    ++size_;
  }

  /// Removes `id`, which must be in the index.
  template <typename HashOf>
  void erase(uint32_t id, HashOf hashOf) {
    uint32_t hole = hashOf(id) & mask();
    while (slots_[hole] != id) hole = (hole + 1) & mask();
    // Closes the hole by moving back whatever may stand there, so that no tombstone is needed.
    for (uint32_t i = (hole + 1) & mask(); slots_[i] != kNone; i = (i + 1) & mask()) {
      const uint32_t home = hashOf(slots_[i]) & mask();
      if (((i - home) & mask()) >= ((i - hole) & mask())) {
        slots_[hole] = slots_[i];
        hole = i;
      }
    }
    slots_[hole] = kNone;
    --size_;
  }

  uint32_t size() const { return size_; }
  size_t bytes() const { return slots_.capacity() * sizeof(uint32_t); }

 private:
  uint32_t mask() const { return static_cast<uint32_t>(slots_.size() - 1); }

  void place(uint32_t id, uint32_t hash) {
    uint32_t i = hash & mask();
    while (slots_[i] != kNone) i = (i + 1) & mask();
    slots_[i] = id;
  }

  template <typename HashOf>
  void grow(HashOf hashOf) {
    const size_t slots = slots_.empty() ? kFirstSlots : slots_.size() * 2;
    std::vector<uint32_t> old = std::exchange(slots_, std::vector<uint32_t>(slots, kNone));
    for (const uint32_t id : old) {
      if (id != kNone) place(id, hashOf(id));
    }
  }

  static constexpr size_t kFirstSlots = 8;

  std::vector<uint32_t> slots_;  // a power of two of them, at most three quarters full
  uint32_t size_ = 0;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_ID_INDEX_H_
