#include "value_rules.h"

#include <algorithm>
#include <iterator>

namespace agent_event_bus {
namespace {

using Form = NameContext::Form;

constexpr ByteSet kBackslash("\\");
constexpr ByteSet kQueryValue = ByteSet("&#\"'`<>\\ \t\r\n\f\v").others();
constexpr ByteSet kPlainValue = ByteSet("\"'`<>\\ \t\r\n\f\v").others();
constexpr ByteSet kJsonValue = ByteSet(",}]\"'`<>\\ \t\r\n\f\v").others();
constexpr ByteSet kElementValue = ByteSet("<").others();
constexpr ByteSet kElementWord = ByteSet("< \t\r\n\f\v").others();
constexpr ByteSet kPlaceholderName("A-Za-z_. ");
constexpr ByteSet kBetweenStrings(",:{}[] \t\r\n");
constexpr ByteSet kStringContent = ByteSet("\"\\\r\n").others();
constexpr ByteSet kOtherStringContent = ByteSet("\"'`\\\r\n").others();
constexpr ByteSet kTrailing(",;).");
constexpr ByteSet kPlaceholderBegin("$<*{[(%");
constexpr ByteSet kUncommon("!@#%^&*+=~");
constexpr ByteSet kCode("([");

constexpr std::string_view kMarkerBegin = "[REDACTED:";

// How much of an unquoted value is judged.
constexpr uint32_t kJudged = 32;
// How much of a quoted one may be a placeholder.
constexpr uint32_t kMaxPlaceholder = 96;

// Words that stand where a value could, in code and in JSON.
constexpr std::string_view kWords[] = {
    "true",   "false",  "null",    "none",    "undefined", "nil",      "string",
    "number", "object", "boolean", "unknown", "required",  "optional",
};

Finding secretAt(uint32_t kept, SecretEnd end) {
  return {Verdict::kYes, SecretKind::kField, kept, kept, end};
}

bool isWord(std::string_view text) {
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) {
    return std::equal(word.begin(), word.end(), text.begin(), text.end(),
                      [](char a, char b) { return a == (b | 0x20); });
  });
}

// `password=password`, `api_key = settings.api_key`: code that hands a secret on. One of the two
// ends as the other is.
bool isItsName(std::string_view value, std::string_view name) {
  constexpr uint32_t kMinCommon = 4;
  uint32_t common = 0;
  for (size_t i = value.size(); i > 0 && common < name.size(); --i) {
    const char byte = value[i - 1];
    if (byte == '_' || byte == '-' || byte == '.') continue;
    if ((byte | 0x20) != name[name.size() - 1 - common]) return false;
    ++common;
  }
  return common == name.size() || common >= kMinCommon;
}

bool looksSecret(std::string_view value, const NameContext& context, std::string_view name) {
  while (!value.empty() && kTrailing.has(value.back())) value.remove_suffix(1);
  if (value.empty() || value.size() < context.rule.minLength) return false;
  if (kPlaceholderBegin.has(value.front()) || isWord(value)) return false;
  if (context.form == Form::kQuery) return true;
  if (isItsName(value, name)) return false;
  RandomLook look;
  bool uncommon = false;
  for (const char byte : value) {
    if (kCode.has(byte)) return false;
    uncommon = uncommon || kUncommon.has(byte);
    look.add(byte);
  }
  const bool tight =
      context.form == Form::kOption || (context.form == Form::kAssign && !context.spaced);
  if (tight) return value.size() >= 4;
  // A type such as `NonSharedBuffer` changes its case, too, but less.
  const bool random = look.hasDigit() || size_t{3} * look.changes() > value.size();
  return value.size() >= 6 && (uncommon || (look.found() && random));
}

// A header's value: any after a name with a hyphen; else `Authorization: Basic …`, `Cookie: a=b`.
bool looksLikeHeader(std::string_view value, bool isWhole, const NameContext& context) {
  if (context.form != Form::kField || context.quote != 0 || value.empty()) return false;
  if (context.hyphen) {
    return value.size() >= context.rule.minLength && !kPlaceholderBegin.has(value.front());
  }
  if (!context.rule.header) return false;
  constexpr std::string_view kSchemes[] = {"Basic", "Bearer", "Digest", "Negotiate", "Token"};
  for (const std::string_view scheme : kSchemes) {
    if (isWhole && value == scheme) return true;
  }
  return value.find('=') != std::string_view::npos;
}

