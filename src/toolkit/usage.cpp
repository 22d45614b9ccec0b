#include "usage.h"

#include <algorithm>
#include <array>

#include "json_slice.h"
#include "money.h"

namespace agent_event_bus {
namespace {

constexpr int64_t kMaxTokens = int64_t{1} << 53;

// Where a count stands: a member of the usage, or of an object in it.
struct Place {
  std::string_view name;
  std::string_view within = {};  // the object; empty: the usage itself
  // Whether the same tokens are in the count of input, or output, as well.
  bool isPart = false;
};

// The first place that has a count is the one. Each provider's names are in one of the columns.
constexpr std::array kInput{
    Place{"input"},       Place{"input_tokens"}, Place{"prompt_tokens"},
    Place{"inputTokens"}, Place{"promptTokens"}, Place{"promptTokenCount"},
};
constexpr std::array kOutput{
    Place{"output"},       Place{"output_tokens"},    Place{"completion_tokens"},
    Place{"outputTokens"}, Place{"completionTokens"}, Place{"candidatesTokenCount"},
};
constexpr std::array kCacheRead{
    Place{"cacheRead"},
    Place{"cache_read_input_tokens"},
    Place{"cacheReadInputTokens"},
    Place{"cached_tokens", "prompt_tokens_details", true},
    Place{"cached_tokens", "input_tokens_details", true},
    Place{"cache_read", "input_token_details", true},
    Place{"cacheReadTokens", "inputTokenDetails", true},
    Place{"cachedTokens", "promptTokensDetails", true},
    Place{"cachedTokens", "inputTokensDetails", true},
    Place{"cachedInputTokens", {}, true},
    Place{"cachedContentTokenCount", {}, true},
};
constexpr std::array kCacheWrite{
    Place{"cacheWrite"},
    Place{"cache_creation_input_tokens"},
    Place{"cacheCreationInputTokens"},
    Place{"cacheWriteInputTokens"},
    Place{"cache_write_tokens", "prompt_tokens_details", true},
    Place{"cache_write_tokens", "input_tokens_details", true},
    Place{"cache_creation", "input_token_details", true},
    Place{"cacheWriteTokens", "inputTokenDetails", true},
};
constexpr std::array kReasoning{
    Place{"reasoning", {}, true},
    Place{"reasoning_tokens", "completion_tokens_details", true},
    Place{"reasoning_tokens", "output_tokens_details", true},
    Place{"reasoning", "output_token_details", true},
    Place{"reasoningTokens", "outputTokenDetails", true},
    Place{"reasoningTokens", "completionTokensDetails", true},
    Place{"reasoningTokens", "outputTokensDetails", true},
    Place{"reasoningTokens", {}, true},
    Place{"thoughtsTokenCount"},
};

struct Count {
  int64_t tokens = 0;
  bool isPart = false;
  bool isThere = false;
};

template <size_t N>
Count find(const Members& usage, const std::array<Place, N>& places) {
  for (const Place& place : places) {
    const std::string_view value =
        place.within.empty() ? usage[place.name] : Members(usage[place.within])[place.name];
    if (const std::optional<int64_t> tokens = countOf(value)) return {*tokens, place.isPart, true};
  }
  return {};
}

}  // namespace

int64_t Usage::total() const {
  int64_t sum = 0;
  for (const int64_t tokens : {input, output, cacheRead, cacheWrite}) {
    sum = addUpTo(sum, tokens, kMaxTokens);
  }
  return sum;
}

void Usage::add(const Usage& other) {
  for (int64_t Usage::*field :
       {&Usage::input, &Usage::output, &Usage::cacheRead, &Usage::cacheWrite, &Usage::reasoning}) {
    this->*field = addUpTo(this->*field, other.*field, kMaxTokens);
  }
}

std::optional<Usage> usageOf(std::string_view json) {
  if (!isObject(json)) return {};
  const Members members(json);
  const Count input = find(members, kInput);
  const Count output = find(members, kOutput);
  const Count cacheRead = find(members, kCacheRead);
  const Count cacheWrite = find(members, kCacheWrite);
  const Count reasoning = find(members, kReasoning);
  bool found = false;
  for (const Count& count : {input, output, cacheRead, cacheWrite, reasoning}) {
    found = found || count.isThere;
  }
  if (!found) return {};

  Usage usage{input.tokens, output.tokens, cacheRead.tokens, cacheWrite.tokens, reasoning.tokens};
  if (cacheRead.isPart) usage.input -= std::min(usage.input, cacheRead.tokens);
  if (cacheWrite.isPart) usage.input -= std::min(usage.input, cacheWrite.tokens);
  if (!reasoning.isPart) usage.output = addUpTo(usage.output, reasoning.tokens, kMaxTokens);
  return usage;
}

std::string usageJson(const Usage& usage) {
  return "{\"input\":" + std::to_string(usage.input) +
         ",\"output\":" + std::to_string(usage.output) +
         ",\"cacheRead\":" + std::to_string(usage.cacheRead) +
         ",\"cacheWrite\":" + std::to_string(usage.cacheWrite) +
         ",\"reasoning\":" + std::to_string(usage.reasoning) + '}';
}

}  // namespace agent_event_bus
