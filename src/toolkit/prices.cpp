#include "prices.h"

#include <cstdlib>
#include <optional>

#include "json_slice.h"

namespace agent_event_bus {
namespace {

struct Listed {
  std::string_view model;
  std::string_view prices;
};

// US dollars per million tokens, as providers list them; the models and figures of agenttrace 0.1.
constexpr std::array kListed{
    Listed{"claude-opus-4", R"({"input":15,"output":75,"cacheWrite":18.75,"cacheRead":1.5})"},
    Listed{"claude-sonnet-4", R"({"input":3,"output":15,"cacheWrite":3.75,"cacheRead":0.3})"},
    Listed{"claude-haiku-4", R"({"input":0.8,"output":4,"cacheWrite":1,"cacheRead":0.08})"},
    Listed{"claude-sonnet-3-7", R"({"input":3,"output":15,"cacheWrite":3.75,"cacheRead":0.3})"},
    Listed{"claude-haiku-3-5", R"({"input":0.8,"output":4,"cacheWrite":1,"cacheRead":0.08})"},
    Listed{"gpt-4.1", R"({"input":2,"output":8})"},
    Listed{"gpt-4.1-mini", R"({"input":0.4,"output":1.6})"},
    Listed{"gpt-4.1-nano", R"({"input":0.1,"output":0.4})"},
    Listed{"gpt-4o", R"({"input":2.5,"output":10})"},
    Listed{"gpt-4o-mini", R"({"input":0.15,"output":0.6})"},
    Listed{"o1", R"({"input":15,"output":60})"},
    Listed{"o1-mini", R"({"input":3,"output":12})"},
    Listed{"o3", R"({"input":2,"output":8})"},
    Listed{"o3-mini", R"({"input":1.1,"output":4.4})"},
    Listed{"gemini-2.5-pro", R"({"input":1.25,"output":10})"},
    Listed{"gemini-2.5-flash", R"({"input":0.3,"output":2.5})"},
    Listed{"gemini-2.5-flash-lite", R"({"input":0.1,"output":0.4})"},
    Listed{"gemini-2.0-flash", R"({"input":0.1,"output":0.4})"},
    Listed{"grok-4", R"({"input":3,"output":15})"},
};

constexpr std::array<std::string_view, 4> kKinds{"input", "output", "cacheWrite", "cacheRead"};
constexpr size_t kInput = 0;
constexpr int64_t kTokensPerPrice = 1'000'000;

std::array<int64_t, 4> inOrder(const Usage& usage) {
  return {usage.input, usage.output, usage.cacheWrite, usage.cacheRead};
}

}  // namespace

Prices::Prices() {
  for (const Listed& listed : kListed) set(listed.model, listed.prices);
}

std::string_view Prices::set(std::string_view model, std::string_view json) {
  if (model.empty()) return "the name of a model must not be empty";
  if (!isObject(json)) return "a price must be an object";
  const Members members(json);
  Price price;
  for (size_t i = 0; i < kKinds.size(); ++i) {
    const std::string_view value = members[kKinds[i]];
    if (isNothing(value)) {
      if (i > 1) {
        price.perToken[i] = price.perToken[kInput];
        price.perMillion[i] = price.perMillion[kInput];
      }
      continue;
    }
    const std::optional<PicoUsd> amount = picoUsdOf(value);
    if (!amount) return "a price must be a number of dollars from 0 to 9000000";
    if (*amount % kTokensPerPrice != 0) return "a price must have at most 6 decimals";
    price.perToken[i] = *amount / kTokensPerPrice;
    price.perMillion[i] = *numberOf(value);
  }
  byModel_.insert_or_assign(std::string(model), price);
  return {};
}

const Price& Prices::of(std::string_view model) const {
  for (size_t length = model.size(); length > 0; --length) {
    const auto found = byModel_.find(model.substr(0, length));
    if (found != byModel_.end()) return found->second;
  }
  return none_;
}

PicoUsd Prices::cost(std::string_view model, const Usage& usage) const {
  const Price& price = of(model);
  const std::array<int64_t, 4> tokens = inOrder(usage);
  PicoUsd sum = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    sum = addUpTo(sum, times(price.perToken[i], tokens[i]), kMaxPicoUsd);
  }
  return sum;
}

double Prices::approximateCost(std::string_view model, const Usage& usage) const {
  const Price& price = of(model);
  const std::array<int64_t, 4> tokens = inOrder(usage);
  double sum = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const double part = static_cast<double>(tokens[i]) * price.perMillion[i];
    sum = sum + part;
  }
  return sum / 1e6;
}

}  // namespace agent_event_bus
