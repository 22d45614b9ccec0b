#include "literal_filter.h"

#include <algorithm>
#include <cstddef>

#include "base64.h"
#include "byte_set.h"
#include "json_text.h"
#include "secret_kind.h"

namespace agent_event_bus {
namespace {

constexpr ByteSet kUnreserved("0-9A-Za-z._~!'()*-");  // what encodeURIComponent leaves

std::string jsonEscaped(std::string_view text) {
  std::string out;
  appendEscaped(text, out);
  return out;
}

std::string percentEncoded(std::string_view text, std::string_view hex, std::string_view space) {
  std::string out;
  for (const char byte : text) {
    const auto code = static_cast<uint8_t>(byte);
    if (byte == ' ') {
      out.append(space);
    } else if (kUnreserved.has(byte)) {
      out.append(1, byte);
    } else {
      out.append(1, '%').append(1, hex[code >> 4U]).append(1, hex[code & 15U]);
    }
  }
  return out;
}

// The digits of base64 that depend on nothing but `text`, if `shift` bytes stand before it.
std::string base64Core(std::string_view text, uint32_t shift) {
  std::string digits;
  appendBase64(std::string(shift, '\0').append(text), digits);
  digits.resize((shift + text.size()) * 8 / 6);
  return digits.substr(shift == 0 ? 0 : shift + 1);
}

}  // namespace

LiteralSet::LiteralSet() : nodes_(1) {}

void LiteralSet::add(std::string_view literal) {
  constexpr size_t kMinBase64 = 12;
  const std::string escaped = jsonEscaped(literal);
  std::vector<std::string> forms{
      std::string(literal),
      escaped,
      jsonEscaped(escaped),
      percentEncoded(literal, "0123456789ABCDEF", "%20"),
      percentEncoded(literal, "0123456789abcdef", "%20"),
      percentEncoded(literal, "0123456789ABCDEF", "+"),
  };
  for (uint32_t shift = 0; shift < 3; ++shift) {
    std::string digits = base64Core(literal, shift);
    if (digits.size() < kMinBase64) continue;
    forms.push_back(digits);
    std::replace(digits.begin(), digits.end(), '+', '-');
    std::replace(digits.begin(), digits.end(), '/', '_');
    forms.push_back(digits);
  }
  for (const std::string& form : forms) insert(form);
  linked_ = false;
}

void LiteralSet::insert(std::string_view text) {
  uint32_t node = 0;
  for (const char byte : text) {
    uint32_t next = childOf(node, byte);
    if (next == 0) {
      next = static_cast<uint32_t>(nodes_.size());
      nodes_.push_back({0, nodes_[node].child, 0, nodes_[node].depth + 1, 0, byte});
      nodes_[node].child = next;
      if (node == 0) roots_[static_cast<uint8_t>(byte)] = next;
    }
    node = next;
  }
  nodes_[node].found = nodes_[node].depth;
}

uint32_t LiteralSet::childOf(uint32_t node, char byte) const {
  if (node == 0) return roots_[static_cast<uint8_t>(byte)];
  uint32_t child = nodes_[node].child;
  while (child != 0 && nodes_[child].byte != byte) child = nodes_[child].sibling;
  return child;
}

void LiteralSet::link() {
  if (linked_) return;
  linked_ = true;
  // Breadth first, so that a fallback, which is shallower, is complete before it is needed.
  std::vector<uint32_t> queue{0};
  for (size_t i = 0; i < queue.size(); ++i) {
    const uint32_t parent = queue[i];
    for (uint32_t child = nodes_[parent].child; child != 0; child = nodes_[child].sibling) {
      Node& node = nodes_[child];
      node.fallback = parent == 0 ? 0 : step(nodes_[parent].fallback, node.byte);
      node.found = std::max(node.found, nodes_[node.fallback].found);
      queue.push_back(child);
    }
  }
}

uint32_t LiteralSet::step(uint32_t state, char byte) const {
  while (true) {
    const uint32_t next = childOf(state, byte);
    if (next != 0 || state == 0) return next;
    state = nodes_[state].fallback;
  }
}

void LiteralFilter::push(std::string_view text, std::string& out) {
  held_.append(text);
  for (const char byte : text) {
    state_ = literals_->step(state_, byte);
    ++position_;
    const uint32_t found = literals_->found(state_);
    if (found > 0) cover({position_ - found, position_});
  }
  flush(position_ - literals_->depth(state_), out);
}

void LiteralFilter::end(std::string& out) { flush(position_, out); }

void LiteralFilter::cover(Span span) {
  while (!spans_.empty() && spans_.back().end >= span.begin) {
    span.begin = std::min(span.begin, spans_.back().begin);
    spans_.pop_back();
  }
  spans_.push_back(span);
}

// Writes everything before `frontier`, where the next text to be found begins at the earliest.
void LiteralFilter::flush(uint64_t frontier, std::string& out) {
  const uint64_t first = emitted_;
  const auto skip = [&] { emitted_ = std::max(emitted_, std::min(coveredUntil_, frontier)); };
  const auto copy = [&](uint64_t until) {
    if (until > emitted_) out.append(held_, emitted_ - first, until - emitted_);
    emitted_ = std::max(emitted_, until);
  };
  skip();
  size_t done = 0;
  for (; done < spans_.size() && spans_[done].begin < frontier; ++done) {
    const Span span = spans_[done];
    copy(span.begin);
    if (span.begin > coveredUntil_ || coveredUntil_ == 0) {
      out.append(markerOf(SecretKind::kLiteral));
      ++count_;
    }
    coveredUntil_ = std::max(coveredUntil_, span.end);
    skip();
  }
  spans_.erase(spans_.begin(), spans_.begin() + static_cast<std::ptrdiff_t>(done));
  copy(frontier);
  held_.erase(0, emitted_ - first);
}

}  // namespace agent_event_bus
