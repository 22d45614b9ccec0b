// Money as an exact integer.
//
// The unit is the pico-dollar, 1e-12 USD. Prices are quoted in dollars per million tokens with at
// most six decimals, so one token costs a whole number of them, and no sum ever rounds.

#ifndef AGENT_EVENT_BUS_MONEY_H_
#define AGENT_EVENT_BUS_MONEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace agent_event_bus {

/// 1e-12 US dollars. Never negative, at most kMaxPicoUsd.
using PicoUsd = int64_t;

inline constexpr PicoUsd kPicoUsdPerUsd = 1'000'000'000'000;
/// Nine million dollars. Sums stop here instead of overflowing.
inline constexpr PicoUsd kMaxPicoUsd = 9'000'000 * kPicoUsdPerUsd;

/// A decimal number of dollars, written as in JSON ("0.00187", "5", "2e-6"), digit for digit: no
/// binary fraction is made of it. What is finer than the unit is rounded, a half up. Nothing if it
/// is negative, more than kMaxPicoUsd, or no such number.
std::optional<PicoUsd> picoUsdOf(std::string_view decimal);

/// Dollars as the shortest exact decimal: "0.00187". Also a JSON number.
std::string usdText(PicoUsd amount);

/// The sum of two amounts, of any unit, from 0 to `most`.
int64_t addUpTo(int64_t a, int64_t b, int64_t most);

/// What `count` cost at `each`.
PicoUsd times(PicoUsd each, int64_t count);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_MONEY_H_
