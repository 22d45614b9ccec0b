// What tokens of a model cost.

#ifndef AGENT_EVENT_BUS_PRICES_H_
#define AGENT_EVENT_BUS_PRICES_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "money.h"
#include "usage.h"

namespace agent_event_bus {

/// The price of one model, of the four kinds of token: input, output, cacheWrite, cacheRead.
struct Price {
  std::array<PicoUsd, 4> perToken{};
  /// The same in dollars per million tokens, for those who calculate in floating point.
  std::array<double, 4> perMillion{};
};

/// Prices by model. Begins with a built-in table, which goes out of date as providers change
/// theirs.
class Prices {
 public:
  Prices();

  /// Adds or replaces the price of a model and all whose names begin with its name, from
  /// {"input":3,"output":15,"cacheWrite":3.75,"cacheRead":0.3}, in dollars per million tokens.
  /// Input and output are 0, those of the cache as that of input, where they are missing. Returns
  /// what is wrong, as a clause, and changes nothing then; an empty text if all is well.
  std::string_view set(std::string_view model, std::string_view json);

  /// The price of the longest name in the table that `model` begins with. Nothing costs anything
  /// for a model without one.
  const Price& of(std::string_view model) const;
  bool has(std::string_view model) const { return &of(model) != &none_; }

  /// Exact.
  PicoUsd cost(std::string_view model, const Usage& usage) const;

  /// The same as agenttrace calculates it, in floating point and in its order.
  double approximateCost(std::string_view model, const Usage& usage) const;

 private:
  std::map<std::string, Price, std::less<>> byModel_;
  Price none_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_PRICES_H_
