// Reads logs of events: lines of JSON, handed in as they come, in chunks of any size.
//
// A line is a header, {"format":"agent-event-log","version":1,…}, or an event,
// {"seq":1,"time":1700000000000,"topic":"tool.called","event":…}. Members with other names are
// ignored, and so are empty lines. A line that breaks the rules is refused with its place, and
// costs nothing but itself. Memory is bounded by the longest line that is allowed.

#ifndef AGENT_EVENT_BUS_JSONL_READER_H_
#define AGENT_EVENT_BUS_JSONL_READER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "json_check.h"
#include "segments.h"

namespace agent_event_bus {

class JsonlReader {
 public:
  /// Of a line, in bytes: 64 MiB.
  static constexpr size_t kMaxLineBytes = size_t{64} << 20;
  static constexpr double kFormatVersion = 1;

  enum class Result : uint8_t {
    kNeedsMore,  ///< Feed it more, or it is the end.
    kEvent,      ///< seq(), time(), topic(), event() and text() are of the next event.
    kRefused,    ///< line(), column(), rule() and torn() tell of a line that was refused.
  };

  explicit JsonlReader(size_t maxLineBytes = kMaxLineBytes) : maxLineBytes_(maxLineBytes) {}

  /// Hands in what comes next. What was handed in before must have been used up by next().
  void feed(std::string_view chunk);
  /// There is no more: what has no end of line is the last line.
  void finish() { finished_ = true; }
  /// What came next.
  Result next();

  /// Of the event. Views, which hold until the next call of next() or feed().
  double seq() const { return seq_; }
  double time() const { return time_; }
  std::string_view topic() const { return topic_; }
  std::string_view event() const { return event_; }
  std::string_view text() const { return text_; }  ///< The whole line, without its end.

  /// The number of the line that next() told of, from 1.
  double line() const { return line_; }
  /// The character that is wrong, from 1.
  double column() const { return column_; }
  const std::string& rule() const { return rule_; }
  /// The refused line is the last one and has no end: the writer was interrupted.
  bool torn() const { return torn_; }

  /// The offset in bytes, in all that was handed in, behind the last line that has an end.
  double completeBytes() const { return completeBytes_; }

 private:
  enum class Line : uint8_t { kNone, kWhole, kTooLong, kUnended };

  Line takeLine();
  void keep(std::string_view part);
  /// True if the line is an event, or was refused.
  bool readLine(Result& result);
  bool readEvent();
  bool refuse(std::string_view rule, size_t position);

  JsonCheck check_;
  Segments segments_;
  size_t maxLineBytes_;

  std::string_view chunk_;
  /// The part of a line that earlier chunks had.
  std::string pending_;
  bool pendingIsRead_ = false;
  bool tooLong_ = false;
  bool finished_ = false;

  /// The line that is being read; in pending_ or in chunk_.
  std::string_view text_;
  double line_ = 0;
  double usedBytes_ = 0;
  double completeBytes_ = 0;
  bool torn_ = false;

  double seq_ = 0;
  double time_ = 0;
  std::string topic_;
  std::string_view event_;

  double column_ = 0;
  std::string rule_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_JSONL_READER_H_
