#include "text_scanner.h"

#include "token_rules.h"
#include "value_rules.h"

namespace agent_event_bus {

size_t TextScanner::scan(std::string_view text, bool isLast, std::string& out) {
  size_t index = 0;
  size_t copied = 0;
  while (index < text.size()) {
    if (end_.passing()) {
      const size_t from = index;
      index = end_.pass(text, index, out);
      steps_ += index - from;
      copied = index;
      if (!end_.passing()) tracker_.cut();
      continue;
    }
    const char byte = text[index];
    Finding found;
    if (tracker_.awaitsValue(byte) || beginsToken(byte)) {
      found = find({text.substr(index), isLast, steps_});
      if (found.verdict == Verdict::kUndecided) break;
    }
    if (found.verdict == Verdict::kNo) {
      tracker_.advance(byte);
      ++index;
      ++steps_;
      continue;
    }
    out.append(text, copied, index + found.kept - copied);
    writeMarker(found.kind, found.quoted, out);
    index += found.seen;
    copied = index;
    end_ = found.end;
    tracker_.cut();
  }
  out.append(text, copied, index - copied);
  return index;
}

Finding TextScanner::find(const Ahead& ahead) {
  const char byte = ahead.text.front();
  if (tracker_.awaitsValue(byte)) {
    const Finding found = findValue(ahead, tracker_.context(), tracker_.name());
    if (found.verdict != Verdict::kNo) return found;
    tracker_.forgetName();
  }
  return beginsToken(byte) ? findToken(ahead, tracker_.before()) : Finding{};
}

void TextScanner::writeMarker(SecretKind kind, bool quoted, std::string& out) {
  ++removed_;
  ++counts_[static_cast<uint32_t>(kind)];
  const NameContext& context = tracker_.context();
  if (quoted) out.append(context.slashes, '\\').append(1, context.quote);
  out.append(markerOf(kind));
  if (quoted) out.append(context.slashes, '\\').append(1, context.quote);
}

void TextScanner::addCounts(SecretCounts& counts) const {
  for (uint32_t kind = 0; kind < kSecretKinds; ++kind) counts[kind] += counts_[kind];
}

}  // namespace agent_event_bus
