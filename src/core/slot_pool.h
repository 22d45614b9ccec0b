// Records addressed by small integers that are used again after their release.
//
// They stand in pages that never move: growing copies nothing, and wastes at most a page. (One
// vector that doubles holds up to twice what it needs, and leaves holes of every size it had, which
// a WebAssembly memory never gives back.)

#ifndef AGENT_EVENT_BUS_SLOT_POOL_H_
#define AGENT_EVENT_BUS_SLOT_POOL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
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
    const uint32_t id = takeSlot();
    (*this)[id] = std::move(value);
    return id;
  }

  /// Gives the slot back, and with it what its record owns. `id` must be in use.
  void release(uint32_t id) {
    (*this)[id] = T{};
    free_.push_back(id);
  }

  T& operator[](uint32_t id) { return pages_[id / kPageSize][id % kPageSize]; }
  const T& operator[](uint32_t id) const { return pages_[id / kPageSize][id % kPageSize]; }

  /// Every id in use is below this.
  uint32_t capacity() const { return capacity_; }
  /// Records in use.
  uint32_t size() const { return capacity_ - static_cast<uint32_t>(free_.size()); }
  /// Bytes held, without what the records own elsewhere.
  size_t bytes() const {
    return pages_.size() * kPageSize * sizeof(T) + pages_.capacity() * sizeof(pages_[0]) +
           free_.capacity() * sizeof(uint32_t);
  }

 private:
  // Small enough for a bus with three subscriptions, large enough for one with a million.
  static constexpr uint32_t kPageSize = 32;

  uint32_t takeSlot() {
    if (!free_.empty()) {
      const uint32_t id = free_.back();
      free_.pop_back();
      return id;
    }
    if (capacity_ == pages_.size() * kPageSize) pages_.push_back(std::make_unique<T[]>(kPageSize));
    return capacity_++;
  }

  std::vector<std::unique_ptr<T[]>> pages_;
  std::vector<uint32_t> free_;
  uint32_t capacity_ = 0;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SLOT_POOL_H_
