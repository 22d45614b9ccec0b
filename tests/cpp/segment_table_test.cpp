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
  const uint32_t tool = table.intern(segment("tool"));
  const uint32_t model = table.intern(segment("model"));
  CHECK(model != tool);
  CHECK(table.intern(segment("tool")) == tool);
  CHECK(table.is(tool, segment("tool")));
  CHECK_FALSE(table.is(tool, segment("model")));
  CHECK(table.size() == 2);
}

TEST_CASE("A segment lives until its last reference is released") {
  SegmentTable table;
  const uint32_t id = table.intern(segment("tool"));
  table.intern(segment("tool"));
  table.release(id);
  CHECK(table.is(id, segment("tool")));
  CHECK(table.size() == 1);
  table.release(id);
  CHECK(table.size() == 0);
}

TEST_CASE("The table keeps its own copy of the text") {
  SegmentTable table;
  std::string text = "tool";
  const uint32_t id = table.intern(segment(text));
  text = "gone";
  CHECK(table.is(id, segment("tool")));
}

TEST_CASE("The bytes of a text are counted while it is stored") {
  SegmentTable table;
  const std::string text(10000, 'x');
  const uint32_t id = table.intern(segment(text));
  CHECK(table.bytes() >= text.size());
  table.release(id);
  CHECK(table.bytes() < text.size());
}
