#include "redactor.h"

#include <numeric>

#include "json_redaction.h"

namespace agent_event_bus {

bool Redactor::addLiteral(std::string_view literal) {
  if (literal.size() < kMinLiteralLength) return false;
  literals_.add(literal);
  literals_.link();
  return true;
}

uint32_t Redactor::text(std::string_view text, std::string& out) {
  const auto total = [&] { return std::accumulate(counts_.begin(), counts_.end(), 0U); };
  const uint32_t before = total();
  RedactionStream stream(*this);
  stream.all(text, out);
  return total() - before;
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

void RedactionStream::all(std::string_view text, std::string& out) {
  if (redactor_->literals_.empty()) {
    scanner_.scan(text, /*isLast=*/true, out);
    cut();
  } else {
    literals_.push(text, pending_);
    end(out);
  }
}

void RedactionStream::cut() {
  pending_.clear();
  scanner_.addCounts(redactor_->counts_);
  redactor_->counts_[static_cast<uint32_t>(SecretKind::kLiteral)] += literals_.count();
  redactor_->steps_ += scanner_.steps();
  literals_ = LiteralFilter(redactor_->literals_);
  scanner_ = TextScanner(redactor_->names_);
}

}  // namespace agent_event_bus
