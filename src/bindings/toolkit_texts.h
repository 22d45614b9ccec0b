// Texts between JavaScript and the engine of the toolkit.
//
// js/toolkit/core.js, the only caller, writes the texts of a call as UTF-8 into the input, one
// behind the other, and passes the length of each in bytes. A method reads them in the same order.
// What it has to say in words it leaves in the output, which is valid until the next call. Nothing
// here calls JavaScript, so no method is ever re-entered, and one of each is enough.

#ifndef AGENT_EVENT_BUS_TOOLKIT_TEXTS_H_
#define AGENT_EVENT_BUS_TOOLKIT_TEXTS_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace agent_event_bus {

/// The texts of one call. Make one at the beginning of the method.
class InputTexts {
 public:
  /// The next text. Valid until the call ends.
  std::string_view next(uint32_t bytes) {
    const std::string_view text(at_, bytes);
    at_ += bytes;
    return text;
  }

 private:
  static const char* begin();
  const char* at_ = begin();
};

/// The output, emptied. JavaScript gets what is in it when the method returns.
std::string& freshOutput();

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_TOOLKIT_TEXTS_H_
