// Records addressed by small integers that are used again after their release.

#ifndef AGENT_EVENT_BUS_SLOT_POOL_H_
#define AGENT_EVENT_BUS_SLOT_POOL_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace agent_event_bus {

/// The id that no record has.
inline constexpr uint32_t kNone = 0xFFFFFFFFu;

template <typename T>
class SlotPool {
 public:
  /// Stores `value`, in the slot released last if there is one, and returns its id.
  uint32_t acquire(T value) {
    if (free_.empty()) {
      slots_.push_back(std::move(value));
      return static_cast<uint32_t>(slots_.size() - 1);
    }
    const uint32_t id = free_.back();
    free_.pop_back();
    slots_[id] = std::move(value);
    return id;
  }

  /// Gives the slot back, and with it what its record owns. `id` must be in use.
  void release(uint32_t id) {
    slots_[id] = T{};
    free_.push_back(id);
  }

  T& operator[](uint32_t id) { return slots_[id]; }
  const T& operator[](uint32_t id) const { return slots_[id]; }

  /// Every id in use is below this.
  uint32_t capacity() const { return static_cast<uint32_t>(slots_.size()); }
  /// Records in use.
  uint32_t size() const { return static_cast<uint32_t>(slots_.size() - free_.size()); }
  /// Bytes held, without what the records own elsewhere.
  size_t bytes() const {
    return slots_.capacity() * sizeof(T) + free_.capacity() * sizeof(uint32_t);
  }

 private:
  std::vector<T> slots_;
  std::vector<uint32_t> free_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SLOT_POOL_H_
