#include "id_index.h"

#include <utility>

namespace agent_event_bus {
namespace {

constexpr size_t kFirstSlots = 8;

}  // namespace

void IdIndex::insert(uint32_t hash, uint32_t id) {
  if (size_t{4} * (size_ + 1) > 3 * slots_.size()) grow();
  place({hash, id});
  ++size_;
}

void IdIndex::erase(uint32_t hash, uint32_t id) {
  uint32_t hole = hash & mask();
  while (slots_[hole].id != id) hole = (hole + 1) & mask();
  // Closes the hole by moving back whatever may stand there, so that no tombstone is needed.
  for (uint32_t i = (hole + 1) & mask(); slots_[i].id != kNone; i = (i + 1) & mask()) {
    const uint32_t home = slots_[i].hash & mask();
    if (((i - home) & mask()) >= ((i - hole) & mask())) {
      slots_[hole] = slots_[i];
      hole = i;
    }
  }
  slots_[hole] = {};
  --size_;
}

void IdIndex::place(Slot slot) {
  uint32_t i = slot.hash & mask();
  while (slots_[i].id != kNone) i = (i + 1) & mask();
  slots_[i] = slot;
}

void IdIndex::grow() {
  const size_t slots = slots_.empty() ? kFirstSlots : slots_.size() * 2;
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots));
  for (const Slot slot : old) {
    if (slot.id != kNone) place(slot);
  }
}

}  // namespace agent_event_bus
