// Where a secret ends whose beginning has been found.
//
// Its end may be far away, or in a later chunk. So the bytes of a secret are passed through a small
// state machine, one by one, and none of them is kept.

#ifndef AGENT_EVENT_BUS_SECRET_END_H_
#define AGENT_EVENT_BUS_SECRET_END_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "byte_set.h"

namespace agent_event_bus {

class SecretEnd {
 public:
  /// No secret: there is nothing to pass.
  SecretEnd() = default;
  /// Ends before the first byte that is not in `set`, which must outlive it.
  static SecretEnd whereNotIn(const ByteSet& set);
  /// Ends before the closing quote of a string, or before a line break. `slashes` backslashes stand
  /// before its opening quote: 0 in plain text, 1 in JSON inside a string, 3 one level deeper.
  static SecretEnd ofString(char quote, uint32_t slashes);
  /// Ends with the bracket that closes the first one. Strings within are quoted as `ofString`.
  static SecretEnd ofBrackets(char quote, uint32_t slashes);
  /// Ends before a line break, also an escaped one, or before a quote that was opened before it.
  static SecretEnd ofLine();
  /// Ends with the line `-----END …-----`.
  static SecretEnd ofPem();

  bool passing() const { return how_ != How::kNone; }

  /// Passes bytes of `text` from `index`, and returns the index where it stopped: behind the
  /// secret, or at the end of `text`, and then it is still passing(). Backslashes that turn out to
  /// belong to the closing quote, though they were passed, are appended to `out`.
  size_t pass(std::string_view text, size_t index, std::string& out);

 private:
  enum class How : uint8_t { kNone, kSet, kString, kBrackets, kLine, kPem };

  size_t passString(std::string_view text, size_t index, std::string& out);
  size_t passBrackets(std::string_view text, size_t index, std::string& out);
  size_t passLine(std::string_view text, size_t index, std::string& out);
  size_t passPem(std::string_view text, size_t index);
  void end(std::string& out, uint32_t slashes);

  How how_ = How::kNone;
  char quote_ = 0;
  bool inString_ = false;
  char previous_ = 0;
  uint32_t level_ = 0;    // how many strings enclose the JSON
  uint32_t slashes_ = 0;  // passed right before this byte
  uint32_t depth_ = 0;    // of brackets; in a PEM, what is matched of its end
  const ByteSet* set_ = nullptr;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SECRET_END_H_
