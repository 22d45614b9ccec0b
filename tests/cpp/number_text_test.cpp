#include <agent_event_bus/number_text.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "catch.h"
#include "fixtures.h"

using namespace agent_event_bus;

// Written by Node 20: JSON.stringify and toFixed.
TEST_CASE("numbers are written as JavaScript writes them") {
  for (const auto& number : loadFixture("numbers.json")) {
    const uint64_t bits = std::stoull(number.at("bits").get<std::string>());
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    CAPTURE(value);
    CHECK(numberText(value) == number.at("text"));
    if (!number.contains("fixed6")) continue;
    CHECK(fixedText(value, 6) == number.at("fixed6"));
    CHECK(fixedText(value, 0) == number.at("fixed0"));
  }
}

TEST_CASE("signs, zeros, and what is no number") {
  CHECK(numberText(-0.0) == "0");
  CHECK(numberText(-1.5) == "-1.5");
  CHECK(numberText(std::numeric_limits<double>::quiet_NaN()) == "null");
  CHECK(numberText(-std::numeric_limits<double>::infinity()) == "null");
  CHECK(fixedText(-0.0, 2) == "0.00");
  CHECK(fixedText(-1.25, 1) == "-1.3");
  CHECK(fixedText(9.5, 0) == "10");
}

TEST_CASE("durations for people") {
  CHECK(durationText(0) == "0ms");
  CHECK(durationText(0.5) == "1ms");
  CHECK(durationText(999.4) == "999ms");
  CHECK(durationText(999.5) == "1000ms");
  CHECK(durationText(1000) == "1.00s");
  CHECK(durationText(61234) == "61.23s");
}
