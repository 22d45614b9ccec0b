#include "name_tracker.h"

#include <algorithm>

namespace agent_event_bus {
namespace {

using Form = NameContext::Form;

constexpr ByteSet kLetterEscapes("nrtbfvae0");
constexpr ByteSet kSequenceBytes("0-9;");
constexpr char kEsc = '\x1b';

uint32_t hexValue(char byte) {
  const uint32_t value = static_cast<uint8_t>(byte);
  return kDigits.has(byte) ? value - '0' : (value | 0x20U) - 'a' + 10;
}

}  // namespace

bool NameTracker::awaitsValue(char byte) const {
  if (state_ != State::kSeparator || escape_ != Escape::kNone) return false;
  if (byte == '=' || kSpace.has(byte)) return false;
  return byte != '>' || separator_ != '=';
}

void NameTracker::advanceAnywhere(char byte) {
  const bool escaped = escape_ != Escape::kNone && advanceEscape(byte);
  if (!escaped) {
    advanceName(byte);
    word_ = kAlphanumeric.has(byte);
    base64Url_ = kBase64Url.has(byte);
    if (byte == '%') {
      escape_ = Escape::kPercent;
      digitsLeft_ = 2;
      code_ = 0;
    } else if (byte == kEsc) {
      escape_ = Escape::kEscape;
    } else if (byte == '\\') {
      escape_ = Escape::kSlash;
    }
  }
  slashes_ = byte == '\\' ? slashes_ + 1 : 0;
  previous_ = byte;
}

// True if the byte belongs to an escape, and so to no word.
bool NameTracker::advanceEscape(char byte) {
  const Escape escape = escape_;
  escape_ = Escape::kNone;
  switch (escape) {
    case Escape::kNone:
      return false;
    case Escape::kSlash:
      if (byte == 'u' || byte == 'x') {
        escape_ = Escape::kHex;
        digitsLeft_ = byte == 'u' ? 4 : 2;
        code_ = 0;
      } else if (!kLetterEscapes.has(byte)) {
        return false;
      }
      break;
    case Escape::kHex:
    case Escape::kPercent:
      if (!kHexDigits.has(byte)) return false;
      code_ = code_ << 4U | hexValue(byte);
      if (--digitsLeft_ > 0) {
        escape_ = escape;
        return true;  // a name may end before it: `token%3D`
      }
      if (code_ == static_cast<uint32_t>(kEsc)) escape_ = Escape::kEscape;
      break;
    case Escape::kEscape:
      if (byte != '[') return false;
      escape_ = Escape::kSequence;
      break;
    case Escape::kSequence:
      if (kSequenceBytes.has(byte)) {
        escape_ = Escape::kSequence;
      } else if (!kAlphanumeric.has(byte)) {
        return false;
      }
      break;
  }
  word_ = false;
  base64Url_ = false;
  const bool isPercent = escape == Escape::kPercent;
  if (isPercent && code_ == '=' && state_ == State::kName) {
    separator_ = '=';
    announce(Form::kQuery);
  } else if (state_ != State::kSeparator) {
    state_ = State::kNone;
  }
  return true;
}

void NameTracker::advanceName(char byte) {
  if (kBase64Url.has(byte)) {  // which are the bytes of names, too
    if (state_ == State::kName) {
      addToName(byte);
    } else {
      beginName(byte);
    }
    return;
  }
  switch (state_) {
    case State::kNone:
      return;
    case State::kName:
      if (byte == '\\' || byte == '%') return;  // it may be part of a quote, or of a separator
      if (kQuotes.has(byte)) {
        context_.quote = byte;
        context_.slashes = slashes_;
        state_ = State::kAfterName;
      } else if (kBlank.has(byte)) {
        context_.spaced = true;
        state_ = State::kAfterName;
        if (dashes_ >= 2) announce(Form::kOption);
        if (state_ == State::kNone) state_ = State::kAfterName;
      } else if (byte == '>' && beforeName_ == '<') {
        announce(Form::kElement);
      } else {
        separate(byte);
      }
      return;
    case State::kAfterName:
      if (kBlank.has(byte)) {
        context_.spaced = true;
      } else if (byte != ']' || context_.quote == 0) {
        separate(byte);
      }
      return;
    case State::kSeparator: {
      if (kBlank.has(byte)) {
        context_.spaced = true;
        return;
      }
      const bool doubled = byte == ':' && separator_ == ':';  // `Secret::name`
      const bool lineEnds = (byte == '\n' || byte == '\r') && context_.quote == 0;
      const bool goesOn = kSpace.has(byte) || byte == '=' || byte == '>';
      if (doubled || lineEnds || !goesOn) state_ = State::kNone;
      return;
    }
  }
}

void NameTracker::beginName(char byte) {
  state_ = State::kName;
  context_ = {};
  nameLength_ = 0;
  dashes_ = 0;
  allUpper_ = true;
  beforeName_ = previous_;
  addToName(byte);
}

// Its end is what counts.
void NameTracker::shortenName() {
  std::copy(name_.begin() + 1, name_.end(), name_.begin());
  --nameLength_;
}

void NameTracker::separate(char byte) {
  separator_ = byte;
  if (byte == ':') {
    announce(Form::kField);
  } else if (byte == '=') {
    const bool query = beforeName_ == '?' || beforeName_ == '&';
    announce(query && !context_.spaced ? Form::kQuery : Form::kAssign);
  } else {
    state_ = State::kNone;
  }
}

void NameTracker::announce(Form form) {
  const bool inQuery = form == Form::kQuery;
  context_.form = form;
  context_.rule = names_->findNormalised({name_.data(), nameLength_}, allUpper_, inQuery);
  state_ = context_.rule.secret ? State::kSeparator : State::kNone;
}

void NameTracker::cut() {
  state_ = State::kNone;
  escape_ = Escape::kNone;
  word_ = true;
  base64Url_ = true;
  slashes_ = 0;
  previous_ = 0;
}

}  // namespace agent_event_bus
