#include "status.h"

#include <array>

namespace agent_event_bus {
namespace {

struct Row {
  Status status;
  std::string_view name;
  std::string_view rule;
};

// The limits are spelled out here and nowhere else in words; status_test.cpp compares them with the
// constants.
constexpr std::array<Row, static_cast<size_t>(Status::kStatusCount)> kTable = {{
    {Status::kOk, "OK", "nothing is wrong"},
    {Status::kEmpty, "EMPTY", "it must have at least one segment"},
    {Status::kTooLong, "TOO_LONG", "it must be at most 4096 bytes of UTF-8"},
    {Status::kTooManySegments, "TOO_MANY_SEGMENTS", "it must have at most 128 segments"},
    {Status::kEmptySegment, "EMPTY_SEGMENT", "a segment must not be empty"},
    {Status::kControlCharacter, "CONTROL_CHARACTER",
     "control characters (U+0000 to U+001F, U+007F) are not allowed"},
    {Status::kMalformedUnicode, "MALFORMED_UNICODE",
     "it must be well-formed Unicode, without lone surrogates"},
    {Status::kWildcardInTopic, "WILDCARD_IN_TOPIC",
     "'*' is not allowed in a topic, only in a pattern"},
    {Status::kPartialWildcard, "PARTIAL_WILDCARD",
     "a wildcard must be a whole segment, '*' or '**'"},
    {Status::kTooManyMultiWildcards, "TOO_MANY_MULTI_WILDCARDS",
     "it must have at most 4 segments '**'"},
    {Status::kNoPattern, "NO_PATTERN", "a subscription needs at least one pattern"},
}};

constexpr bool isInEnumOrder() {
  for (size_t i = 0; i < kTable.size(); ++i) {
    if (kTable[i].status != static_cast<Status>(i)) return false;
  }
  return true;
}
static_assert(isInEnumOrder(), "kTable is indexed by Status");

const Row& row(Status status) { return kTable[static_cast<size_t>(status)]; }

}  // namespace

std::string_view statusName(Status status) { return row(status).name; }

std::string_view statusRule(Status status) { return row(status).rule; }

bool statusHasPlace(Status status) {
  switch (status) {
    case Status::kOk:
    case Status::kEmpty:
    case Status::kTooLong:
    case Status::kNoPattern:
      return false;
    default:
      return true;
  }
}

}  // namespace agent_event_bus
