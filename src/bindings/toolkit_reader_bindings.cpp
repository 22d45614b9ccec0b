// The reader of logs for JavaScript, which gets events by the page.

#include <emscripten/bind.h>

#include "toolkit/jsonl_reader.h"
#include "toolkit_texts.h"

namespace agent_event_bus {

namespace {

// Of one page, unless a single event is larger.
constexpr size_t kPageBytes = 1 << 20;

class BoundJsonlReader {
 public:
  explicit BoundJsonlReader(uint32_t maxLineBytes) : reader_(maxLineBytes) {}

  /// The chunk is kept here, for the input is used by others before all of it is read.
  void feed(uint32_t bytes) {
    chunk_ = InputTexts().next(bytes);
    reader_.feed(chunk_);
  }
  void finish() { reader_.finish(); }

  /// Leaves the lines of the next events in the output, with commas between them, and returns their
  /// number. 0 if there are none before more is fed; -1 for a line that was refused, with the rule
  /// in the output.
  int read() {
    std::string& page = freshOutput();
    int events = 0;
    while (!refused_ && page.size() < kPageBytes) {
      const JsonlReader::Result result = reader_.next();
      if (result == JsonlReader::Result::kNeedsMore) return events;
      refused_ = result == JsonlReader::Result::kRefused;
      if (refused_) break;
      if (events++ > 0) page += ',';
      page += reader_.text();
    }
    if (events > 0 || !refused_) return events;
    refused_ = false;
    page = reader_.rule();
    return -1;
  }

  double line() const { return reader_.line(); }
  double column() const { return reader_.column(); }
  bool torn() const { return reader_.torn(); }
  double completeBytes() const { return reader_.completeBytes(); }

 private:
  JsonlReader reader_;
  std::string chunk_;
  /// A refusal that read() has not told of yet.
  bool refused_ = false;
};

}  // namespace

}  // namespace agent_event_bus

EMSCRIPTEN_BINDINGS(agent_event_bus_toolkit_reader) {
  using agent_event_bus::BoundJsonlReader;
  emscripten::class_<BoundJsonlReader>("JsonlReader")
      .constructor<uint32_t>()
      .function("feed", &BoundJsonlReader::feed)
      .function("finish", &BoundJsonlReader::finish)
      .function("read", &BoundJsonlReader::read)
      .function("line", &BoundJsonlReader::line)
      .function("column", &BoundJsonlReader::column)
      .function("torn", &BoundJsonlReader::torn)
      .function("completeBytes", &BoundJsonlReader::completeBytes);
}
