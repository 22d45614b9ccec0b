#include "event_log.h"

#include <algorithm>
#include <cstring>

namespace agent_event_bus {

namespace {

// No envelope is shorter than that, with its header and its topic, so this many bytes of the ring
// share one offset.
constexpr uint32_t kBytesPerOffset = 64;

}  // namespace

EventLog::EventLog(uint32_t bytes)
    : ring_(std::clamp(bytes, kMinBytes, kMaxBytes)), offsets_(ring_.size() / kBytesPerOffset) {}

size_t EventLog::recordBytes(const Header& header) {
  return sizeof(Header) + header.topicBytes + header.lineBytes;
}

EventLog::Header EventLog::headerAt(uint32_t index) const {
  Header header;
  std::memcpy(&header, ring_.data() + offsetAt(index), sizeof header);
  return header;
}

void EventLog::dropOldest() {
  used_ -= recordBytes(headerAt(0));
  first_ = (first_ + 1) % static_cast<uint32_t>(offsets_.size());
  --count_;
  if (empty()) end_ = 0;
}

EventLog::Append EventLog::append(double seq, std::string_view topic, std::string_view line) {
  // Compared as sizes, before they are cut to 32 bits.
  if (sizeof(Header) + topic.size() + line.size() > ring_.size()) return Append::kTooLarge;
  if (!empty() && seq <= lastSeq()) return Append::kNotIncreasing;
  const Header header{seq, static_cast<uint32_t>(topic.size()), static_cast<uint32_t>(line.size())};
  const size_t needed = recordBytes(header);

  while (count_ == offsets_.size()) dropOldest();
  // A record is never split, so what is too small at the end of the ring is skipped.
  while (!empty()) {
    const size_t oldest = offsetAt(0);
    if (end_ > oldest) {
      if (end_ + needed <= ring_.size()) break;
      if (needed <= oldest) {
        end_ = 0;
        break;
      }
    } else if (end_ + needed <= oldest) {
      break;
    }
    dropOldest();
  }

  char* at = ring_.data() + end_;
  std::memcpy(at, &header, sizeof header);
  at = std::copy(topic.begin(), topic.end(), at + sizeof header);
  std::copy(line.begin(), line.end(), at);
  offsets_[(first_ + count_) % offsets_.size()] = static_cast<uint32_t>(end_);
  ++count_;
  end_ += needed;
  used_ += needed;
  return Append::kStored;
}

uint32_t EventLog::lowerBound(double seq) const {
  uint32_t low = 0;
  uint32_t high = count_;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (seqAt(middle) < seq) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

uint32_t EventLog::query(const Segments& pattern, double fromSeq, uint32_t limit, size_t maxBytes,
                         char separator, std::string& out) {
  uint32_t found = 0;
  const size_t start = out.size();
  nextSeq_ = fromSeq;
  for (uint32_t i = lowerBound(fromSeq); i < count_ && found < limit; ++i) {
    const Header header = headerAt(i);
    const char* text = ring_.data() + offsetAt(i) + sizeof header;
    topic_.parseTopic({text, header.topicBytes});
    if (matches(pattern, topic_)) {
      if (found > 0 && out.size() - start + header.lineBytes >= maxBytes) break;
      if (found > 0) out += separator;
      out.append(text + header.topicBytes, header.lineBytes);
      ++found;
    }
    nextSeq_ = header.seq + 1;
  }
  return found;
}

void EventLog::clear() {
  first_ = count_ = 0;
  end_ = used_ = 0;
}

}  // namespace agent_event_bus
