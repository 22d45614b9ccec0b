// JSON text, read in place.
//
// An event reaches the engines as JSON text that was made once. What an engine needs of it is a few
// members, and of those often the very text: a result is hashed as it was written, and a number
// goes out with the digits it came with. So an object is cut into slices, and nothing else is
// parsed.
//
// The text should be valid. If it is not, an unspecified part of it is read, and nothing outside
// it.

#ifndef AGENT_EVENT_BUS_JSON_SLICE_H_
#define AGENT_EVENT_BUS_JSON_SLICE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace agent_event_bus {

/// The members of a JSON object as slices of its text, in their order. No members if `text` is
/// something else. The text must outlive it.
class Members {
 public:
  explicit Members(std::string_view text);

  /// The text of a value; empty if there is no such member. Of duplicates the last, as in
  /// JSON.parse.
  std::string_view operator[](std::string_view key) const;

  size_t size() const { return members_.size(); }

 private:
  // Keys as they stand between their quotes: those that are asked for need no escapes.
  std::vector<std::pair<std::string_view, std::string_view>> members_;
};

/// The elements of a JSON array as slices of its text; none if it is something else.
std::vector<std::string_view> elementsOf(std::string_view text);

/// The end of the JSON value that begins at `begin`, which is not white space; text.size() if it
/// has no end. Takes one pass and no stack, however deep the value is.
size_t endOfValue(std::string_view text, size_t begin);

/// True for `null` and for a member that is not there.
bool isNothing(std::string_view value);
bool isString(std::string_view value);
bool isObject(std::string_view value);

/// What a JSON string says, as UTF-8, with U+FFFD for each lone surrogate. Empty for other values.
std::string textOf(std::string_view value);

/// The same, and a JSON number as it is written: what an id, or a name, may be.
std::string idOf(std::string_view value);

/// A JSON number; nothing for other values.
std::optional<double> numberOf(std::string_view value);

/// A count such as that of tokens: a JSON number from 0 to 2^53, rounded down. Nothing else is one.
std::optional<int64_t> countOf(std::string_view value);

/// UTF-8 as a JSON string, with quotes, escaped as JSON.stringify does.
std::string jsonString(std::string_view text);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_JSON_SLICE_H_
