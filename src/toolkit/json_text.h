// The content of JSON strings: escaped and as it reads.

#ifndef AGENT_EVENT_BUS_JSON_TEXT_H_
#define AGENT_EVENT_BUS_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace agent_event_bus {

/// What becomes of a lone surrogate, of which UTF-8 has none.
enum class LoneSurrogate {
  kKept,      ///< three bytes that UTF-8 does not allow, which appendEscaped() turns back
  kReplaced,  ///< U+FFFD
};

/// Appends what the content of a JSON string, without its quotes, stands for. False if an escape is
/// none of JSON's: then `out` has what is before it.
bool appendUnescaped(std::string_view content, std::string& out,
                     LoneSurrogate lone = LoneSurrogate::kKept);

/// Appends `text` as the content of a JSON string, as JSON.stringify writes it.
void appendEscaped(std::string_view text, std::string& out);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_JSON_TEXT_H_
