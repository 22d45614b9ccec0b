#include "segment_table.h"

namespace agent_event_bus {

uint32_t SegmentTable::find(const Segment& segment) const {
  return index_.find(segment.hash, [&](uint32_t id) {
    return entries_[id].hash == segment.hash && entries_[id].text == segment.text;
  });
}

uint32_t SegmentTable::add(const Segment& segment) {
  const uint32_t id = entries_.acquire({std::string(segment.text), segment.hash, 1});
  index_.insert(id, [this](uint32_t other) { return entries_[other].hash; });
  textBytes_ += segment.text.size();
  return id;
}

void SegmentTable::release(uint32_t id) {
  if (--entries_[id].references > 0) return;
  index_.erase(id, [this](uint32_t other) { return entries_[other].hash; });
  textBytes_ -= entries_[id].text.size();
  entries_.release(id);
}

}  // namespace agent_event_bus
