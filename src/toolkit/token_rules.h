// Secrets that are known by how they look.

#ifndef AGENT_EVENT_BUS_TOKEN_RULES_H_
#define AGENT_EVENT_BUS_TOKEN_RULES_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "secret_end.h"
#include "secret_kind.h"

namespace agent_event_bus {

/// How far a rule may look ahead, in bytes. A text that is still undecided then is none, and no
/// more than this is ever held back of a stream.
inline constexpr uint32_t kMaxLookahead = 1024;

enum class Verdict : uint8_t {
  kNo,
  kYes,
  kUndecided,  ///< More of the text is needed. Never the answer where the text is known to end.
};

/// What a rule says of a place in a text.
struct Finding {
  Verdict verdict = Verdict::kNo;
  SecretKind kind = SecretKind::kField;
  uint32_t kept = 0;    ///< Bytes from that place that stay: `Bearer `.
  uint32_t seen = 0;    ///< Bytes from that place that belong to the secret, or stay.
  SecretEnd end{};      ///< How the rest of it ends.
  bool quoted = false;  ///< The value was no string: its marker gets the quotes of the name.
};

/// The text from some place on.
struct Ahead {
  std::string_view text;
  bool isAll = false;  ///< Nothing more will come.
  uint64_t& steps;     ///< Counts the bytes that were looked at.

  /// The verdict of a rule that reached the end of the text after so many bytes.
  Verdict atEnd() const { return isAll ? Verdict::kNo : Verdict::kUndecided; }
};

/// What stands before a place.
struct Before {
  bool word = false;       ///< A letter or digit, of a word and not of an escape as in `\n`.
  bool base64Url = false;  ///< The same, or one of `_-`.
};

/// True if a rule may find something at a place with this byte.
bool beginsToken(char byte);

/// What the rules find at the beginning of `ahead`, which is not empty.
Finding findToken(const Ahead& ahead, Before before);

/// Length of the run of `set` at `from`, counted up to `limit`.
uint32_t runLength(const Ahead& ahead, uint32_t from, const ByteSet& set, uint32_t limit);

/// Judges whether a run of characters was drawn at random or is a word: whether it has a digit, or
/// small and capital letters in no order. More of a run never makes it less random.
class RandomLook {
 public:
  void add(char byte) {
    const uint8_t letterCase = kCases[static_cast<uint8_t>(byte)];
    hasDigit_ = hasDigit_ || letterCase == kDigit;
    changes_ += (letterCase ^ previous_) == (kSmall ^ kCapital) ? 1 : 0;
    previous_ = letterCase;
  }
  bool found() const { return hasDigit_ || changes_ >= kMinChanges; }
  bool hasDigit() const { return hasDigit_; }
  /// How often a capital letter follows a small one, or the other way round.
  uint32_t changes() const { return changes_; }

 private:
  static constexpr uint32_t kMinChanges = 5;
  // Of two of these, only kSmall and kCapital differ in those bits.
  static constexpr uint8_t kOther = 0;
  static constexpr uint8_t kSmall = 1;
  static constexpr uint8_t kCapital = 2;
  static constexpr uint8_t kDigit = 4;
  static constexpr std::array<uint8_t, 256> kCases = [] {
    std::array<uint8_t, 256> cases{};
    for (char byte = 'a'; byte <= 'z'; ++byte) cases[static_cast<uint8_t>(byte)] = kSmall;
    for (char byte = 'A'; byte <= 'Z'; ++byte) cases[static_cast<uint8_t>(byte)] = kCapital;
    for (char byte = '0'; byte <= '9'; ++byte) cases[static_cast<uint8_t>(byte)] = kDigit;
    return cases;
  }();

  bool hasDigit_ = false;
  uint8_t previous_ = kOther;
  uint32_t changes_ = 0;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_TOKEN_RULES_H_
