#include <agent_event_bus/money.h>
#include <agent_event_bus/prices.h>
#include <agent_event_bus/usage.h>

#include "catch.h"

using namespace agent_event_bus;

TEST_CASE("a decimal is read digit for digit") {
  CHECK(picoUsdOf("0") == 0);
  CHECK(picoUsdOf("5") == 5 * kPicoUsdPerUsd);
  CHECK(picoUsdOf("0.00187") == 1'870'000'000);
  CHECK(picoUsdOf("0.1") == 100'000'000'000);
  CHECK(picoUsdOf("1e-12") == 1);
  CHECK(picoUsdOf("2.5E-6") == 2'500'000);
  CHECK(picoUsdOf("1.5e+3") == 1'500 * kPicoUsdPerUsd);
  CHECK(picoUsdOf("9000000") == kMaxPicoUsd);
  CHECK(picoUsdOf("0.000000000000000000000000001") == 0);
  CHECK(picoUsdOf("0e99999999999") == 0);
}

TEST_CASE("what is finer than the unit is rounded, a half up") {
  CHECK(picoUsdOf("0.0000000000014") == 1);
  CHECK(picoUsdOf("0.0000000000015") == 2);
  CHECK(picoUsdOf("5e-13") == 1);
  CHECK(picoUsdOf("0.30000000000000004") == 300'000'000'000);
  CHECK(picoUsdOf("0.010499999999999999") == 10'500'000'000);
}

TEST_CASE("what is no amount of dollars is refused") {
  for (const char* text : {"", "-1", "+1", ".5", "5.", "1e", "1e+", "1x", "x", "null", "1 ", "NaN",
                           "9000000.000000000001", "1e7", "1e99999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(picoUsdOf(text));
  }
}

TEST_CASE("amounts are written as the shortest exact decimal") {
  CHECK(usdText(0) == "0");
  CHECK(usdText(1) == "0.000000000001");
  CHECK(usdText(1'870'000'000) == "0.00187");
  CHECK(usdText(12 * kPicoUsdPerUsd) == "12");
  for (const char* text : {"0.1", "3.75", "0.000000000001", "8999999.999999999999"}) {
    CHECK(usdText(*picoUsdOf(text)) == text);
  }
}

TEST_CASE("sums and products stop at the end of the range") {
  CHECK(addUpTo(kMaxPicoUsd, 1, kMaxPicoUsd) == kMaxPicoUsd);
  CHECK(addUpTo(INT64_MAX, INT64_MAX, INT64_MAX) == INT64_MAX);
  CHECK(times(kMaxPicoUsd, 2) == kMaxPicoUsd);
  CHECK(times(3, 4) == 12);
  CHECK(times(0, INT64_MAX) == 0);
}

TEST_CASE("prices: the longest prefix, exact costs") {
  Prices prices;
  const Usage million{.input = 1'000'000};
  CHECK(prices.cost("claude-sonnet-4-5-20260101", million) == 3 * kPicoUsdPerUsd);
  CHECK(prices.cost("gpt-4.1", {.cacheRead = 1'000'000}) == 2 * kPicoUsdPerUsd);
  CHECK(prices.cost("gpt-4o-mini", {.input = 1}) == 150'000);
  CHECK_FALSE(prices.has("gpt-4"));
  CHECK_FALSE(prices.has(""));
  CHECK(prices.set("gpt-4", R"({"input":30,"output":60})").empty());
  CHECK(prices.cost("gpt-4-turbo", million) == 30 * kPicoUsdPerUsd);
  CHECK(prices.cost("gpt-4o", million) == kPicoUsdPerUsd * 5 / 2);
  CHECK_FALSE(prices.set("", "{}").empty());
  CHECK_FALSE(prices.set("m", "7").empty());
  CHECK_FALSE(prices.set("m", R"({"input":"3"})").empty());
  CHECK_FALSE(prices.set("m", R"({"input":0.0000001})").empty());
  CHECK_FALSE(prices.has("m"));
}

TEST_CASE("usage in the words of each provider") {
  const Usage expected{.input = 70, .output = 50, .cacheRead = 30, .reasoning = 20};
  CHECK(usageOf(R"({"input":70,"output":50,"cacheRead":30,"reasoning":20})") == expected);
  CHECK(usageOf(R"({"prompt_tokens":100,"completion_tokens":50,
    "prompt_tokens_details":{"cached_tokens":30},
    "completion_tokens_details":{"reasoning_tokens":20}})") == expected);
  CHECK(usageOf(R"({"promptTokenCount":100,"candidatesTokenCount":30,"thoughtsTokenCount":20,
    "cachedContentTokenCount":30})") == expected);
  CHECK(usageOf(R"({"input_tokens":1,"cache_creation_input_tokens":2})") ==
        Usage{.input = 1, .cacheWrite = 2});
  // More from the cache than there was: still not negative.
  CHECK(usageOf(R"({"inputTokens":1,"cachedInputTokens":5})") == Usage{.cacheRead = 5});
  for (const char* text : {"", "null", "7", "[]", "{}", R"({"input":"7"})", R"({"input":-1})"}) {
    CAPTURE(text);
    CHECK_FALSE(usageOf(text));
  }
}
