#include "secret_end.h"

#include <algorithm>

namespace agent_event_bus {
namespace {

constexpr std::string_view kPemEnd = "-----END ";
constexpr uint32_t kDashes = 5;
constexpr ByteSet kPemLabel("A-Z0-9 ");

bool isLineBreak(char byte) { return byte == '\n' || byte == '\r'; }

// How many backslashes stand before a quote that is `level` strings deep: 0, 1, 3, 7 …
uint32_t slashesAt(uint32_t level) { return (1U << level) - 1; }

uint32_t levelOf(uint32_t slashes) {
  uint32_t level = 0;
  while (level < 8 && slashesAt(level + 1) <= slashes) ++level;
  return level;
}

// Whether a quote behind so many backslashes ends the string that is `level` strings deep. Each
// enclosing string takes away one backslash and halves the rest; where one is not escaped at all,
// it ends an enclosing string, and ours with it.
bool closes(uint32_t slashes, uint32_t level) {
  for (; level > 0; --level) {
    if (slashes % 2 == 0) return true;
    slashes /= 2;
  }
  return slashes % 2 == 0;
}

}  // namespace

SecretEnd SecretEnd::whereNotIn(const ByteSet& set) {
  SecretEnd end;
  end.how_ = How::kSet;
  end.set_ = &set;
  return end;
}

SecretEnd SecretEnd::ofString(char quote, uint32_t slashes) {
  SecretEnd end;
  end.how_ = How::kString;
  end.quote_ = quote;
  end.level_ = levelOf(slashes);
  return end;
}

SecretEnd SecretEnd::ofBrackets(char quote, uint32_t slashes) {
  SecretEnd end = ofString(quote, slashes);
  end.how_ = How::kBrackets;
  return end;
}

SecretEnd SecretEnd::ofLine() {
  SecretEnd end;
  end.how_ = How::kLine;
  return end;
}

SecretEnd SecretEnd::ofPem() {
  SecretEnd end;
  end.how_ = How::kPem;
  return end;
}

size_t SecretEnd::pass(std::string_view text, size_t index, std::string& out) {
  switch (how_) {
    case How::kNone:
      return index;
    case How::kSet:
      while (index < text.size() && set_->has(text[index])) ++index;
      if (index < text.size()) how_ = How::kNone;
      return index;
    case How::kString:
      return passString(text, index, out);
    case How::kBrackets:
      return passBrackets(text, index, out);
    case How::kLine:
      return passLine(text, index, out);
    case How::kPem:
      return passPem(text, index);
  }
  return index;
}

size_t SecretEnd::passString(std::string_view text, size_t index, std::string& out) {
  for (; index < text.size(); ++index) {
    const char byte = text[index];
    if (byte == '\\') {
      ++slashes_;
      continue;
    }
    if (byte == quote_ && closes(slashes_, level_)) {
      end(out, std::min(slashes_, slashesAt(level_)));
      return index;
    }
    if (isLineBreak(byte) && quote_ != '`') {
      end(out, 0);
      return index;
    }
    slashes_ = 0;
  }
  return index;
}

size_t SecretEnd::passBrackets(std::string_view text, size_t index, std::string& out) {
  for (; index < text.size(); ++index) {
    const char byte = text[index];
    if (byte == '\\') {
      ++slashes_;
      continue;
    }
    if (byte == quote_) {
      if (inString_) {
        inString_ = !closes(slashes_, level_);
      } else if (slashes_ < slashesAt(level_)) {  // the end of what encloses the JSON
        end(out, slashes_);
        return index;
      } else {
        inString_ = true;
      }
    }
    slashes_ = 0;
    if (inString_) continue;
    if (byte == '{' || byte == '[') ++depth_;
    if ((byte == '}' || byte == ']') && --depth_ == 0) {
      end(out, 0);
      return index + 1;
    }
  }
  return index;
}

size_t SecretEnd::passLine(std::string_view text, size_t index, std::string& out) {
  for (; index < text.size(); ++index) {
    const char byte = text[index];
    if (byte == '\\') {
      ++slashes_;
      continue;
    }
    // What follows an equals sign is a quoted parameter of the header.
    if (byte == '"' || (byte == '\'' && !inString_)) {
      if (inString_) {
        inString_ = false;
      } else if (byte == '"' && previous_ == '=') {
        inString_ = true;
      } else {
        end(out, slashes_);
        return index;
      }
    } else if (isLineBreak(byte) || (slashes_ > 0 && (byte == 'n' || byte == 'r'))) {
      end(out, slashes_);
      return index;
    }
    slashes_ = 0;
    previous_ = byte;
  }
  return index;
}

size_t SecretEnd::passPem(std::string_view text, size_t index) {
  constexpr auto kBegun = static_cast<uint32_t>(kPemEnd.size());
  for (; index < text.size(); ++index) {
    const char byte = text[index];
    if (depth_ < kBegun) {
      if (byte == kPemEnd[depth_]) {
        ++depth_;
      } else if (byte != '-') {
        depth_ = 0;
      } else if (depth_ != kDashes) {  // one dash more than five is still five
        depth_ = 1;
      }
    } else if (byte == '-') {
      if (++depth_ == kBegun + kDashes) {
        how_ = How::kNone;
        return index + 1;
      }
    } else if (depth_ > kBegun || !kPemLabel.has(byte)) {
      depth_ = 0;
    }
  }
  return index;
}

void SecretEnd::end(std::string& out, uint32_t slashes) {
  out.append(slashes, '\\');
  how_ = How::kNone;
}

}  // namespace agent_event_bus
