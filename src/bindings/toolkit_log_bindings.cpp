// The flight recorder for JavaScript.

#include <emscripten/bind.h>

#include "toolkit/event_log.h"
#include "toolkit_texts.h"

namespace agent_event_bus {

namespace {

// The output of one query: what more there is takes another.
constexpr size_t kPageBytes = 1 << 20;

class BoundEventLog {
 public:
  explicit BoundEventLog(uint32_t bytes) : log_(bytes) {}

  /// An EventLog::Append.
  int append(double seq, uint32_t topicBytes, uint32_t lineBytes) {
    InputTexts texts;
    const std::string_view topic = texts.next(topicBytes);
    return static_cast<int>(log_.append(seq, topic, texts.next(lineBytes)));
  }

  /// Leaves a page of lines in the output, with `separator` between them, and returns their number.
  /// The pattern must be valid.
  uint32_t query(uint32_t patternBytes, double fromSeq, uint32_t limit, uint32_t separator) {
    pattern_.parsePattern(InputTexts().next(patternBytes));
    return log_.query(pattern_, fromSeq, limit, kPageBytes, static_cast<char>(separator),
                      freshOutput());
  }

  double nextSeq() const { return log_.nextSeq(); }
  uint32_t size() const { return log_.size(); }
  double firstSeq() const { return log_.firstSeq(); }
  double lastSeq() const { return log_.lastSeq(); }
  uint32_t usedBytes() const { return static_cast<uint32_t>(log_.usedBytes()); }
  uint32_t bytes() const { return static_cast<uint32_t>(log_.bytes()); }
  void clear() { log_.clear(); }

 private:
  EventLog log_;
  Segments pattern_;
};

}  // namespace

}  // namespace agent_event_bus

EMSCRIPTEN_BINDINGS(agent_event_bus_toolkit_log) {
  using agent_event_bus::BoundEventLog;
  emscripten::class_<BoundEventLog>("EventLog")
      .constructor<uint32_t>()
      .function("append", &BoundEventLog::append)
      .function("query", &BoundEventLog::query)
      .function("nextSeq", &BoundEventLog::nextSeq)
      .function("size", &BoundEventLog::size)
      .function("firstSeq", &BoundEventLog::firstSeq)
      .function("lastSeq", &BoundEventLog::lastSeq)
      .function("usedBytes", &BoundEventLog::usedBytes)
      .function("bytes", &BoundEventLog::bytes)
      .function("clear", &BoundEventLog::clear);
}
