// An agent's run as events. A tracer, a budget and an alarm listen; none knows of another, and the
// run knows of none of them.

#include <agent_event_bus/event_bus.h>

#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

using agent_event_bus::Event;
using agent_event_bus::EventBus;

constexpr int64_t kTokenBudget = 1000;

void traceTo(EventBus& bus, std::ostream& out) {
  bus.subscribe("**", [&out](const std::string& topic, const Event& event) {
    out << "trace: " << topic << ' ' << event << '\n';
  });
}

// Its exception stops the publisher, and only the publisher: the tracer still gets the event.
void limitTokens(EventBus& bus, int64_t budget) {
  bus.subscribe("model.response",
                [left = budget](const std::string&, const Event& event) mutable {
                  left -= event.at("tokens").get<int64_t>();
                  if (left < 0) throw std::runtime_error("over budget by " + std::to_string(-left));
                },
                {.priority = 10});
}

void alarmTo(EventBus& bus, std::ostream& out) {
  bus.once("**.failed", [&out](const std::string& topic, const Event& event) {
    out << "first failure: " << topic << ": " << event.value("error", "unknown") << '\n';
  });
}

}  // namespace

int main() {
  EventBus bus;
  traceTo(bus, std::cout);
  limitTokens(bus, kTokenBudget);
  alarmTo(bus, std::cout);

  bus.publish("tool.called", {{"tool", "search"}, {"query", "wasm"}});
  bus.publish("tool.failed", {{"tool", "search"}, {"error", "timed out"}});
  bus.publishAsync("model.response", {{"tokens", 812}}).get();
  try {
    bus.publish("model.response", {{"tokens", 400}});
  } catch (const std::runtime_error& error) {
    std::cout << "stopped: " << error.what() << '\n';
  }
}
