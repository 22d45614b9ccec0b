#include "number_text.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace agent_event_bus {
namespace {

// Digits that printf can give beyond those asked for, to see whether the rest is exactly a half.
constexpr int kGuardDigits = 30;

std::string print(const char* format, int digits, double value) {
  std::array<char, 400> buffer;  // 1e308 in full, and 50 digits behind the point
  const int length = std::snprintf(buffer.data(), buffer.size(), format, digits, value);
  return {buffer.data(), static_cast<size_t>(length)};
}

// The shortest form d.ddde±xx that reads back as the same number.
std::string shortest(double value) {
  for (int digits = 0; digits < 16; ++digits) {
    std::string text = print("%.*e", digits, value);
    if (std::strtod(text.c_str(), nullptr) == value) return text;
  }
  return print("%.*e", 16, value);
}

// Adds one to the last digit of a decimal, which has room in front.
void increment(std::string& decimal) {
  size_t i = decimal.size();
  while (i-- > 0) {
    if (decimal[i] == '.') continue;
    if (decimal[i] != '9') {
      ++decimal[i];
      return;
    }
    decimal[i] = '0';
  }
  decimal.insert(decimal.begin(), '1');
}

}  // namespace

std::string numberText(double value) {
  if (!std::isfinite(value)) return "null";
  if (value == 0) return "0";  // -0 as well
  if (value < 0) return '-' + numberText(-value);

  const std::string scientific = shortest(value);
  const size_t e = scientific.find('e');
  const int exponent = std::atoi(scientific.c_str() + e + 1);
  std::string digits;
  for (const char c : std::string_view(scientific).substr(0, e)) {
    if (c != '.') digits += c;
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();

  // Number::toString of ECMA-262, with its names: n is the place of the point, k the digits.
  const int k = static_cast<int>(digits.size());
  const int n = exponent + 1;
  if (k <= n && n <= 21) return digits + std::string(static_cast<size_t>(n - k), '0');
  if (n > 0 && n <= 21) return digits.insert(static_cast<size_t>(n), 1, '.');
  if (n > -6 && n <= 0) return "0." + std::string(static_cast<size_t>(-n), '0') + digits;
  if (k > 1) digits.insert(1, 1, '.');
  return digits + (n > 0 ? "e+" : "e-") + std::to_string(std::abs(n - 1));
}

std::string fixedText(double value, int digits) {
  if (value < 0) return '-' + fixedText(-value, digits);
  const std::string exact = print("%.*f", digits + kGuardDigits, std::fabs(value));  // -0 is 0
  std::string text = exact.substr(0, exact.size() - kGuardDigits);
  const char next = exact[exact.size() - kGuardDigits];
  if (digits == 0) text.pop_back();  // the point
  if (next >= '5') increment(text);
  return text;
}

std::string durationText(double milliseconds) {
  if (milliseconds < 1000) return fixedText(milliseconds, 0) + "ms";
  return fixedText(milliseconds / 1000, 2) + 's';
}

}  // namespace agent_event_bus
