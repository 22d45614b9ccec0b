// Topics and patterns, checked and split at their dots.
//
// A topic is 1 to 128 non-empty segments joined by '.'. A pattern is the same, where a whole
// segment may be `*` (exactly one segment) or `**` (one or more segments, at most 4 times).

#ifndef AGENT_EVENT_BUS_SEGMENTS_H_
#define AGENT_EVENT_BUS_SEGMENTS_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "status.h"

namespace agent_event_bus {

struct Segment {
  enum class Kind : uint8_t { kLiteral, kWildcard, kMultiWildcard };

  std::string_view text;  ///< Points into the parsed text.
  uint32_t hash = 0;      ///< hashOf(text), known for free once the text has been read.
  Kind kind = Kind::kLiteral;
};

/// The segments of one topic or pattern. About 2 KiB, so keep one and parse into it.
class Segments {
 public:
  /// Checks `topic` and splits it. On failure the content is unspecified.
  Check parseTopic(std::string_view topic) { return parse(topic, /*isPattern=*/false); }
  /// Checks `pattern` and splits it. On failure the content is unspecified.
  Check parsePattern(std::string_view pattern) { return parse(pattern, /*isPattern=*/true); }

  uint32_t size() const { return size_; }
  /// The same for equal texts, and seldom for others.
  uint32_t hash() const;
  const Segment& operator[](uint32_t index) const { return segments_[index]; }
  const Segment* begin() const { return segments_.data(); }
  const Segment* end() const { return segments_.data() + size_; }

 private:
  Check parse(std::string_view text, bool isPattern);

  std::array<Segment, kMaxSegments> segments_;
  uint32_t size_ = 0;
};

/// True if `pattern`, parsed as a pattern, matches `topic`, parsed as a topic. Takes at most
/// pattern.size() * topic.size() steps.
bool matches(const Segments& pattern, const Segments& topic);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SEGMENTS_H_
