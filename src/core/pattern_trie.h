// The patterns of all subscriptions, as a trie of their segments.
//
// A topic is matched by keeping the set of nodes that its segments so far can reach. No node enters
// the set twice for one segment, so a match takes at most (segments of the topic) x (nodes) steps
// and needs no backtracking, however the wildcards are nested.

#ifndef AGENT_EVENT_BUS_PATTERN_TRIE_H_
#define AGENT_EVENT_BUS_PATTERN_TRIE_H_

#include <cstddef>
#include <cstdint>

#include "id_index.h"
#include "id_list.h"
#include "segment_table.h"
#include "segments.h"
#include "slot_pool.h"

namespace agent_event_bus {

class PatternTrie {
 public:
  PatternTrie();

  /// The node where `pattern` ends, made if it is new. A node that is not given a value goes with
  /// its last neighbour, so set `value` before anything else is erased.
  uint32_t insert(const Segments& pattern);

  /// Prunes `node` and its ancestors as far as they hold neither a value nor children.
  void prune(uint32_t node);

  /// The nodes with a value whose pattern matches `topic`, in no particular order. The list is
  /// valid until the next call.
  const IdList& match(const Segments& topic);

  /// What the owner keeps at a node; kNone where no pattern ends.
  uint32_t& value(uint32_t node) { return nodes_[node].value; }
  uint32_t value(uint32_t node) const { return nodes_[node].value; }

  uint32_t nodeCount() const { return nodes_.size(); }
  uint32_t segmentCount() const { return segments_.size(); }
  size_t bytes() const;

 private:
  // Wildcard children are fields, so that a literal look-up never meets them.
  struct Node {
    uint32_t parent = kNone;
    uint32_t segment = kNone;  // in segments_, or kWildcardSegment or kMultiWildcardSegment
    uint32_t wildcard = kNone;
    uint32_t multiWildcard = kNone;
    uint32_t literals = 0;  // how many; they are found through edges_
    uint32_t value = kNone;
    uint32_t mark = 0;  // the step in which match() reached this node last
  };

  uint32_t findLiteral(uint32_t parent, const Segment& segment) const;
  uint32_t literalChild(uint32_t parent, const Segment& segment);
  uint32_t wildcardChild(uint32_t parent, uint32_t Node::*field, uint32_t segment);
  uint32_t addNode(uint32_t parent, uint32_t segment);
  void reach(uint32_t node);
  void nextStep();

  SlotPool<Node> nodes_;
  SegmentTable segments_;
  IdIndex edges_;  // (parent, text of the segment) -> literal child

  // Scratch of match(), kept so that a warm match allocates nothing.
  IdList live_;
  IdList next_;
  uint32_t step_ = 0;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_PATTERN_TRIE_H_
