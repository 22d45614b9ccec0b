// A handler for those who care only that there is one.

#ifndef AGENT_EVENT_BUS_TESTS_IGNORE_H_
#define AGENT_EVENT_BUS_TESTS_IGNORE_H_

#include <agent_event_bus/event_bus.h>

#include <string>

namespace agent_event_bus {

inline void ignore(const std::string&, const Event&) {}

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_TESTS_IGNORE_H_
