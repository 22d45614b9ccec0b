#include <agent_event_bus/id_index.h>

#include <map>
#include <random>
#include <vector>

#include "catch.h"
#include "random.h"

using namespace agent_event_bus;

namespace {

// Records are their keys. The hash keeps few bits, so that probes collide, wrap and overlap.
struct Index {
  explicit Index(uint32_t distinctHashes) : distinctHashes(distinctHashes) {}

  uint32_t hashOfKey(uint32_t key) const { return key % distinctHashes + 5; }
  uint32_t find(uint32_t key) const {
    return index.find(hashOfKey(key), [&](uint32_t id) { return keys[id] == key; });
  }
  void insert(uint32_t id, uint32_t key) {
    if (id >= keys.size()) keys.resize(id + 1);
    keys[id] = key;
    index.insert(hashOfKey(key), id);
  }
  void erase(uint32_t id) { index.erase(hashOfKey(keys[id]), id); }

  uint32_t distinctHashes;
  std::vector<uint32_t> keys;
  IdIndex index;
};

}  // namespace

TEST_CASE("An empty index finds nothing and holds no memory") {
  const Index index(1);
  CHECK(index.find(7) == kNone);
  CHECK(index.index.bytes() == 0);
}

TEST_CASE("Whatever is inserted is found, also when all hashes are equal") {
  Index index(1);
  for (uint32_t id = 0; id < 100; ++id) index.insert(id, id * 3);
  for (uint32_t id = 0; id < 100; ++id) CHECK(index.find(id * 3) == id);
  CHECK(index.find(1) == kNone);
  CHECK(index.index.size() == 100);
}

TEST_CASE("An index agrees with a map over random insertions and removals") {
  const uint32_t seed = testSeed();
  INFO("AEB_SEED=" << seed);
  std::mt19937 random(seed);
  for (const uint32_t distinctHashes : {1u, 3u, 16u, 1000u}) {
    Index index(distinctHashes);
    std::map<uint32_t, uint32_t> expected;  // key -> id
    for (uint32_t step = 0; step < 3000; ++step) {
      const uint32_t key = random() % 64;
      const auto known = expected.find(key);
      if (known == expected.end()) {
        index.insert(key, key);
        expected[key] = key;
      } else {
        index.erase(known->second);
        expected.erase(known);
      }
      const uint32_t probe = random() % 64;
      const auto found = expected.find(probe);
      REQUIRE(index.find(probe) == (found == expected.end() ? kNone : found->second));
      REQUIRE(index.index.size() == expected.size());
    }
  }
}
