#include <agent_event_bus/segment_table.h>

#include <string>

#include "catch.h"

using namespace agent_event_bus;

namespace {

// All with one hash, so that only the text can tell them apart.
Segment segment(std::string_view text) { return {text, 42}; }

}  // namespace

TEST_CASE("Equal text has one id, other text another, even with equal hashes") {
  SegmentTable table;
  const uint32_t tool = table.add(segment("tool"));
  CHECK(table.find(segment("tool")) == tool);
  CHECK(table.add(segment("model")) != tool);
  CHECK(table.find(segment("tool")) == tool);
  CHECK(table.find(segment("run")) == kNone);
  CHECK(table.size() == 2);
}

TEST_CASE("A segment lives until its last reference is released") {
  SegmentTable table;
  const uint32_t id = table.add(segment("tool"));
  table.retain(id);
  table.release(id);
  CHECK(table.find(segment("tool")) == id);
  table.release(id);
  CHECK(table.find(segment("tool")) == kNone);
  CHECK(table.size() == 0);
}

TEST_CASE("The table keeps its own copy of the text") {
  SegmentTable table;
  std::string text = "tool";
  table.add(segment(text));
  text = "gone";
  CHECK(table.find(segment("tool")) != kNone);
}

TEST_CASE("The bytes of a text are counted while it is stored") {
  SegmentTable table;
  const std::string text(10000, 'x');
  const uint32_t id = table.add(segment(text));
  CHECK(table.bytes() >= text.size());
  table.release(id);
  CHECK(table.bytes() < text.size());
}
