// The memory that JavaScript and the engine of the toolkit share. Each part of the toolkit has
// bindings of its own beside this file: one class per part, whose methods take and return numbers.

#include <emscripten/bind.h>

#include <vector>

#include "toolkit_texts.h"

namespace agent_event_bus {

namespace {

// What a call larger than that took is given back by the next.
constexpr size_t kKeptBytes = 1 << 20;

std::vector<char> input;
std::string output;

uint32_t addressOf(const void* pointer) {
  return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(pointer));
}

template <typename Buffer>
void giveBack(Buffer& buffer) {
  if (buffer.capacity() > kKeptBytes) Buffer().swap(buffer);
}

class Memory {
 public:
  /// The address of the input, with room for so many bytes.
  static uint32_t reserveInput(uint32_t bytes) {
    if (bytes <= kKeptBytes) giveBack(input);
    if (input.size() < bytes) input.resize(bytes);
    return addressOf(input.data());
  }
  static uint32_t outputAddress() { return addressOf(output.data()); }
  static uint32_t outputBytes() { return static_cast<uint32_t>(output.size()); }
};

}  // namespace

const char* InputTexts::begin() { return input.data(); }

std::string& freshOutput() {
  giveBack(output);
  output.clear();
  return output;
}

}  // namespace agent_event_bus

EMSCRIPTEN_BINDINGS(agent_event_bus_toolkit) {
  using agent_event_bus::Memory;
  emscripten::class_<Memory>("Memory")
      .class_function("reserveInput", &Memory::reserveInput)
      .class_function("outputAddress", &Memory::outputAddress)
      .class_function("outputBytes", &Memory::outputBytes);
}
