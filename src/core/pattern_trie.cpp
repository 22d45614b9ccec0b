#include "pattern_trie.h"

#include <algorithm>
#include <utility>

namespace agent_event_bus {
namespace {

constexpr uint32_t kRoot = 0;

// Nodes that one segment can lead to from one node: its literal child, two wildcards, and itself.
constexpr size_t kMostReached = 4;

// Stand where a literal's id would; no segment table grows this far.
constexpr uint32_t kWildcardSegment = kNone - 1;
constexpr uint32_t kMultiWildcardSegment = kNone - 2;

// Multiply and fold, so that consecutive ids spread over the low bits that the index uses.
uint32_t edgeHash(uint32_t parent, uint32_t segmentHash) {
  const uint64_t mixed = (uint64_t{parent} << 32 | segmentHash) * 0x9E3779B97F4A7C15u;
  return static_cast<uint32_t>(mixed >> 32);
}

}  // namespace

PatternTrie::PatternTrie() { nodes_.acquire({}); }

uint32_t PatternTrie::insert(const Segments& pattern) {
  uint32_t node = kRoot;
  for (const Segment& segment : pattern) {
    switch (segment.kind) {
      case Segment::Kind::kLiteral:
        node = literalChild(node, segment);
        break;
      case Segment::Kind::kWildcard:
        node = wildcardChild(node, &Node::wildcard, kWildcardSegment);
        break;
      case Segment::Kind::kMultiWildcard:
        node = wildcardChild(node, &Node::multiWildcard, kMultiWildcardSegment);
        break;
    }
  }
  return node;
}

uint32_t PatternTrie::literalChild(uint32_t parent, const Segment& segment) {
  const uint32_t known = findLiteral(parent, segment);
  if (known != kNone) return known;
  const uint32_t child = addNode(parent, segments_.intern(segment));
  edges_.insert(edgeHash(parent, segment.hash), child);
  ++nodes_[parent].literals;
  return child;
}

uint32_t PatternTrie::wildcardChild(uint32_t parent, uint32_t Node::*field, uint32_t segment) {
  if (nodes_[parent].*field == kNone) nodes_[parent].*field = addNode(parent, segment);
  return nodes_[parent].*field;
}

uint32_t PatternTrie::addNode(uint32_t parent, uint32_t segment) {
  Node node;
  node.parent = parent;
  node.segment = segment;
  return nodes_.acquire(node);
}

uint32_t PatternTrie::findLiteral(uint32_t parent, const Segment& segment) const {
  if (nodes_[parent].literals == 0) return kNone;
  return edges_.find(edgeHash(parent, segment.hash), [&](uint32_t child) {
    return nodes_[child].parent == parent && segments_.is(nodes_[child].segment, segment);
  });
}

void PatternTrie::prune(uint32_t node) {
  while (node != kRoot) {
    const Node& current = nodes_[node];
    if (current.value != kNone || current.literals > 0 || current.wildcard != kNone ||
        current.multiWildcard != kNone) {
      return;
    }
    const uint32_t parent = current.parent;
    if (current.segment == kWildcardSegment) {
      nodes_[parent].wildcard = kNone;
    } else if (current.segment == kMultiWildcardSegment) {
      nodes_[parent].multiWildcard = kNone;
    } else {
      edges_.erase(edgeHash(parent, segments_.hashOf(current.segment)), node);
      segments_.release(current.segment);
      --nodes_[parent].literals;
    }
    nodes_.release(node);
    node = parent;
  }
}

const IdList& PatternTrie::match(const Segments& topic) {
  live_.clear(1);
  live_.add(kRoot);
  for (const Segment& segment : topic) {
    next_.clear(std::min(kMostReached * live_.size(), size_t{nodes_.size()}));
    nextStep();
    for (const uint32_t id : live_) {
      const Node& node = nodes_[id];
      reach(findLiteral(id, segment));
      reach(node.wildcard);
      reach(node.multiWildcard);
      if (node.segment == kMultiWildcardSegment) reach(id);
    }
    std::swap(live_, next_);
    if (live_.empty()) break;
  }
  next_.clear(live_.size());
  for (const uint32_t id : live_) {
    if (nodes_[id].value != kNone) next_.add(id);
  }
  return next_;
}

void PatternTrie::reach(uint32_t node) {
  // A `**` is reached both from its parent and from itself; it must enter the set only once.
  if (node == kNone || nodes_[node].mark == step_) return;
  nodes_[node].mark = step_;
  next_.add(node);
}

void PatternTrie::nextStep() {
  if (++step_ != 0) return;
  // The counter came round: marks of four billion steps ago would look like those of today.
  for (uint32_t id = 0; id < nodes_.capacity(); ++id) nodes_[id].mark = 0;
  step_ = 1;
}

size_t PatternTrie::bytes() const {
  return nodes_.bytes() + segments_.bytes() + edges_.bytes() +
         live_.bytes() + next_.bytes();
}

}  // namespace agent_event_bus
