// The tokens of a model call, whichever provider counted them.

#ifndef AGENT_EVENT_BUS_USAGE_H_
#define AGENT_EVENT_BUS_USAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace agent_event_bus {

/// Tokens. Input that came from a cache or was written to one is not in `input` as well, so that
/// each token has one price; `reasoning` is a part of `output`.
struct Usage {
  int64_t input = 0;
  int64_t output = 0;
  int64_t cacheRead = 0;
  int64_t cacheWrite = 0;
  int64_t reasoning = 0;

  /// All tokens that were processed: input, output and both of the cache.
  int64_t total() const;
  /// Adds those of another call. Sums stop at 2^53.
  void add(const Usage& other);
  bool operator==(const Usage&) const = default;
};

/// Reads a usage object as OpenAI (chat and responses), Anthropic, Google, LangChain and the
/// camelCase of SDKs write it, or in our own names. Nothing if `json` is no object or has none of
/// their fields.
std::optional<Usage> usageOf(std::string_view json);

/// {"input":…,"output":…,"cacheRead":…,"cacheWrite":…,"reasoning":…}, all five.
std::string usageJson(const Usage& usage);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_USAGE_H_
