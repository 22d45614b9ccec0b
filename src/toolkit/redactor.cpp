#include "redactor.h"

#include "json_redaction.h"

namespace agent_event_bus {

bool Redactor::addLiteral(std::string_view literal) {
  if (literal.size() < kMinLiteralLength) return false;
  literals_.add(literal);
  literals_.link();
  known_ = {};
  return true;
}

uint32_t Redactor::text(std::string_view text, std::string& out) {
  TextScanner scanner(names_);
  if (literals_.empty()) {
    scanner.scan(text, /*isLast=*/true, out);
    return settle(scanner, 0);
  }
  LiteralFilter filter(literals_);
  std::string filtered;
  filter.push(text, filtered);
  filter.end(filtered);
  scanner.scan(filtered, /*isLast=*/true, out);
  return settle(scanner, filter.count());
}

KnownName Redactor::knownName(std::string_view name) {
  if (const KnownName* known = known_.find(name)) return *known;
  std::string out;
  const SecretCounts before = counts_;
  const KnownName found{nameRule(name), text(name, out) == 0};
  counts_ = before;
  known_.put(name, found);
  return found;
}

uint32_t Redactor::settle(const TextScanner& scanner, uint32_t literals) {
  steps_ += scanner.steps();
  const uint32_t removed = scanner.removed() + literals;
  if (removed == 0) return 0;
  scanner.addCounts(counts_);
  counts_[static_cast<uint32_t>(SecretKind::kLiteral)] += literals;
  return removed;
}

uint32_t Redactor::json(std::string_view json, std::string& out) {
  const size_t begin = out.size();
  const SecretCounts before = counts_;
  JsonRedaction redaction(*this, out);
  if (redaction.run(json)) return redaction.removed();
  out.resize(begin);
  counts_ = before;
  return text(json, out);
}

RedactionStream::RedactionStream(Redactor& redactor)
    : redactor_(&redactor), literals_(redactor.literals_), scanner_(redactor.names_) {}

void RedactionStream::push(std::string_view piece, std::string& out) {
  if (redactor_->literals_.empty()) {
    pending_.append(piece);
  } else {
    literals_.push(piece, pending_);
  }
  pending_.erase(0, scanner_.scan(pending_, /*isLast=*/false, out));
}

void RedactionStream::end(std::string& out) {
  literals_.end(pending_);
  scanner_.scan(pending_, /*isLast=*/true, out);
  cut();
}

void RedactionStream::cut() {
  pending_.clear();
  redactor_->settle(scanner_, literals_.count());
  literals_ = LiteralFilter(redactor_->literals_);
  scanner_ = TextScanner(redactor_->names_);
}

}  // namespace agent_event_bus
