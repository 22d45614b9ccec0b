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
  /// The id of `segment`, or kNone if no live pattern has it. Equal text means equal id.
  uint32_t find(const Segment& segment) const;

  /// Stores `segment`, which find() does not know, with one reference to it.
  uint32_t add(const Segment& segment);

  /// Adds a reference.
  void retain(uint32_t id) { ++entries_[id].references; }

  /// Takes one reference back; the last one frees the text.
  void release(uint32_t id);

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
