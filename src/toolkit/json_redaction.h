// Removes the secrets of one JSON text, token by token. It keeps no tree and does not recurse, so
// nothing is too deep for it, and what it does not change it copies as it was written.

#ifndef AGENT_EVENT_BUS_JSON_REDACTION_H_
#define AGENT_EVENT_BUS_JSON_REDACTION_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "secret_names.h"

namespace agent_event_bus {

class Redactor;

class JsonRedaction {
 public:
  /// Appends to `out`. Both must outlive it.
  JsonRedaction(Redactor& redactor, std::string& out) : redactor_(&redactor), out_(&out) {}

  /// False, with a part of the text in `out`, if a token is not one of JSON. Whether the tokens are
  /// in an order that JSON allows is not checked.
  bool run(std::string_view json);
  /// How many secrets were removed.
  uint32_t removed() const { return removed_; }

 private:
  bool runString();
  bool runWord();
  bool skipBrackets();
  uint32_t redactText(std::string_view text);
  bool isPair(size_t end) const;
  size_t stringEnd(size_t begin) const;
  size_t skipSpace(size_t index) const;
  void writeMarker();

  Redactor* redactor_;
  std::string* out_;
  uint32_t removed_ = 0;
  std::string_view json_;
  size_t index_ = 0;
  NameRule rule_;           // of the value that comes next
  bool namesName_ = false;  // that value is a name: `{"name": "x-api-key", "value": "…"}`
  NameRule pairRule_;       // what that name says
  bool base64_ = false;     // that value is bytes: `{"type": "Buffer", "base64": "…"}`
  bool first_ = false;      // the next value is the first of an array
  std::string text_;        // of a string, unescaped
  std::string redacted_;
  std::string bytes_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_JSON_REDACTION_H_
