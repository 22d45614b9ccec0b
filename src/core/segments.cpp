#include "segments.h"

#include <array>
#include <bitset>

namespace agent_event_bus {
namespace {

// 32-bit FNV-1a: one multiplication a byte, and no table.
constexpr uint32_t kHashSeed = 0x811c9dc5u;
constexpr uint32_t hashByte(uint32_t hash, uint8_t byte) { return (hash ^ byte) * 0x01000193u; }

// Bytes that mean nothing but themselves: printable ASCII without '.' and '*'.
constexpr std::array<bool, 256> ordinaryBytes() {
  std::array<bool, 256> table{};
  for (uint32_t byte = 0x20; byte < 0x7F; ++byte) table[byte] = byte != '.' && byte != '*';
  return table;
}
constexpr std::array<bool, 256> kIsOrdinary = ordinaryBytes();

bool isContinuation(uint8_t byte) { return (byte & 0xC0u) == 0x80u; }

// Length in bytes of the well-formed non-ASCII sequence at `index`, or 0.
// Source: The Unicode Standard, table 3-7.
uint32_t sequenceLength(std::string_view text, uint32_t index) {
  const auto at = [&](uint32_t offset) {
    return index + offset < text.size() ? static_cast<uint8_t>(text[index + offset]) : uint8_t{0};
  };
  const uint8_t lead = at(0);
  const uint8_t second = at(1);
  if (lead >= 0xC2 && lead <= 0xDF) return isContinuation(second) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const uint8_t lowest = lead == 0xE0 ? 0xA0 : 0x80;   // no overlong forms
    const uint8_t highest = lead == 0xED ? 0x9F : 0xBF;  // no surrogates
    const bool ok = second >= lowest && second <= highest && isContinuation(at(2));
    return ok ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const uint8_t lowest = lead == 0xF0 ? 0x90 : 0x80;
    const uint8_t highest = lead == 0xF4 ? 0x8F : 0xBF;  // nothing above U+10FFFF
    const bool ok =
        second >= lowest && second <= highest && isContinuation(at(2)) && isContinuation(at(3));
    return ok ? 4 : 0;
  }
  return 0;
}

}  // namespace

Check Segments::parse(std::string_view text, bool isPattern) {
  size_ = 0;
  if (text.empty()) return {Status::kEmpty, 0};
  if (text.size() > kMaxTopicBytes) return {Status::kTooLong, 0};

  const auto length = static_cast<uint32_t>(text.size());
  uint32_t begin = 0;  // of the current segment
  uint32_t stars = 0;  // in the current segment, all at its beginning
  uint32_t multiWildcards = 0;
  uint32_t hash = kHashSeed;

  for (uint32_t i = 0; i <= length; ++i) {
    if (stars == 0) {  // most bytes are ordinary, and this loop reads them twice as fast
      while (i < length && kIsOrdinary[static_cast<uint8_t>(text[i])]) {
        hash = hashByte(hash, static_cast<uint8_t>(text[i++]));
      }
    }
    if (i == length || text[i] == '.') {
      if (i == begin) return {Status::kEmptySegment, begin};
      if (size_ == kMaxSegments) return {Status::kTooManySegments, begin};
      if (stars == 2 && ++multiWildcards > kMaxMultiWildcards) {
        return {Status::kTooManyMultiWildcards, begin};
      }
      // Segment::Kind counts stars: none, `*`, `**`.
      segments_[size_++] = {text.substr(begin, i - begin), hash, static_cast<Segment::Kind>(stars)};
      begin = i + 1;
      stars = 0;
      hash = kHashSeed;
      continue;
    }
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte == '*') {
      if (!isPattern) return {Status::kWildcardInTopic, i};
      if (i != begin + stars) return {Status::kPartialWildcard, i};
      if (++stars > 2) return {Status::kPartialWildcard, begin};
    } else if (stars > 0) {
      return {Status::kPartialWildcard, begin};
    } else if (byte < 0x20 || byte == 0x7F) {
      return {Status::kControlCharacter, i};
    } else if (byte >= 0x80) {
      const uint32_t sequence = sequenceLength(text, i);
      if (sequence == 0) return {Status::kMalformedUnicode, i};
      for (const uint32_t last = i + sequence - 1; i < last; ++i) {
        hash = hashByte(hash, static_cast<uint8_t>(text[i]));
      }
    }
    hash = hashByte(hash, static_cast<uint8_t>(text[i]));
  }
  return {};
}

uint32_t Segments::hash() const {
  uint32_t hash = kHashSeed;
  for (const Segment& segment : *this) hash = (hash ^ segment.hash) * 0x9E3779B1u;
  return hash;
}

bool matches(const Segments& pattern, const Segments& topic) {
  // live[i]: the first i segments of the pattern can match the segments of the topic read so far.
  std::bitset<kMaxSegments + 1> live;
  live[0] = true;
  for (const Segment& segment : topic) {
    std::bitset<kMaxSegments + 1> next;
    for (uint32_t i = 0; i < pattern.size(); ++i) {
      switch (pattern[i].kind) {
        case Segment::Kind::kLiteral:
          next[i + 1] = live[i] && pattern[i].text == segment.text;
          break;
        case Segment::Kind::kWildcard:
          next[i + 1] = live[i];
          break;
        case Segment::Kind::kMultiWildcard:
          next[i + 1] = live[i] || live[i + 1];
          break;
      }
    }
    live = next;
  }
  return live[pattern.size()];
}

}  // namespace agent_event_bus