// Code that fills in the secret later: `Bearer ${token}`, `{apiKey}`, `<your key>`, `Bearer `.
bool isPlaceholder(std::string_view content) {
  for (const std::string_view scheme : {"Bearer ", "Basic ", "token "}) {
    if (content.substr(0, scheme.size()) == scheme) {
      content.remove_prefix(scheme.size());
      break;
    }
  }
  if (content.empty() || content == "%s") return true;
  if (content.front() == '$') content.remove_prefix(1);
  if (content.size() < 2) return false;
  const bool braces = content.front() == '{' && content.back() == '}';
  const bool angles = content.front() == '<' && content.back() == '>';
  if (!braces && !angles) return false;
  content = content.substr(1, content.size() - 2);
  if (content.size() > 1 && content.front() == '{' && content.back() == '}') {
    content = content.substr(1, content.size() - 2);
  }
  return std::all_of(content.begin(), content.end(),
                     [](char byte) { return kPlaceholderName.has(byte); });
}

// A string whose opening quote is at `slashes`.
Finding findString(const Ahead& ahead, uint32_t slashes, const NameContext& context) {
  const char quote = ahead.text[slashes];
  const uint32_t from = slashes + 1;
  const ByteSet& content = quote == '"' ? kStringContent : kOtherStringContent;
  const uint32_t limit = std::max(context.rule.minLength, kMaxPlaceholder);
  const uint32_t length = runLength(ahead, from, content, limit);
  const uint32_t to = from + length;
  const uint32_t behind = length < limit ? runLength(ahead, to, kBackslash, slashes + 1) : 0;
  const bool open = length < limit && to + behind == ahead.text.size();
  if (open && !ahead.isAll) return {Verdict::kUndecided};

  const std::string_view text = ahead.text.substr(from, length);
  if (context.quote == 0 && length < limit) {
    // `{"url":"…?token=","next":1}`: the quote ended the string that the name was in.
    const bool punctuation =
        std::all_of(text.begin(), text.end(), [](char byte) { return kBetweenStrings.has(byte); });
    if (punctuation && (length > 0 || open)) return {};
  }
  const bool closed =
      length < limit && !open && behind <= slashes && (ahead.text[to + behind] == quote);
  if (closed && (text.empty() || text.size() < context.rule.minLength || isPlaceholder(text))) {
    return {};
  }
  return secretAt(from, SecretEnd::ofString(quote, slashes));
}

Finding findElement(const Ahead& ahead, const NameContext& context) {
  constexpr uint32_t kMaxElement = 512;
  const uint32_t length = runLength(ahead, 0, kElementWord, kMaxElement);
  if (length == ahead.text.size() && length < kMaxElement) return {ahead.atEnd()};
  if (length < std::max(1U, context.rule.minLength)) return {};
  if (length < kMaxElement) {
    if (ahead.text[length] != '<') return {};
    if (length + 1 == ahead.text.size()) return {ahead.atEnd()};
    if (ahead.text[length + 1] != '/') return {};
  }
  return secretAt(0, SecretEnd::whereNotIn(kElementValue));
}

// Of JSON: a number, an object, an array.
Finding findJsonValue(const Ahead& ahead, const NameContext& context) {
  const char first = ahead.text.front();
  Finding found;
  if (first == '{' || first == '[') {
    found = secretAt(0, SecretEnd::ofBrackets(context.quote, context.slashes));
  } else if (kDigits.has(first) || first == '-') {
    if (context.rule.minLength > 0) return {};
    found = secretAt(0, SecretEnd::whereNotIn(kJsonValue));
  }
  found.quoted = true;
  return found;
}

}  // namespace

Finding findValue(const Ahead& ahead, const NameContext& context, std::string_view name) {
  if (context.form == Form::kElement) return findElement(ahead, context);
  constexpr uint32_t kMaxSlashes = 63;
  const uint32_t slashes = runLength(ahead, 0, kBackslash, kMaxSlashes);
  if (slashes == ahead.text.size()) return {ahead.atEnd()};
  if (kQuotes.has(ahead.text[slashes])) return findString(ahead, slashes, context);
  if (slashes > 0) return {};
  const std::string_view begun = kMarkerBegin.substr(0, ahead.text.size());
  if (ahead.text.substr(0, kMarkerBegin.size()) == begun) {  // it was removed before
    return {begun.size() < kMarkerBegin.size() ? ahead.atEnd() : Verdict::kNo};
  }
  if (context.quote != 0) {
    const Finding found = findJsonValue(ahead, context);
    if (found.verdict != Verdict::kNo) return found;
  }
  const ByteSet& set = context.form == Form::kQuery ? kQueryValue
                       : context.quote != 0         ? kJsonValue
                                                    : kPlainValue;
  const uint32_t length = runLength(ahead, 0, set, kJudged);
  const bool open = length == ahead.text.size() && length < kJudged;
  if (open && !ahead.isAll) return {Verdict::kUndecided};
  const std::string_view value = ahead.text.substr(0, length);
  if (looksLikeHeader(value, length < kJudged, context)) {
    return secretAt(0, SecretEnd::ofLine());
  }
  if (!looksSecret(value, context, name)) return {};
  Finding found = secretAt(0, SecretEnd::whereNotIn(set));
  found.quoted = context.quote != 0;
  return found;
}

}  // namespace agent_event_bus
