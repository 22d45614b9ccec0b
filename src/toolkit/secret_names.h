// Names of fields, headers, variables and query parameters whose values are secrets.

#ifndef AGENT_EVENT_BUS_SECRET_NAMES_H_
#define AGENT_EVENT_BUS_SECRET_NAMES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace agent_event_bus {

/// What a name says of its value.
struct NameRule {
  bool secret = false;
  /// A shorter string is none. `token` names opaque credentials, but also words of a language
  /// model.
  uint32_t minLength = 0;
  /// In a text, its value ends with the line: `Cookie: a=1; b=2`.
  bool header = false;
};

/// Names are compared without regard to case and to '-', '_', ' ' and '.', and by their ends, so
/// that `password` also means `DB_PASSWORD`, and `apikey` also `x-api-key`.
class SecretNames {
 public:
  /// Its value is always a secret. The whole name counts, not its end.
  void add(std::string_view name);
  /// Its value is never a secret because of its name, whatever else the rules say.
  void keep(std::string_view name);

  /// What the name of a field says. At most its last kMaxNameLength letters and digits count.
  NameRule find(std::string_view name) const;
  /// The same for a name that was normalised. `allUpper`: it had no small letters; `inQuery`: it
  /// stands in a URL, where more names are secret.
  NameRule findNormalised(std::string_view name, bool allUpper, bool inQuery) const;

 private:
  std::vector<std::string> added_;  // normalised, as the next
  std::vector<std::string> kept_;
};

/// Longer names are cut at their beginning, in letters and digits.
inline constexpr uint32_t kMaxNameLength = 64;

/// The letters and digits of a name, small.
std::string normalisedName(std::string_view name);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SECRET_NAMES_H_
