// The segments that live patterns spell out, each stored once and counted.

#ifndef AGENT_EVENT_BUS_SEGMENT_TABLE_H_
#define AGENT_EVENT_BUS_SEGMENT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "id_index.h"
#include "segments.h"
#include "slot_pool.h"

namespace agent_event_bus {

class SegmentTable {
 public:
  /// The id of `segment`, with one reference more to it. Equal text means equal id.
  uint32_t intern(const Segment& segment);

  /// Takes a reference back; the last one frees the text.
  void release(uint32_t id);

  uint32_t hashOf(uint32_t id) const { return entries_[id].hash; }
  /// Whether `segment` is the one with this id.
  bool is(uint32_t id, const Segment& segment) const { return entries_[id].text == segment.text; }

  uint32_t size() const { return entries_.size(); }
  size_t bytes() const { return entries_.bytes() + index_.bytes() + textBytes_; }

 private:
  struct Entry {
    std::string text;
    uint32_t hash = 0;
    uint32_t references = 0;
  };

  SlotPool<Entry> entries_;
  IdIndex index_;  // text -> id
  size_t textBytes_ = 0;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SEGMENT_TABLE_H_
