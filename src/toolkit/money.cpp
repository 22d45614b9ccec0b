#include "money.h"

#include <algorithm>
#include <cstdlib>

#include "byte_set.h"

namespace agent_event_bus {
namespace {

constexpr int kDecimals = 12;
// More digits than this in front of the point are too much money, whatever they are.
constexpr int kMaxExponent = 40;

}  // namespace

std::optional<PicoUsd> picoUsdOf(std::string_view decimal) {
  size_t at = 0;
  std::string digits;
  int point = 0;  // how many of the digits stand in front of it
  const auto readDigits = [&](int step) {
    const size_t begin = at;
    for (; at < decimal.size() && kDigits.has(decimal[at]); ++at) {
      digits += decimal[at];
      point += step;
    }
    return at > begin;
  };
  if (!readDigits(1)) return {};
  if (at < decimal.size() && decimal[at] == '.') {
    ++at;
    if (!readDigits(0)) return {};
  }
  if (at < decimal.size() && (decimal[at] == 'e' || decimal[at] == 'E')) {
    ++at;
    const bool isNegative = at < decimal.size() && decimal[at] == '-';
    if (at < decimal.size() && (decimal[at] == '-' || decimal[at] == '+')) ++at;
    int exponent = 0;
    const size_t begin = at;
    for (; at < decimal.size() && kDigits.has(decimal[at]); ++at) {
      exponent = std::min(exponent * 10 + (decimal[at] - '0'), 10'000);
    }
    if (at == begin) return {};
    point += isNegative ? -exponent : exponent;
  }
  if (at != decimal.size()) return {};

  // The digits up to the last one of the unit, then a half up.
  const size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  digits.erase(0, zeros);
  point -= static_cast<int>(zeros);
  if (digits.empty()) return 0;
  const int length = point + kDecimals;
  if (length < 0) return 0;
  if (length > kMaxExponent) return {};
  PicoUsd amount = 0;
  for (int i = 0; i < length; ++i) {
    const auto index = static_cast<size_t>(i);
    const int digit = index < digits.size() ? digits[index] - '0' : 0;
    if (amount > kMaxPicoUsd / 10) return {};
    amount = amount * 10 + digit;
  }
  const auto next = static_cast<size_t>(length);
  if (next < digits.size() && digits[next] >= '5') ++amount;
  if (amount > kMaxPicoUsd) return {};
  return amount;
}

std::string usdText(PicoUsd amount) {
  std::string decimals = std::to_string(amount % kPicoUsdPerUsd);
  decimals.insert(0, kDecimals - decimals.size(), '0');
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  const std::string dollars = std::to_string(amount / kPicoUsdPerUsd);
  return decimals.empty() ? dollars : dollars + '.' + decimals;
}

int64_t addUpTo(int64_t a, int64_t b, int64_t most) { return a > most - b ? most : a + b; }

PicoUsd times(PicoUsd each, int64_t count) {
  if (each == 0 || count == 0) return 0;
  return count > kMaxPicoUsd / each ? kMaxPicoUsd : each * count;
}

}  // namespace agent_event_bus
