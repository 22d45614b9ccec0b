#include <agent_event_bus/id_list.h>

#include <vector>

#include "catch.h"

using namespace agent_event_bus;

TEST_CASE("A new list is empty and holds no memory") {
  const IdList list;
  CHECK(list.empty());
  CHECK(list.begin() == list.end());
  CHECK(list.bytes() == 0);
}

TEST_CASE("A list has what was added since it was cleared, in that order") {
  IdList list;
  for (const uint32_t most : {1u, 100u, 3u}) {
    list.clear(most);
    CHECK(list.empty());
    for (uint32_t id = 0; id < most; ++id) list.add(2 * id);
    REQUIRE(list.size() == most);
    const std::vector<uint32_t> ids(list.begin(), list.end());
    for (uint32_t id = 0; id < most; ++id) CHECK(ids[id] == 2 * id);
  }
}

TEST_CASE("A list that is filled again keeps its memory") {
  IdList list;
  list.clear(100);
  const size_t bytes = list.bytes();
  list.clear(1);
  list.clear(100);
  CHECK(list.bytes() == bytes);
}
