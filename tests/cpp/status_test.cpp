#include <agent_event_bus/status.h>

#include <set>
#include <string>

#include "catch.h"

using namespace agent_event_bus;

namespace {

bool says(Status status, uint32_t limit) {
  return std::string(statusRule(status)).find(' ' + std::to_string(limit) + ' ') !=
         std::string::npos;
}

}  // namespace

TEST_CASE("Every status has a name and a rule of its own") {
  std::set<std::string_view> names;
  std::set<std::string_view> rules;
  const auto count = static_cast<size_t>(Status::kStatusCount);
  for (size_t i = 0; i < count; ++i) {
    names.insert(statusName(static_cast<Status>(i)));
    rules.insert(statusRule(static_cast<Status>(i)));
  }
  CHECK(names.size() == count);
  CHECK(rules.size() == count);
  CHECK(names.count("") == 0);
  CHECK(rules.count("") == 0);
}

TEST_CASE("The limits in words are the limits in code") {
  CHECK(says(Status::kTooLong, kMaxTopicBytes));
  CHECK(says(Status::kTooManySegments, kMaxSegments));
  CHECK(says(Status::kTooManyMultiWildcards, kMaxMultiWildcards));
}

TEST_CASE("A check is ok until it says otherwise") {
  CHECK(Check{}.ok());
  CHECK_FALSE(Check{Status::kEmpty, 0}.ok());
}
