// Removes secrets from texts, before anything is stored or leaves.
//
// A secret is what the caller gave (LiteralSet), what its name announces (SecretNames,
// NameTracker), and what looks like one (token_rules.h). Each is replaced by a marker that tells
// its kind.
//
// What it must hold to: the time is linear in the length of the text, whatever the text, and a text
// in pieces gives the same result as the whole.

#ifndef AGENT_EVENT_BUS_REDACTOR_H_
#define AGENT_EVENT_BUS_REDACTOR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "literal_filter.h"
#include "name_cache.h"
#include "secret_kind.h"
#include "secret_names.h"
#include "text_scanner.h"

namespace agent_event_bus {

/// A shorter literal would take out parts of ordinary words.
inline constexpr uint32_t kMinLiteralLength = 6;

class Redactor {
 public:
  /// A text to remove wherever it stands, with its encodings. False, and nothing changes, if it has
  /// fewer than kMinLiteralLength bytes.
  bool addLiteral(std::string_view literal);
  /// The value of a field of this name, and no other, is a secret.
  void addName(std::string_view name) {
    names_.add(name);
    known_ = {};
  }
  /// The value of a field of this name is no secret because of its name.
  void keepName(std::string_view name) {
    names_.keep(name);
    known_ = {};
  }

  /// What the name of a field says of its value.
  NameRule nameRule(std::string_view name) const { return names_.find(name); }

  /// Appends `text` to `out` without its secrets. Returns how many it had.
  uint32_t text(std::string_view text, std::string& out);
  /// The same for a JSON text, which stays one: names and values are told apart exactly, strings
  /// are judged as they read, and numbers are copied as they were written. What is not JSON is
  /// taken as any text.
  uint32_t json(std::string_view json, std::string& out);

  /// The same for a name that is met again and again, as in JSON, and whether it has no secret
  /// itself. The answer is remembered.
  KnownName knownName(std::string_view name);

  /// Counts a secret that was removed by someone else, by a name that nameRule() tells.
  void count(SecretKind kind) { ++counts_[static_cast<uint32_t>(kind)]; }
  /// How many secrets of each kind were removed.
  const SecretCounts& counts() const { return counts_; }
  /// Bytes looked at, which is what the time depends on.
  uint64_t steps() const { return steps_; }

 private:
  friend class RedactionStream;

  // Adds what was found in a text, and returns how many secrets that were.
  uint32_t settle(const TextScanner& scanner, uint32_t literals);

  SecretNames names_;
  LiteralSet literals_;
  SecretCounts counts_{};
  uint64_t steps_ = 0;
  NameCache known_;
};

/// One text that comes in pieces, in which a secret may be cut anywhere.
class RedactionStream {
 public:
  /// `redactor` must outlive it, and no literals may be added meanwhile.
  explicit RedactionStream(Redactor& redactor);

  /// Appends to `out` what of the text so far is decided. At most kMaxLookahead bytes, and those
  /// that are the beginning of a literal, are held back.
  void push(std::string_view piece, std::string& out);
  /// The text is complete: appends what was held back. The next piece begins another text.
  void end(std::string& out);
  /// The text was cut off here: what was held back may be half a secret, and is dropped. The next
  /// piece begins another text.
  void cut();

 private:
  Redactor* redactor_;
  LiteralFilter literals_;
  TextScanner scanner_;
  std::string pending_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_REDACTOR_H_
