// Removes given texts, and their usual encodings, from a text: one pass, however many there are.
//
// An Aho-Corasick automaton. It finds every occurrence; where some overlap or touch, what they
// cover together is replaced by one marker.

#ifndef AGENT_EVENT_BUS_LITERAL_FILTER_H_
#define AGENT_EVENT_BUS_LITERAL_FILTER_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace agent_event_bus {

/// The texts to remove.
class LiteralSet {
 public:
  LiteralSet();

  /// Adds a text that is not empty, as it is, and as it looks in JSON (also in JSON inside a
  /// string), in URLs, and in base64, where its first and last bytes may stay unrecognised.
  void add(std::string_view literal);
  bool empty() const { return nodes_.size() == 1; }

  /// Links the automaton. Needed after the last add(), before the next step.
  void link();

  /// The state behind `state` and this byte. The first state is 0.
  uint32_t step(uint32_t state, char byte) const;
  /// How many of the last bytes are the beginning of a text.
  uint32_t depth(uint32_t state) const { return nodes_[state].depth; }
  /// The length of the longest text that ends here; 0 for none.
  uint32_t found(uint32_t state) const { return nodes_[state].found; }

 private:
  struct Node {
    uint32_t child = 0;    // the first one
    uint32_t sibling = 0;  // the next one of the same parent
    uint32_t fallback = 0;
    uint32_t depth = 0;
    uint32_t found = 0;
    char byte = 0;
  };

  void insert(std::string_view text);
  uint32_t childOf(uint32_t node, char byte) const;

  std::vector<Node> nodes_;
  std::array<uint32_t, 256> roots_{};  // the children of the first node
  bool linked_ = true;
};

/// One text, in pieces, on its way through a set.
class LiteralFilter {
 public:
  /// `literals`, linked, must outlive it.
  explicit LiteralFilter(const LiteralSet& literals) : literals_(&literals) {}

  /// Appends to `out` what of the text so far is decided.
  void push(std::string_view text, std::string& out);
  /// The text is complete: appends what is left.
  void end(std::string& out);

  /// Texts removed so far.
  uint32_t count() const { return count_; }

 private:
  struct Span {
    uint64_t begin;
    uint64_t end;
  };

  void cover(Span span);
  void flush(uint64_t frontier, std::string& out);

  const LiteralSet* literals_;
  uint32_t state_ = 0;
  uint32_t count_ = 0;
  uint64_t position_ = 0;  // as all positions, in bytes from the beginning of the text
  uint64_t emitted_ = 0;
  uint64_t coveredUntil_ = 0;  // by markers that were written
  std::vector<Span> spans_;    // covered, not yet written, in order and apart
  std::string held_;           // from emitted_ on
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_LITERAL_FILTER_H_
