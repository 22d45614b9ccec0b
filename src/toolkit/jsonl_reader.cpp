#include "jsonl_reader.h"

#include <algorithm>
#include <cmath>

namespace agent_event_bus {

namespace {

constexpr std::string_view kFormat = "agent-event-log";
constexpr double kMaxSeq = 9007199254740991;  // 2^53 - 1

bool isBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// What an editor counts: not the bytes that continue a character.
size_t charactersIn(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

}  // namespace

void JsonlReader::feed(std::string_view chunk) { chunk_ = chunk; }

void JsonlReader::keep(std::string_view part) {
  usedBytes_ += static_cast<double>(part.size());
  if (tooLong_) return;
  const size_t room = maxLineBytes_ - std::min(maxLineBytes_, pending_.size());
  if (part.size() > room) {
    tooLong_ = true;
    part = part.substr(0, room);
  }
  pending_ += part;
}

JsonlReader::Line JsonlReader::takeLine() {
  if (pendingIsRead_) {
    pending_.clear();
    tooLong_ = pendingIsRead_ = false;
  }
  const size_t end = chunk_.find('\n');
  const bool ended = end != std::string_view::npos;
  const std::string_view part = chunk_.substr(0, end);
  chunk_.remove_prefix(ended ? end + 1 : chunk_.size());
  if (ended && pending_.empty() && !tooLong_ && part.size() <= maxLineBytes_) {
    text_ = part;
    usedBytes_ += static_cast<double>(part.size());
  } else {
    keep(part);
    text_ = pending_;
    if (!ended && (!finished_ || (pending_.empty() && !tooLong_))) return Line::kNone;
    pendingIsRead_ = true;
  }
  if (ended) completeBytes_ = ++usedBytes_;
  ++line_;
  if (tooLong_) return Line::kTooLong;
  if (!text_.empty() && text_.back() == '\r') text_.remove_suffix(1);
  return ended ? Line::kWhole : Line::kUnended;
}

JsonlReader::Result JsonlReader::next() {
  for (;;) {
    const Line line = takeLine();
    torn_ = false;
    if (line == Line::kNone) return Result::kNeedsMore;
    if (line == Line::kTooLong) {
      refuse("the line is longer than " + std::to_string(maxLineBytes_) + " bytes", text_.size());
      return Result::kRefused;
    }
    Result result = Result::kNeedsMore;
    if (!readLine(result)) continue;
    torn_ = result == Result::kRefused && line == Line::kUnended;
    return result;
  }
}

bool JsonlReader::readLine(Result& result) {
  if (isBlank(text_)) return false;
  result = Result::kRefused;
  if (!check_.check(text_)) {
    refuse(check_.rule(), check_.position());
    return true;
  }
  const JsonMember* format = check_.find("format");
  if (format == nullptr || check_.find("topic") != nullptr) {
    if (readEvent()) result = Result::kEvent;
    return true;
  }
  const JsonMember* version = check_.find("version");
  const size_t place = static_cast<size_t>(format->text.data() - text_.data());
  if (format->string != kFormat || version == nullptr) {
    refuse("it is the header of another format", place);
  } else if (version->number != kFormatVersion) {
    refuse("the log is of a version that this reader does not know", place);
  } else {
    return false;
  }
  return true;
}

bool JsonlReader::readEvent() {
  using Kind = JsonMember::Kind;
  const auto find = [this](std::string_view key, Kind kind) {
    const JsonMember* member = check_.find(key);
    std::string name("'");
    name.append(key).append("'");
    if (member == nullptr) {
      refuse("the event has no " + name, text_.size());
    } else if (member->kind != kind) {
      refuse(name + (kind == Kind::kNumber ? " must be a number" : " must be a string"),
             static_cast<size_t>(member->text.data() - text_.data()));
      member = nullptr;
    }
    return member;
  };
  const JsonMember* seq = find("seq", Kind::kNumber);
  if (seq == nullptr) return false;
  if (seq->number < 0 || seq->number > kMaxSeq || seq->number != std::floor(seq->number)) {
    return refuse("'seq' must be a whole number from 0 to 2^53 - 1",
                  static_cast<size_t>(seq->text.data() - text_.data()));
  }
  const JsonMember* time = find("time", Kind::kNumber);
  if (time == nullptr) return false;
  const JsonMember* topic = find("topic", Kind::kString);
  if (topic == nullptr) return false;
  const Check check = segments_.parseTopic(topic->string);
  if (!check.ok()) {
    return refuse("'topic' is not one: " + std::string(statusRule(check.status)),
                  static_cast<size_t>(topic->text.data() - text_.data()));
  }
  const JsonMember* event = check_.find("event");
  if (event == nullptr) return refuse("the event has no 'event'", text_.size());
  seq_ = seq->number;
  time_ = time->number;
  topic_ = topic->string;
  event_ = event->text;
  return true;
}

bool JsonlReader::refuse(std::string_view rule, size_t position) {
  rule_ = rule;
  column_ = static_cast<double>(1 + charactersIn(text_.substr(0, position)));
  return false;
}

}  // namespace agent_event_bus
