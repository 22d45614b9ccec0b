#include "json_redaction.h"

#include <algorithm>
#include <iterator>

#include "base64.h"
#include "byte_set.h"
#include "json_text.h"
#include "redactor.h"

namespace agent_event_bus {
namespace {

constexpr ByteSet kWordBytes("0-9A-Za-z+.-");
constexpr ByteSet kNumberBytes("0-9eE+.-");

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

bool JsonRedaction::run(std::string_view json) {
  json_ = json;
  index_ = 0;
  while (index_ < json_.size()) {
    const char byte = json_[index_];
    if (byte == '"') {
      if (!runString()) return false;
      continue;
    }
    if (kWordBytes.has(byte)) {
      if (!runWord()) return false;
      continue;
    }
    if (byte == '{' || byte == '[') {
      if (rule_.secret) {
        if (!skipBrackets()) return false;
        continue;
      }
      first_ = byte == '[';
      namesName_ = false;
    } else if (byte == '}' || byte == ']') {
      pairRule_ = {};
    } else if (byte != ',' && byte != ':' && !kJsonSpace.has(byte)) {
      return false;
    }
    *out_ += byte;
    ++index_;
  }
  return true;
}

bool JsonRedaction::runString() {
  const size_t begin = index_;
  const size_t end = stringEnd(begin);
  if (end == std::string_view::npos) return false;
  const std::string_view content = json_.substr(begin + 1, end - begin - 2);
  std::string_view text = content;
  if (content.find('\\') != std::string_view::npos) {
    text_.clear();
    if (!appendUnescaped(content, text_)) return false;
    text = text_;
  }
  index_ = end;
  const size_t next = skipSpace(end);
  const bool isName = next < json_.size() && json_[next] == ':';

  if (!isName && rule_.secret && !text.empty() && text.size() >= rule_.minLength) {
    writeMarker();
    return true;
  }
  const bool tells = isName || first_ || namesName_;
  const KnownName known = tells ? redactor_->knownName(text) : KnownName{{}, false};
  const NameRule& rule = known.rule;
  const uint32_t removed = known.clean ? 0 : redactText(text);
  removed_ += removed;
  if (removed > 0) {
    *out_ += '"';
    appendEscaped(redacted_, *out_);
    *out_ += '"';
  } else {
    out_->append(json_.substr(begin, end - begin));
  }

  if (isName) {
    rule_ = rule;
    base64_ = text == "base64";
    namesName_ = isOneOf(text, {"name", "key", "header"});
    if (text == "value" && pairRule_.secret) rule_ = pairRule_;
  } else {
    rule_ = first_ && rule.secret && isPair(end) ? rule : NameRule{};
    if (namesName_) pairRule_ = rule;
    namesName_ = false;
    base64_ = false;
  }
  first_ = false;
  return true;
}

// Leaves the text without its secrets in redacted_, and returns how many it had.
uint32_t JsonRedaction::redactText(std::string_view text) {
  redacted_.clear();
  if (base64_) {
    bytes_.clear();
    if (appendFromBase64(text, bytes_)) {
      std::string clean;
      const uint32_t removed = redactor_->text(bytes_, clean);
      if (removed > 0) {
        appendBase64(clean, redacted_);
        return removed;
      }
    }
  }
  return redactor_->text(text, redacted_);
}

// A number, `true`, `false` or `null`. The last three are no secrets.
bool JsonRedaction::runWord() {
  const size_t begin = index_;
  while (index_ < json_.size() && kWordBytes.has(json_[index_])) ++index_;
  const std::string_view word = json_.substr(begin, index_ - begin);
  const bool isNumber =
      std::all_of(word.begin(), word.end(), [](char byte) { return kNumberBytes.has(byte); });
  if (!isNumber && !isOneOf(word, {"true", "false", "null"})) return false;
  if (isNumber && rule_.secret && rule_.minLength == 0) {
    writeMarker();
  } else {
    out_->append(word);
  }
  rule_ = {};
  first_ = false;
  namesName_ = false;
  return true;
}

// An object or array that is a secret as a whole.
bool JsonRedaction::skipBrackets() {
  uint32_t depth = 0;
  while (index_ < json_.size()) {
    const char byte = json_[index_];
    if (byte == '"') {
      index_ = stringEnd(index_);
      if (index_ == std::string_view::npos) return false;
      continue;
    }
    ++index_;
    if (byte == '{' || byte == '[') ++depth;
    if ((byte == '}' || byte == ']') && --depth == 0) {
      writeMarker();
      return true;
    }
  }
  return false;
}

// Whether the array whose first string ends at `end` has one more string, and no more:
// `["x-api-key", "…"]`.
bool JsonRedaction::isPair(size_t end) const {
  const size_t comma = skipSpace(end);
  if (comma >= json_.size() || json_[comma] != ',') return false;
  const size_t second = skipSpace(comma + 1);
  if (second >= json_.size() || json_[second] != '"') return false;
  const size_t last = stringEnd(second);
  if (last == std::string_view::npos) return false;
  const size_t close = skipSpace(last);
  return close < json_.size() && json_[close] == ']';
}

// Behind the closing quote of the string whose opening quote is at `begin`.
size_t JsonRedaction::stringEnd(size_t begin) const {
  for (size_t i = begin + 1; i < json_.size(); ++i) {
    if (json_[i] == '"') return i + 1;
    if (json_[i] == '\\') ++i;
  }
  return std::string_view::npos;
}

size_t JsonRedaction::skipSpace(size_t index) const {
  while (index < json_.size() && kJsonSpace.has(json_[index])) ++index;
  return index;
}

void JsonRedaction::writeMarker() {
  out_->append(1, '"').append(markerOf(SecretKind::kField)).append(1, '"');
  redactor_->count(SecretKind::kField);
  ++removed_;
  rule_ = {};
  first_ = false;
  namesName_ = false;
}

}  // namespace agent_event_bus
