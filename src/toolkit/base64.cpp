#include "base64.h"

#include <cstdint>

namespace agent_event_bus {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint32_t kNone = 64;

uint32_t valueOf(char digit) {
  if (digit >= 'A' && digit <= 'Z') return static_cast<uint32_t>(digit - 'A');
  if (digit >= 'a' && digit <= 'z') return static_cast<uint32_t>(digit - 'a' + 26);
  if (digit >= '0' && digit <= '9') return static_cast<uint32_t>(digit - '0' + 52);
  if (digit == '+') return 62;
  return digit == '/' ? 63 : kNone;
}

}  // namespace

void appendBase64(std::string_view bytes, std::string& out) {
  uint32_t bits = 0;
  uint32_t count = 0;
  for (const char byte : bytes) {
    bits = bits << 8U | static_cast<uint8_t>(byte);
    for (count += 8; count >= 6; count -= 6) out += kDigits[bits >> (count - 6) & 63U];
  }
  if (count == 0) return;
  out += kDigits[bits << (6 - count) & 63U];
  out.append(count == 2 ? 2 : 1, '=');
}

bool appendFromBase64(std::string_view text, std::string& out) {
  if (text.size() % 4 != 0) return false;
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) {
    text.remove_suffix(1);
  }
  uint32_t bits = 0;
  uint32_t count = 0;
  for (const char digit : text) {
    const uint32_t value = valueOf(digit);
    if (value == kNone) return false;
    bits = bits << 6U | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 255U);
    }
  }
  return true;
}

}  // namespace agent_event_bus
