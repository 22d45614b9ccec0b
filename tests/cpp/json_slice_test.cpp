#include <agent_event_bus/json_slice.h>

#include <string>

#include "catch.h"
#include "random.h"

using namespace agent_event_bus;

TEST_CASE("the members of an object are slices of its text") {
  const std::string text =
      R"( { "a" : 1.50 , "b":"x\"}y", "c":[{"d":"]"},2], "d":null,"a":-2e3 } )";
  const Members members(text);
  CHECK(members.size() == 5);
  CHECK(members["a"] == "-2e3");  // the last of duplicates
  CHECK(members["b"] == R"("x\"}y")");
  CHECK(members["c"] == R"([{"d":"]"},2])");
  CHECK(members["d"] == "null");
  CHECK(members["e"].empty());
}

TEST_CASE("what is no object has no members") {
  for (const char* text :
       {"", " ", "null", "[]", "7", "\"{}\"", "{}", "{", "{\"a\"", "{\"a\":", "{a:1}"}) {
    CAPTURE(text);
    CHECK(Members(text)["a"].empty());
  }
}

TEST_CASE("the elements of an array are slices of its text") {
  CHECK(elementsOf("[]").empty());
  CHECK(elementsOf("{}").empty());
  CHECK(elementsOf(R"([1, "a,]" ,{"b":[2]},null])") ==
        std::vector<std::string_view>{"1", "\"a,]\"", "{\"b\":[2]}", "null"});
}

TEST_CASE("a value nested a million times needs no stack") {
  const std::string deep(1'000'000, '[');
  const std::string text = "{\"a\":" + deep + std::string(1'000'000, ']') + ",\"b\":1}";
  CHECK(Members(text)["b"] == "1");
  CHECK(Members("{\"a\":" + deep).size() == 1);
}

TEST_CASE("a string says what its escapes stand for") {
  CHECK(textOf(R"("a\"\\\/\b\f\n\r\t")") == "a\"\\/\b\f\n\r\t");
  CHECK(textOf(R"("\u0041\u00fc\u2014")") == "Aü—");
  CHECK(textOf(R"("\ud83d\ude42")") == "🙂");
  CHECK(textOf(R"("\ud83d!")") == "\xEF\xBF\xBD!");
  CHECK(textOf(R"("\ude42\ud83d")") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(textOf("7").empty());
  CHECK(idOf("7") == "7");
  CHECK(idOf("\"7\"") == "7");
  CHECK(idOf("{}").empty());
}

TEST_CASE("a JSON string is as JSON.stringify writes it") {
  CHECK(jsonString("a\"\\\b\f\n\r\t\x01\x1f/ü🙂\x7f") ==
        "\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f/ü🙂\x7f\"");
}

TEST_CASE("counts are whole and not negative") {
  CHECK(countOf("7") == 7);
  CHECK(countOf("7.9") == 7);
  CHECK(countOf("9007199254740992") == 9007199254740992);
  for (const char* text : {"", "null", "-1", "9007199254740994", "1e300", "\"7\"", "true", "{}"}) {
    CAPTURE(text);
    CHECK_FALSE(countOf(text));
  }
}

TEST_CASE("text that is not JSON is read without leaving it") {
  CAPTURE(testSeed());
  std::mt19937 random(testSeed());
  const std::string_view alphabet = "{}[]\":,\\u0dn1e- ";
  for (int round = 0; round < 20'000; ++round) {
    std::string text = "{\"a\":";
    for (size_t i = random() % 20; i > 0; --i) text += alphabet[random() % alphabet.size()];
    // On the heap and of its exact size, so that AddressSanitizer sees a byte too far.
    const std::vector<char> exact(text.begin(), text.end());
    const std::string_view view(exact.data(), exact.size());
    const Members members(view);
    textOf(members["a"]);
    countOf(members["a"]);
    CHECK(elementsOf(view.substr(5)).size() <= text.size());
  }
}
