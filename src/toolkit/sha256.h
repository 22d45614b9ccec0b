// SHA-256 (FIPS 180-4), in one call and synchronous: the one of browsers is asynchronous.

#ifndef AGENT_EVENT_BUS_SHA256_H_
#define AGENT_EVENT_BUS_SHA256_H_

#include <string>
#include <string_view>

namespace agent_event_bus {

/// The digest of `data`, as 64 lower-case hexadecimal digits.
std::string sha256Hex(std::string_view data);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SHA256_H_
