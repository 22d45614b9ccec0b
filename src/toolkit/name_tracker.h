// Follows a text byte by byte, and knows what stands before the present place: whether a word goes
// on there, and whether a secret's name and a separator announce its value.
//
// Names are recognised in JSON, however deep it is quoted in strings (`\"apiKey\":`), in headers,
// URLs, forms, assignments, options of commands, and elements of XML. The text need not be well
// formed, as it may be a piece of something larger.

#ifndef AGENT_EVENT_BUS_NAME_TRACKER_H_
#define AGENT_EVENT_BUS_NAME_TRACKER_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "secret_names.h"
#include "token_rules.h"

namespace agent_event_bus {

/// How the name of a secret was written, which tells how its value is.
struct NameContext {
  enum class Form : uint8_t {
    kField,    ///< `name: value`, and JSON
    kAssign,   ///< `name=value`
    kQuery,    ///< `?name=value` and `&name=value`
    kOption,   ///< `--name value`
    kElement,  ///< `<name>value`
  };

  NameRule rule;
  Form form = Form::kField;
  char quote = 0;        ///< Around the name; 0 for none.
  uint32_t slashes = 0;  ///< Before that quote.
  bool spaced = false;   ///< Space around an equals sign.
  bool hyphen = false;   ///< In the name, as in most headers.
};

class NameTracker {
 public:
  explicit NameTracker(const SecretNames& names) : names_(&names) {}

  /// What stands before the present place.
  Before before() const { return {word_, base64Url_}; }

  /// True if the value of a secret begins with this byte.
  bool awaitsValue(char byte) const;
  /// The name of that secret.
  const NameContext& context() const { return context_; }
  /// The same name, normalised.
  std::string_view name() const { return {name_.data(), nameLength_}; }

  /// Steps over a byte.
  void advance(char byte) {
    if (state_ == State::kName && escape_ == Escape::kNone && kBase64Url.has(byte)) {
      advanceInName(byte);
    } else {
      advanceAnywhere(byte);
    }
  }
  /// The name that stands before has been dealt with.
  void forgetName() { state_ = State::kNone; }
  /// Something was taken out here. What follows begins anew, in the middle of a word.
  void cut();

 private:
  enum class State : uint8_t { kNone, kName, kAfterName, kSeparator };
  enum class Escape : uint8_t { kNone, kSlash, kHex, kPercent, kEscape, kSequence };

  void advanceInName(char byte) {
    addToName(byte);
    word_ = byte != '-' && byte != '_';
    base64Url_ = true;
    slashes_ = 0;
    previous_ = byte;
  }
  void advanceAnywhere(char byte);
  bool advanceEscape(char byte);
  void advanceName(char byte);
  void beginName(char byte);
  void addToName(char byte) {
    if (byte == '-' || byte == '_') {
      if (byte == '-' && nameLength_ == 0) ++dashes_;
      if (byte == '-' && nameLength_ > 0) context_.hyphen = true;
      return;
    }
    if (kUpper.has(byte)) {
      byte = static_cast<char>(byte - 'A' + 'a');
    } else if (kLower.has(byte)) {
      allUpper_ = false;
    }
    if (nameLength_ == kMaxNameLength) shortenName();
    name_[nameLength_++] = byte;
  }
  void shortenName();
  void separate(char byte);
  void announce(NameContext::Form form);

  const SecretNames* names_;

  bool word_ = false;
  bool base64Url_ = false;
  char previous_ = 0;
  Escape escape_ = Escape::kNone;
  uint8_t digitsLeft_ = 0;  // of an escape
  uint32_t code_ = 0;       // of it
  uint32_t slashes_ = 0;    // right before this byte

  State state_ = State::kNone;
  NameContext context_;
  std::array<char, kMaxNameLength> name_{};  // normalised
  uint32_t nameLength_ = 0;
  uint32_t dashes_ = 0;  // at its beginning
  bool allUpper_ = true;
  char separator_ = 0;
  char beforeName_ = 0;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_NAME_TRACKER_H_
