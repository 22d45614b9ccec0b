// The redactor on any bytes: the first eight say where the text is cut into pieces.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "../cpp/redactor_properties.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  uint64_t cuts = 0;
  if (size < sizeof(cuts)) return 0;
  std::memcpy(&cuts, data, sizeof(cuts));
  const std::string_view text(reinterpret_cast<const char*>(data) + sizeof(cuts),
                              size - sizeof(cuts));
  const std::string_view broken = agent_event_bus::brokenProperty(text, cuts);
  if (!broken.empty()) {
    std::fprintf(stderr, "Does not hold: %.*s\n", static_cast<int>(broken.size()), broken.data());
    std::abort();
  }
  return 0;
}
