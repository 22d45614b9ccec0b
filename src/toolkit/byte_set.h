// Sets of bytes, as tables.

#ifndef AGENT_EVENT_BUS_BYTE_SET_H_
#define AGENT_EVENT_BUS_BYTE_SET_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace agent_event_bus {

class ByteSet {
 public:
  /// The bytes of `ranges`, in which "a-z" is a range and a '-' at the end is itself.
  constexpr explicit ByteSet(std::string_view ranges) {
    for (size_t i = 0; i < ranges.size(); ++i) {
      const auto first = static_cast<uint8_t>(ranges[i]);
      auto last = first;
      if (i + 2 < ranges.size() && ranges[i + 1] == '-') {
        last = static_cast<uint8_t>(ranges[i + 2]);
        i += 2;
      }
      for (uint32_t byte = first; byte <= last; ++byte) has_[byte] = true;
    }
  }

  /// All bytes that are not in this set.
  constexpr ByteSet others() const {
    ByteSet set("");
    for (uint32_t byte = 0; byte < 256; ++byte) set.has_[byte] = !has_[byte];
    return set;
  }

  constexpr bool has(char byte) const { return has_[static_cast<uint8_t>(byte)]; }

 private:
  std::array<bool, 256> has_{};
};

inline constexpr ByteSet kDigits("0-9");
inline constexpr ByteSet kUpper("A-Z");
inline constexpr ByteSet kLower("a-z");
inline constexpr ByteSet kHexDigits("0-9a-fA-F");
inline constexpr ByteSet kAlphanumeric("0-9A-Za-z");
inline constexpr ByteSet kUpperAlphanumeric("0-9A-Z");
inline constexpr ByteSet kBase64Url("0-9A-Za-z_-");
/// Of a token in an Authorization header (RFC 9110, token68).
inline constexpr ByteSet kToken68("0-9A-Za-z._~+/=-");
inline constexpr ByteSet kBlank(" \t");
inline constexpr ByteSet kSpace(" \t\r\n\f\v");
/// Between the tokens of JSON.
inline constexpr ByteSet kJsonSpace(" \t\r\n");
inline constexpr ByteSet kQuotes("\"'`");

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_BYTE_SET_H_
