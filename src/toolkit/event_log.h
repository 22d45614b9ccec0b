// The flight recorder: the newest events, as lines of JSON, in a bounded ring of bytes.
//
// A line is kept as it was handed in; the topic beside it is what patterns are matched against.
// When there is no room, the oldest go. All memory is taken at construction, and none later.

#ifndef AGENT_EVENT_BUS_EVENT_LOG_H_
#define AGENT_EVENT_BUS_EVENT_LOG_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "segments.h"

namespace agent_event_bus {

class EventLog {
 public:
  /// The smallest ring, in bytes.
  static constexpr uint32_t kMinBytes = 1024;
  /// The largest ring, in bytes: 1 GiB.
  static constexpr uint32_t kMaxBytes = 1u << 30;

  enum class Append : uint8_t {
    kStored,
    kTooLarge,       ///< It would not fit even if it were alone.
    kNotIncreasing,  ///< Its seq is not above that of the newest.
  };

  /// `bytes` is cut to the range from kMinBytes to kMaxBytes.
  explicit EventLog(uint32_t bytes);

  /// Stores a line, and forgets as many of the oldest as that takes. `topic` must be valid; `seq`
  /// is a whole number from 0 to 2^53. Unless the result is kStored, nothing has changed.
  Append append(double seq, std::string_view topic, std::string_view line);

  /// Appends to `out` the lines, with `separator` between them, of at most `limit` events from
  /// `fromSeq` on whose topics match `pattern`, oldest first. Stops early where `out` would grow
  /// by more than `maxBytes`, but never before the first. Returns their number.
  uint32_t query(const Segments& pattern, double fromSeq, uint32_t limit, size_t maxBytes,
                 char separator, std::string& out);

  /// The seq behind the last event that query() looked at: where the next one goes on.
  double nextSeq() const { return nextSeq_; }

  uint32_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  /// The seq of the oldest and of the newest event; 0 if there is none.
  double firstSeq() const { return empty() ? 0 : seqAt(0); }
  double lastSeq() const { return empty() ? 0 : seqAt(count_ - 1); }
  /// Bytes in use, of bytes().
  size_t usedBytes() const { return used_; }
  size_t bytes() const { return ring_.size(); }

  void clear();

 private:
  /// What stands before the texts of an event, which follow at once: the topic, then the line.
  struct Header {
    double seq;
    uint32_t topicBytes;
    uint32_t lineBytes;
  };

  static size_t recordBytes(const Header& header);

  uint32_t offsetAt(uint32_t index) const { return offsets_[(first_ + index) % offsets_.size()]; }
  Header headerAt(uint32_t index) const;
  double seqAt(uint32_t index) const { return headerAt(index).seq; }
  /// The index of the first event whose seq is not below `seq`; size() if there is none.
  uint32_t lowerBound(double seq) const;
  void dropOldest();

  std::vector<char> ring_;
  /// Where each event begins, oldest at first_; itself a ring, with room for as many as fit.
  std::vector<uint32_t> offsets_;
  uint32_t first_ = 0;
  uint32_t count_ = 0;
  /// Where the next event goes, if there is room up to the end of the ring.
  size_t end_ = 0;
  /// Bytes of the events in the ring, without what is skipped at its end.
  size_t used_ = 0;
  double nextSeq_ = 0;
  Segments topic_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_EVENT_LOG_H_
