// Every way in which the core refuses an input, and the sentence that explains it.
//
// This is the one place where such a sentence is written: the native bus and the JavaScript wrapper
// both read the table and add what only they know, the input and the place.

#ifndef AGENT_EVENT_BUS_STATUS_H_
#define AGENT_EVENT_BUS_STATUS_H_

#include <cstdint>
#include <string_view>

namespace agent_event_bus {

enum class Status : uint8_t {
  kOk,
  kEmpty,                  ///< The text has no characters.
  kTooLong,                ///< More than kMaxTopicBytes bytes of UTF-8.
  kTooManySegments,        ///< More than kMaxSegments segments.
  kEmptySegment,           ///< A leading, trailing or doubled '.'.
  kControlCharacter,       ///< U+0000 to U+001F, or U+007F.
  kMalformedUnicode,       ///< Not UTF-8; in JavaScript, a lone surrogate.
  kWildcardInTopic,        ///< A '*' in a published topic.
  kPartialWildcard,        ///< A '*' that shares its segment with other characters.
  kTooManyMultiWildcards,  ///< More than kMaxMultiWildcards segments `**` in one pattern.
  kNoPattern,              ///< A subscription without a pattern.
  kStatusCount,            ///< Not a status: how many there are.
};

/// A topic or pattern is at most this long, in bytes of UTF-8.
inline constexpr uint32_t kMaxTopicBytes = 4096;
/// A topic or pattern has at most this many segments.
inline constexpr uint32_t kMaxSegments = 128;
/// A pattern has at most this many `**`.
inline constexpr uint32_t kMaxMultiWildcards = 4;

/// The name of a status, as test vectors spell it: "EMPTY_SEGMENT".
std::string_view statusName(Status status);

/// The rule that was broken, as a clause: "a segment must not be empty".
std::string_view statusRule(Status status);

/// True if a text breaks this rule at some place in it, false if it does as a whole.
bool statusHasPlace(Status status);

/// What a check found, and where.
struct Check {
  Status status = Status::kOk;
  /// Offset in bytes of the first offence; 0 where there is no place (see statusHasPlace()).
  uint32_t position = 0;

  bool ok() const { return status == Status::kOk; }
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_STATUS_H_
