// The values of secrets that are known by their names.
//
// In JSON, and wherever the value is quoted, the name decides. Without quotes the text may be code
// or prose (`password: string`, `the token: it expired`), so the value must also look like a
// secret.

#ifndef AGENT_EVENT_BUS_VALUE_RULES_H_
#define AGENT_EVENT_BUS_VALUE_RULES_H_

#include <string_view>

#include "name_tracker.h"
#include "token_rules.h"

namespace agent_event_bus {

/// What stands at the beginning of `ahead`, where the value of the secret `name` (normalised) is
/// expected.
Finding findValue(const Ahead& ahead, const NameContext& context, std::string_view name);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_VALUE_RULES_H_
