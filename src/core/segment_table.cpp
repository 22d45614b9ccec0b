#include "segment_table.h"

namespace agent_event_bus {

uint32_t SegmentTable::intern(const Segment& segment) {
  const uint32_t known = index_.find(segment.hash, [&](uint32_t id) { return is(id, segment); });
  if (known != kNone) {
    ++entries_[known].references;
    return known;
  }
  const uint32_t id = entries_.acquire({std::string(segment.text), segment.hash, 1});
  index_.insert(segment.hash, id);
  textBytes_ += segment.text.size();
  return id;
}

void SegmentTable::release(uint32_t id) {
  if (--entries_[id].references > 0) return;
  index_.erase(entries_[id].hash, id);
  textBytes_ -= entries_[id].text.size();
  entries_.release(id);
}

}  // namespace agent_event_bus
