// Finds secrets in a text, in one pass, and writes the text with markers in their place.
//
// The text may come in pieces. The scanner decides at each place by what stands before it, which it
// keeps in a few words of memory, and by at most kMaxLookahead bytes that follow; where these are
// not there yet, it asks for them again with the next piece. So the result does not depend on where
// the pieces were cut, and the time is linear in the length of the text.

#ifndef AGENT_EVENT_BUS_TEXT_SCANNER_H_
#define AGENT_EVENT_BUS_TEXT_SCANNER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "name_tracker.h"
#include "secret_end.h"
#include "secret_kind.h"
#include "secret_names.h"
#include "token_rules.h"

namespace agent_event_bus {

class TextScanner {
 public:
  /// `names` must outlive it.
  explicit TextScanner(const SecretNames& names) : tracker_(names) {}

  /// Scans a piece, appends it to `out` without its secrets, and returns how many bytes of it are
  /// done. The rest, at most kMaxLookahead bytes, must come again at the beginning of the next
  /// piece; there is none if this piece is the last, `isLast`.
  size_t scan(std::string_view text, bool isLast, std::string& out);

  /// How many secrets were removed so far.
  uint32_t removed() const { return removed_; }
  /// Adds them to `counts`, by kind.
  void addCounts(SecretCounts& counts) const;
  /// Bytes looked at so far; a byte that several rules looked at counts several times.
  uint64_t steps() const { return steps_; }

 private:
  Finding find(const Ahead& ahead);
  void writeMarker(SecretKind kind, bool quoted, std::string& out);

  NameTracker tracker_;
  SecretEnd end_;
  uint32_t removed_ = 0;
  SecretCounts counts_{};
  uint64_t steps_ = 0;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_TEXT_SCANNER_H_
