// What the native bus throws, word by word.

#include <agent_event_bus/event_bus.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "catch.h"
#include "ignore.h"

using namespace agent_event_bus;

namespace {

std::string patternError(const std::string& pattern) {
  EventBus bus;
  try {
    bus.subscribe(pattern, ignore);
  } catch (const TopicError& error) {
    return error.what();
  }
  return "";
}

std::string topicError(const std::string& topic) {
  EventBus bus;
  try {
    bus.publish(topic);
  } catch (const TopicError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("A TopicError names the input, the rule and the place") {
  CHECK(patternError("a.b*") ==
        "Invalid pattern \"a.b*\": a wildcard must be a whole segment, '*' or '**' (at index 3)");
  CHECK(topicError("tool.*") ==
        "Invalid topic \"tool.*\": '*' is not allowed in a topic, only in a pattern (at index 5)");
  CHECK(topicError("a..b") == "Invalid topic \"a..b\": a segment must not be empty (at index 2)");
}

TEST_CASE("A TopicError about the whole text names no place") {
  CHECK(topicError("") == "Invalid topic \"\": it must have at least one segment");
  const std::string message = topicError(std::string(5000, 'a'));
  const size_t cut = message.find("…\": it must be at most 4096 bytes of UTF-8");
  REQUIRE(cut != std::string::npos);
  CHECK(message.substr(cut - 80, 80) == std::string(80, 'a'));
  CHECK(message.find("index") == std::string::npos);
}

TEST_CASE("A TopicError shows control characters and malformed bytes escaped") {
  const std::string message = topicError("a\n\x1b[2J\x7f\"\\é🙂");
  CHECK(message.find("\"a\\x0a\\x1b[2J\\x7f\\\"\\\\é🙂\"") != std::string::npos);
  CHECK(topicError("a\xFF").find("\"a\\xff\"") != std::string::npos);
  CHECK(topicError("a\xC3").find("\"a\\xc3\"") != std::string::npos);
}

TEST_CASE("A TopicError cuts a long input between characters, not inside of one") {
  std::string emojis;
  for (int i = 0; i < 80; ++i) emojis += "🙂";
  CHECK(topicError(emojis + "*").find('"' + emojis + "…\"") != std::string::npos);
  CHECK(topicError(emojis + ".").find("index 321") != std::string::npos);
}

TEST_CASE("A subscription without a pattern is refused in words of its own") {
  EventBus bus;
  try {
    bus.subscribe(std::vector<std::string>(), ignore);
    FAIL("was taken");
  } catch (const TopicError& error) {
    CHECK(error.status() == Status::kNoPattern);
    CHECK(std::string(error.what()) ==
          "Invalid pattern list: a subscription needs at least one pattern");
  }
}

TEST_CASE("The error of a pattern among several names that pattern") {
  EventBus bus;
  try {
    bus.subscribe({"fine", "not fine.", "***"}, ignore);
    FAIL("was taken");
  } catch (const TopicError& error) {
    CHECK(error.input() == "not fine.");
    CHECK(error.position() == 9);
  }
}

TEST_CASE("A static match refuses bad input like the bus does") {
  CHECK(EventBus::matches("tool.*", "tool.called"));
  CHECK_FALSE(EventBus::matches("tool.*", "tool"));
  CHECK_THROWS_AS(EventBus::matches("tool*", "tool"), TopicError);
  CHECK_THROWS_AS(EventBus::matches("tool", "*"), TopicError);
}

TEST_CASE("A TopicError is an invalid argument, the others are run-time errors") {
  EventBus bus({.maxDepth = 1});
  CHECK_THROWS_AS(bus.publish(""), std::invalid_argument);
  bus.subscribe("a", [&bus](const std::string&, const Event&) { bus.publish("b"); });
  CHECK_THROWS_AS(bus.publish("a"), BusError);
  bus.close();
  CHECK_THROWS_AS(bus.publish("a"), BusError);
}

TEST_CASE("A PublishDepthError names the chain of topics") {
  EventBus bus({.maxDepth = 3});
  bus.subscribe("ping", [&bus](const std::string&, const Event&) { bus.publish("pong"); });
  bus.subscribe("pong", [&bus](const std::string&, const Event&) { bus.publish("ping"); });
  try {
    bus.publish("ping");
    FAIL("came back");
  } catch (const PublishDepthError& error) {
    CHECK(error.topics() == std::vector<std::string>{"ping", "pong", "ping", "pong"});
    CHECK(std::string(error.what()) ==
          "More than 3 nested publishes: \"ping\" -> \"pong\" -> \"ping\" -> \"pong\"");
  }
}

TEST_CASE("A PublishDepthError shows both ends of a long chain") {
  EventBus bus;
  bus.subscribe("start", [&bus](const std::string&, const Event&) { bus.publish("again"); });
  bus.subscribe("again", [&bus](const std::string&, const Event&) { bus.publish("again"); });
  try {
    bus.publish("start");
    FAIL("came back");
  } catch (const PublishDepthError& error) {
    CHECK(error.topics().size() == 65);
    CHECK(std::string(error.what()) ==
          "More than 64 nested publishes: \"start\" -> \"again\" -> \"again\" -> \"again\" -> … -> "
          "\"again\" -> \"again\" -> \"again\" -> \"again\"");
  }
}

TEST_CASE("A depth of nothing is refused") {
  CHECK_THROWS_AS(EventBus({.maxDepth = 0}), std::invalid_argument);
}

TEST_CASE("An AggregateError says what its errors say") {
  EventBus bus;
  bus.subscribe("a", [](const std::string&, const Event&) { throw std::runtime_error("first"); });
  bus.subscribe("a", [](const std::string&, const Event&) { throw 42; });
  try {
    bus.publish("a");
    FAIL("threw nothing");
  } catch (const AggregateError& error) {
    CHECK(std::string(error.what()) == "2 errors: first; not a std::exception");
    REQUIRE(error.errors().size() == 2);
    CHECK_THROWS_AS(std::rethrow_exception(error.errors()[1]), int);
  }
}

TEST_CASE("What a handler throws keeps its type, standard exception or not") {
  EventBus bus;
  bus.subscribe("a", [](const std::string&, const Event&) { throw 42; });
  bus.subscribe("b", [](const std::string&, const Event&) { throw std::out_of_range("b"); });
  CHECK_THROWS_AS(bus.publish("a"), int);
  CHECK_THROWS_AS(bus.publish("b"), std::out_of_range);
}

TEST_CASE("An onError learns the topic, the event and the subscription") {
  Subscription failing;
  int told = 0;
  EventBus bus({.onError = [&](const std::exception_ptr& error, const std::string& topic,
                               const Event& event, const Subscription& subscription) {
    ++told;
    CHECK(messageOf(error) == "boom");
    CHECK(topic == "a.b");
    CHECK(event.get<int>() == 7);
    CHECK(subscription == failing);
  }});
  failing = bus.subscribe(
      "a.*", [](const std::string&, const Event&) { throw std::runtime_error("boom"); });
  CHECK(bus.publish("a.b", 7) == 1);
  CHECK(told == 1);
}
