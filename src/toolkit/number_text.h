// Numbers as JavaScript writes them, so that what the engines write is what JSON.stringify would.

#ifndef AGENT_EVENT_BUS_NUMBER_TEXT_H_
#define AGENT_EVENT_BUS_NUMBER_TEXT_H_

#include <string>

namespace agent_event_bus {

/// A number as JSON.stringify writes it: the fewest digits that read back as the same number;
/// `null` for infinities and NaN.
std::string numberText(double value);

/// `value.toFixed(digits)` of JavaScript, for 0 to 20 digits and |value| < 1e21. Unlike printf it
/// rounds a number that lies exactly between two up.
std::string fixedText(double value, int digits);

/// Milliseconds for people: "842ms", and from one second on "1.25s".
std::string durationText(double milliseconds);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_NUMBER_TEXT_H_
