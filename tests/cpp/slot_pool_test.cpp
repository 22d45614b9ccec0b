#include <agent_event_bus/slot_pool.h>

#include <memory>
#include <string>

#include "catch.h"

using namespace agent_event_bus;

TEST_CASE("A slot keeps its record until it is released") {
  SlotPool<std::string> pool;
  const uint32_t first = pool.acquire("first");
  const uint32_t second = pool.acquire("second");
  pool.release(first);
  CHECK(pool[second] == "second");
  CHECK(pool.size() == 1);
}

TEST_CASE("Released slots are used again before the pool grows") {
  SlotPool<int> pool;
  for (int i = 0; i < 10; ++i) pool.acquire(i);
  for (uint32_t id = 0; id < 10; ++id) pool.release(id);
  for (int i = 0; i < 10; ++i) CHECK(pool.acquire(i) < 10);
  CHECK(pool.capacity() == 10);
  CHECK(pool.acquire(10) == 10);
}

TEST_CASE("A released slot gives back what its record owned") {
  SlotPool<std::shared_ptr<int>> pool;
  const auto owned = std::make_shared<int>(1);
  const uint32_t id = pool.acquire(owned);
  CHECK(owned.use_count() == 2);
  pool.release(id);
  CHECK(owned.use_count() == 1);
}
