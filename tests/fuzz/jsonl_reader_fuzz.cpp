// The reader of logs on any bytes. The first byte says in which chunks they come.

#include <agent_event_bus/jsonl_reader.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

using namespace agent_event_bus;

namespace {

constexpr size_t kMaxLineBytes = 4096;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "Does not hold: %s\n", what);
  std::abort();
}

/// An event that is behind all others, and must be found whatever comes before.
constexpr std::string_view kLast = "\n{\"seq\":7,\"time\":1,\"topic\":\"last.one\",\"event\":{}}\n";

void checkEvent(const JsonlReader& reader) {
  using Json = nlohmann::json;
  const Json line = Json::parse(reader.text(), nullptr, /*allow_exceptions=*/false);
  require(line.is_object(), "an event is an object for another parser, too");
  require(line["seq"].get<double>() == reader.seq(), "its seq is the same");
  require(line["time"].get<double>() == reader.time(), "its time is the same");
  require(line["topic"].get<std::string>() == reader.topic(), "its topic is the same");
  const Json event = Json::parse(reader.event(), nullptr, /*allow_exceptions=*/false);
  require(!event.is_discarded() && event == line["event"], "the slice of its event is that event");
}

std::vector<std::string> read(std::string_view text, size_t chunkBytes) {
  JsonlReader reader(kMaxLineBytes);
  std::vector<std::string> said;
  const auto drain = [&] {
    for (;;) {
      const JsonlReader::Result result = reader.next();
      if (result == JsonlReader::Result::kNeedsMore) return;
      if (result == JsonlReader::Result::kEvent) {
        checkEvent(reader);
        said.emplace_back(reader.text());
      } else {
        require(!reader.rule().empty(), "a refusal has a rule");
        require(reader.line() >= 1 && reader.column() >= 1, "a refusal has a place");
        said.push_back(std::to_string(reader.line()) + ':' + std::to_string(reader.column()) +
                       reader.rule());
      }
    }
  };
  while (!text.empty()) {
    const std::string chunk(text.substr(0, chunkBytes));
    text.remove_prefix(chunk.size());
    reader.feed(chunk);
    drain();
  }
  reader.finish();
  drain();
  return said;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text =
      std::string(reinterpret_cast<const char*>(data) + 1, size - 1) + std::string(kLast);
  const std::vector<std::string> whole = read(text, text.size());
  require(!whole.empty() && whole.back() == kLast.substr(1, kLast.size() - 2),
          "a bad line costs nothing but itself");
  require(read(text, 1 + data[0] % 64u) == whole, "chunks make no difference");
  return 0;
}
