#include "json_slice.h"

#include <algorithm>
#include <cstdlib>

#include "byte_set.h"
#include "json_text.h"

namespace agent_event_bus {
namespace {

constexpr double kMaxCount = 9007199254740992.0;  // 2^53

bool startsNumber(std::string_view value) {
  return !value.empty() && (kDigits.has(value[0]) || value[0] == '-');
}

size_t skipSpace(std::string_view text, size_t at) {
  while (at < text.size() && kJsonSpace.has(text[at])) ++at;
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
    } else if (depth == 0 && (c == ',' || kJsonSpace.has(c))) {
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
  out.reserve(value.size());
  // Of a text that is not JSON, what is before the first escape that is none.
  appendUnescaped(value.substr(1, value.size() - 2), out, LoneSurrogate::kReplaced);
  return out;
}

std::string idOf(std::string_view value) {
  if (!startsNumber(value)) return textOf(value);
  return std::string(value);
}

std::optional<double> numberOf(std::string_view value) {
  if (!startsNumber(value)) return {};
  const std::string terminated(value);
  return std::strtod(terminated.c_str(), nullptr);
}

std::optional<int64_t> countOf(std::string_view value) {
  const std::optional<double> number = numberOf(value);
  if (!number || !(*number >= 0) || *number > kMaxCount) return {};
  return static_cast<int64_t>(*number);
}

std::string jsonString(std::string_view text) {
  std::string out = "\"";
  out.reserve(text.size() + 2);
  appendEscaped(text, out);
  return out += '"';
}

}  // namespace agent_event_bus
