#include "json_slice.h"

#include <algorithm>
#include <cstdlib>

namespace agent_event_bus {
namespace {

constexpr double kMaxCount = 9007199254740992.0;  // 2^53
constexpr uint32_t kReplacement = 0xFFFD;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

size_t skipSpace(std::string_view text, size_t at) {
  while (at < text.size() && isSpace(text[at])) ++at;
  return at;
}

// The place behind the quote that ends the string whose first character is at `at`.
size_t endOfString(std::string_view text, size_t at) {
  while (at < text.size()) {
    at = text.find_first_of("\"\\", at);
    if (at == std::string_view::npos) break;
    if (text[at] == '"') return at + 1;
    at += 2;  // an escape and what it escapes
  }
  return text.size();
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The code unit of the escape \uXXXX at `at`, or -1.
int32_t codeUnit(std::string_view text, size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int32_t unit = 0;
  for (size_t i = at + 2; i < at + 6; ++i) {
    const int digit = hexDigit(text[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

void appendUtf8(std::string& out, uint32_t point) {
  const auto byte = [&out](uint32_t value) { out += static_cast<char>(value); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | point >> 6);
    byte(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    byte(0xE0 | point >> 12);
    byte(0x80 | (point >> 6 & 0x3F));
    byte(0x80 | (point & 0x3F));
  } else {
    byte(0xF0 | point >> 18);
    byte(0x80 | (point >> 12 & 0x3F));
    byte(0x80 | (point >> 6 & 0x3F));
    byte(0x80 | (point & 0x3F));
  }
}

// Appends what the escape at `at` stands for, and returns the place behind it.
size_t appendEscape(std::string& out, std::string_view text, size_t at) {
  const char kind = at + 1 < text.size() ? text[at + 1] : '\\';
  switch (kind) {
    case 'b':
      out += '\b';
      return at + 2;
    case 'f':
      out += '\f';
      return at + 2;
    case 'n':
      out += '\n';
      return at + 2;
    case 'r':
      out += '\r';
      return at + 2;
    case 't':
      out += '\t';
      return at + 2;
    case 'u':
      break;
    default:  // a quote, a backslash or a slash
      out += kind;
      return at + 2;
  }
  const int32_t first = codeUnit(text, at);
  if (first < 0) return text.size();
  const bool isHigh = first >= 0xD800 && first <= 0xDBFF;
  const int32_t second = isHigh ? codeUnit(text, at + 6) : -1;
  if (second >= 0xDC00 && second <= 0xDFFF) {
    appendUtf8(out, 0x10000 + ((static_cast<uint32_t>(first) - 0xD800) << 10) +
                        (static_cast<uint32_t>(second) - 0xDC00));
    return at + 12;
  }
  const bool isLone = first >= 0xD800 && first <= 0xDFFF;
  appendUtf8(out, isLone ? kReplacement : static_cast<uint32_t>(first));
  return at + 6;
}

}  // namespace

size_t endOfValue(std::string_view text, size_t begin) {
  size_t at = begin;
  size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = endOfString(text, at + 1);
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;  // it closes what the value stands in
      --depth;
      ++at;
    } else if (depth == 0 && (c == ',' || isSpace(c))) {
      return at;
    } else {
      ++at;
      continue;  // a literal goes on
    }
    if (depth == 0) return at;
  }
  return text.size();
}

Members::Members(std::string_view text) {
  size_t at = skipSpace(text, 0);
  if (at >= text.size() || text[at] != '{') return;
  members_.reserve(16);
  ++at;
  while (true) {
    at = skipSpace(text, at);
    if (at >= text.size() || text[at] != '"') return;
    const size_t keyEnd = endOfString(text, at + 1);
    const std::string_view key = text.substr(at + 1, keyEnd - at - 2);
    at = skipSpace(text, keyEnd);
    if (at >= text.size() || text[at] != ':') return;
    at = skipSpace(text, at + 1);
    const size_t end = endOfValue(text, at);
    members_.emplace_back(key, text.substr(at, end - at));
    at = skipSpace(text, end);
    if (at >= text.size() || text[at] != ',') return;
    ++at;
  }
}

std::string_view Members::operator[](std::string_view key) const {
  const auto found = std::find_if(members_.rbegin(), members_.rend(),
                                  [key](const auto& member) { return member.first == key; });
  return found == members_.rend() ? std::string_view() : found->second;
}

std::vector<std::string_view> elementsOf(std::string_view text) {
  std::vector<std::string_view> elements;
  size_t at = skipSpace(text, 0);
  if (at >= text.size() || text[at] != '[') return elements;
  at = skipSpace(text, at + 1);
  while (at < text.size() && text[at] != ']') {
    const size_t end = endOfValue(text, at);
    elements.push_back(text.substr(at, end - at));
    at = skipSpace(text, end);
    if (at >= text.size() || text[at] != ',') break;
    at = skipSpace(text, at + 1);
  }
  return elements;
}

bool isNothing(std::string_view value) { return value.empty() || value == "null"; }
bool isString(std::string_view value) { return value.size() >= 2 && value[0] == '"'; }
bool isObject(std::string_view value) { return !value.empty() && value[0] == '{'; }

std::string textOf(std::string_view value) {
  std::string out;
  if (!isString(value)) return out;
  const std::string_view text = value.substr(1, value.size() - 2);
  out.reserve(text.size());
  size_t at = 0;
  while (at < text.size()) {
    const size_t escape = text.find('\\', at);
    if (escape == std::string_view::npos) break;
    out += text.substr(at, escape - at);
    at = appendEscape(out, text, escape);
  }
  if (at < text.size()) out += text.substr(at);
  return out;
}

std::string idOf(std::string_view value) {
  if (value.empty() || !(isDigit(value[0]) || value[0] == '-')) return textOf(value);
  return std::string(value);
}

std::optional<double> numberOf(std::string_view value) {
  if (value.empty() || !(isDigit(value[0]) || value[0] == '-')) return {};
  const std::string terminated(value);
  return std::strtod(terminated.c_str(), nullptr);
}

std::optional<int64_t> countOf(std::string_view value) {
  const std::optional<double> number = numberOf(value);
  if (!number || !(*number >= 0) || *number > kMaxCount) return {};
  return static_cast<int64_t>(*number);
}

std::string jsonString(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  out.reserve(text.size() + 2);
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<uint8_t>(c) < 0x20) {
          out += "\\u00";
          out += kHex[static_cast<uint8_t>(c) >> 4];
          out += kHex[static_cast<uint8_t>(c) & 0xF];
        } else {
          out += c;
        }
    }
  }
  return out += '"';
}

}  // namespace agent_event_bus
