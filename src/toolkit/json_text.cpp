#include "json_text.h"

#include <cstdint>

#include "byte_set.h"

namespace agent_event_bus {
namespace {

// The value of four hexadecimal digits, or -1.
int32_t hexOf(std::string_view digits) {
  if (digits.size() != 4) return -1;
  int32_t value = 0;
  for (const char byte : digits) {
    if (!kHexDigits.has(byte)) return -1;
    value = value * 16 + (kDigits.has(byte) ? byte - '0' : (byte | 0x20) - 'a' + 10);
  }
  return value;
}

void appendUtf8(uint32_t point, std::string& out) {
  const auto add = [&](uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0U | point >> 6U);
    add(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    add(0xE0U | point >> 12U);
    add(0x80U | (point >> 6U & 0x3FU));
    add(0x80U | (point & 0x3FU));
  } else {
    add(0xF0U | point >> 18U);
    add(0x80U | (point >> 12U & 0x3FU));
    add(0x80U | (point >> 6U & 0x3FU));
    add(0x80U | (point & 0x3FU));
  }
}

constexpr uint32_t kReplacement = 0xFFFD;

bool isHigh(int32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool isLow(int32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

char letterOf(char byte) {
  switch (byte) {
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '"':
    case '\\':
      return byte;
    default:
      return 0;
  }
}

char byteOf(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '"':
    case '\\':
    case '/':
      return letter;
    default:
      return 0;
  }
}

void appendUnit(uint32_t unit, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.append("\\u");
  for (uint32_t shift = 16; shift > 0; shift -= 4) out += kHex[unit >> (shift - 4) & 15U];
}

}  // namespace

bool appendUnescaped(std::string_view content, std::string& out, LoneSurrogate lone) {
  size_t index = 0;
  while (index < content.size()) {
    const size_t slash = content.find('\\', index);
    out.append(content.substr(index, slash - index));
    if (slash == std::string_view::npos) break;
    if (slash + 1 == content.size()) return false;
    const char letter = content[slash + 1];
    index = slash + 2;
    if (letter != 'u') {
      const char byte = byteOf(letter);
      if (byte == 0) return false;
      out += byte;
      continue;
    }
    const int32_t unit = hexOf(content.substr(index, 4));
    if (unit < 0) return false;
    index += 4;
    const bool hasNext = isHigh(unit) && content.substr(index, 2) == "\\u";
    const int32_t low = hasNext ? hexOf(content.substr(index + 2, 4)) : -1;
    auto point = static_cast<uint32_t>(unit);
    if (isLow(low)) {
      point = 0x10000U + ((point - 0xD800U) << 10U) + static_cast<uint32_t>(low - 0xDC00);
      index += 6;
    } else if (lone == LoneSurrogate::kReplaced && (isHigh(unit) || isLow(unit))) {
      point = kReplacement;
    }
    appendUtf8(point, out);
  }
  return true;
}

void appendEscaped(std::string_view text, std::string& out) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char letter = letterOf(text[i]);
    const auto byte = static_cast<uint8_t>(text[i]);
    const auto at = [&](size_t offset) {
      return i + offset < text.size() ? static_cast<uint8_t>(text[i + offset]) : uint8_t{0};
    };
    if (letter != 0) {
      out.append(1, '\\').append(1, letter);
    } else if (byte < 0x20) {
      appendUnit(byte, out);
    } else if (byte == 0xED && at(1) >= 0xA0 && at(2) >= 0x80) {  // a lone surrogate
      appendUnit(0xD000U | (at(1) & 0x3FU) << 6U | (at(2) & 0x3FU), out);
      i += 2;
    } else {
      out += text[i];
    }
  }
}

}  // namespace agent_event_bus
