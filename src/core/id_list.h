// A list of ids that is filled again and again.
//
// Whoever fills it says beforehand how many there can be, so that to add one is to store it: the
// check of std::vector::push_back, and its way to grow, would be in the innermost loop of a match.

#ifndef AGENT_EVENT_BUS_ID_LIST_H_
#define AGENT_EVENT_BUS_ID_LIST_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace agent_event_bus {

class IdList {
 public:
  /// Empties the list and makes room for `most` ids.
  void clear(size_t most) {
    size_ = 0;
    if (most > ids_.size()) ids_.resize(std::max(most, 2 * ids_.size()));
  }

  /// Appends `id`, for which there must be room.
  void add(uint32_t id) { ids_[size_++] = id; }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const uint32_t* begin() const { return ids_.data(); }
  const uint32_t* end() const { return ids_.data() + size_; }
  size_t bytes() const { return ids_.capacity() * sizeof(uint32_t); }

 private:
  std::vector<uint32_t> ids_;
  size_t size_ = 0;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_ID_LIST_H_
