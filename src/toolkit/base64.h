// Base64, of RFC 4648, section 4.

#ifndef AGENT_EVENT_BUS_BASE64_H_
#define AGENT_EVENT_BUS_BASE64_H_

#include <string>
#include <string_view>

namespace agent_event_bus {

/// Appends `bytes` as base64, with padding.
void appendBase64(std::string_view bytes, std::string& out);

/// Appends the bytes that `text` stands for. False if it is not base64 with padding.
bool appendFromBase64(std::string_view text, std::string& out);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_BASE64_H_
