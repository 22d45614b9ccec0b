#include <agent_event_bus/pattern_trie.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "catch.h"

using namespace agent_event_bus;

namespace {

// A trie whose value at a node is the node itself.
struct Trie {
  uint32_t insert(const std::string& pattern) {
    REQUIRE(segments.parsePattern(pattern).ok());
    const uint32_t node = trie.insert(segments);
    trie.value(node) = node;
    return node;
  }
  void erase(uint32_t node) {
    trie.value(node) = kNone;
    trie.prune(node);
  }
  std::multiset<uint32_t> match(const std::string& topic) {
    REQUIRE(segments.parseTopic(topic).ok());
    const IdList& nodes = trie.match(segments);
    return {nodes.begin(), nodes.end()};
  }

  Segments segments;
  PatternTrie trie;
};

using Nodes = std::multiset<uint32_t>;

}  // namespace

TEST_CASE("A pattern inserted twice ends at the same node") {
  Trie trie;
  const uint32_t node = trie.insert("tool.*.**");
  CHECK(trie.insert("tool.*.**") == node);
  CHECK(trie.trie.nodeCount() == 4);
}

TEST_CASE("Patterns share their beginnings") {
  Trie trie;
  trie.insert("tool.called");
  trie.insert("tool.failed");
  trie.insert("tool.*");
  CHECK(trie.trie.nodeCount() == 5);
  CHECK(trie.trie.segmentCount() == 3);
}

TEST_CASE("A literal, a wildcard and a multi-wildcard child stand side by side") {
  Trie trie;
  const uint32_t literal = trie.insert("tool.called");
  const uint32_t wildcard = trie.insert("tool.*");
  const uint32_t multiWildcard = trie.insert("tool.**");
  CHECK(trie.match("tool.called") == Nodes{literal, wildcard, multiWildcard});
  CHECK(trie.match("tool.failed") == Nodes{wildcard, multiWildcard});
  CHECK(trie.match("tool.a.b") == Nodes{multiWildcard});
  CHECK(trie.match("tool").empty());
}

TEST_CASE("A node is found once, however many ways lead to it") {
  Trie trie;
  const uint32_t node = trie.insert("**.a.**");
  CHECK(trie.match("a.a.a.a.a") == Nodes{node});
}

TEST_CASE("Pruning takes what nothing needs any more, and nothing else") {
  Trie trie;
  const uint32_t shorter = trie.insert("a.b");
  const uint32_t longer = trie.insert("a.b.*.**.c");
  trie.erase(longer);
  CHECK(trie.trie.nodeCount() == 3);
  CHECK(trie.trie.segmentCount() == 2);
  CHECK(trie.match("a.b") == Nodes{shorter});
  trie.erase(shorter);
  CHECK(trie.trie.nodeCount() == 1);
  CHECK(trie.trie.segmentCount() == 0);
}

TEST_CASE("A node with children outlives its own pattern") {
  Trie trie;
  const uint32_t inner = trie.insert("a");
  const uint32_t leaf = trie.insert("a.b");
  trie.erase(inner);
  CHECK(trie.trie.nodeCount() == 3);
  CHECK(trie.match("a").empty());
  CHECK(trie.match("a.b") == Nodes{leaf});
}

TEST_CASE("A node used again has forgotten its first life") {
  Trie trie;
  const uint32_t first = trie.insert("**");
  CHECK(trie.match("a.b") == Nodes{first});
  trie.erase(first);
  const uint32_t second = trie.insert("a");
  CHECK(second == first);
  CHECK(trie.match("a") == Nodes{second});
  CHECK(trie.match("a.b").empty());
}

TEST_CASE("A match grows with the topic, not with the ways to spread its wildcards") {
  // 4 nested `**` before a segment that never comes have 300,000 ways over 128 segments. A matcher
  // that tried them for each of these 500 patterns would not come back.
  Trie trie;
  std::vector<uint32_t> nodes;
  for (int i = 0; i < 500; ++i) {
    const std::string tail = std::to_string(i);
    nodes.push_back(trie.insert("**.a.**.a.**.a.**." + tail));
  }
  std::string topic = "a";
  for (uint32_t i = 1; i < kMaxSegments; ++i) topic += ".a";
  for (int i = 0; i < 20; ++i) CHECK(trie.match(topic).empty());
}

TEST_CASE("The set of live nodes never exceeds the trie") {
  // What match() keeps between segments is counted in bytes(): with each node in it at most once it
  // stays below the number of nodes, rounded up by the growth of a vector.
  Trie trie;
  trie.insert("**.a.**.a.**.a.**.a");
  trie.insert("*.**.*.**.*.**.*.**");
  const size_t before = trie.trie.bytes();
  std::string topic = "a";
  for (uint32_t i = 1; i < kMaxSegments; ++i) topic += ".a";
  CHECK(trie.match(topic).size() == 2);
  CHECK(trie.trie.bytes() - before <= 2 * 2 * trie.trie.nodeCount() * sizeof(uint32_t));
}
