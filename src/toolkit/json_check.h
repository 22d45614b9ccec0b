// The strict reading of one JSON text: where its values stand, and the first thing that is wrong.
//
// Stricter than JSON itself. What the grammar leaves to each reader is refused here, so that no two
// readers make different things of one log: a key twice in an object, numbers that a double cannot
// hold, text that is not UTF-8, and nesting deeper than anything writes on purpose.

#ifndef AGENT_EVENT_BUS_JSON_CHECK_H_
#define AGENT_EVENT_BUS_JSON_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace agent_event_bus {

/// Objects and arrays may stand in each other this deep.
inline constexpr uint32_t kMaxJsonDepth = 256;

/// A member of the outermost object.
struct JsonMember {
  enum class Kind : uint8_t { kNull, kBoolean, kNumber, kString, kObject, kArray };

  std::string key;
  std::string_view text;  ///< The value as it stands in the checked text.
  Kind kind = Kind::kNull;
  double number = 0;   ///< Of a number.
  std::string string;  ///< Of a string, decoded.
};

/// Checks texts that are JSON objects. Keep one: it keeps its memory.
class JsonCheck {
 public:
  /// Checks `text`, which must outlive the use of members(). False if it is refused.
  bool check(std::string_view text);

  /// The members of the object, in their order. Those of a refused text are unspecified.
  const std::vector<JsonMember>& members() const { return members_; }
  /// Null if there is none.
  const JsonMember* find(std::string_view key) const;

  /// What is wrong, as a clause.
  const std::string& rule() const { return rule_; }
  /// Where, as an offset in bytes.
  size_t position() const { return position_; }

 private:
  class Handler;

  struct Key {
    uint32_t offset;  ///< In keyTexts_.
    uint32_t length;
    size_t position;  ///< Behind it, in the text.
  };

  std::string_view keyText(const Key& key) const {
    return {keyTexts_.data() + key.offset, key.length};
  }

  std::vector<JsonMember> members_;
  std::string rule_;
  size_t position_ = 0;

  // The keys of all open objects, and where those of each begin.
  std::vector<Key> keys_;
  std::string keyTexts_;
  std::vector<size_t> objects_;
};

/// True if a double holds the whole number with these decimal digits, as far as they are not the
/// zeros at its end: of 9007199254740993 it does not hold the 3, and 1e20 is printed with zeros
/// that stand for other digits.
bool isHeldByDouble(std::string_view digits, double nearest);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_JSON_CHECK_H_
