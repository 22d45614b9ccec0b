// The content of JSON strings: escaped and as it reads.

#ifndef AGENT_EVENT_BUS_JSON_TEXT_H_
#define AGENT_EVENT_BUS_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace agent_event_bus {

/// Appends what the content of a JSON string, without its quotes, stands for. A lone surrogate
/// becomes the three bytes that UTF-8 does not allow, which appendEscaped() turns back. False if an
/// escape is none of JSON's.
bool appendUnescaped(std::string_view content, std::string& out);

/// Appends `text` as the content of a JSON string, as JSON.stringify writes it.
void appendEscaped(std::string_view text, std::string& out);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_JSON_TEXT_H_
