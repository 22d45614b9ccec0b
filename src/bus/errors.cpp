#include "errors.h"

#include <utility>

namespace agent_event_bus {
namespace {

constexpr size_t kQuotedCharacters = 80;
// A chain of topics that is too deep usually repeats itself, so both its ends tell enough.
constexpr size_t kChainHead = 4;
constexpr size_t kChainTail = 4;

std::string escaped(uint8_t byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 0xF]};
}

// Bytes of the character at the front of `text`: of a whole UTF-8 sequence, else 1.
size_t characterLength(std::string_view text) {
  const auto lead = static_cast<uint8_t>(text[0]);
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (length > text.size()) return 1;
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<uint8_t>(text[i]) & 0xC0) != 0x80) return 1;
  }
  return length;
}

// `text` in quotes, safe to print on one line of a terminal or a log, and not too long for it.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (size_t characters = 0; !text.empty(); ++characters) {
    if (characters == kQuotedCharacters) {
      out += "…";
      break;
    }
    const size_t length = characterLength(text);
    const auto byte = static_cast<uint8_t>(text[0]);
    if (byte == '"' || byte == '\\') {
      out += {'\\', text[0]};
    } else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && length == 1)) {
      out += escaped(byte);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return out + '"';
}

std::string describe(TopicError::Kind kind, std::string_view input, Check check) {
  std::string out = kind == TopicError::Kind::kTopic ? "Invalid topic" : "Invalid pattern";
  if (check.status == Status::kNoPattern) {
    out += " list";
  } else {
    out += ' ';
    out += quoted(input);
  }
  out += ": ";
  out += statusRule(check.status);
  if (statusHasPlace(check.status)) out += " (at index " + std::to_string(check.position) + ")";
  return out;
}

std::string describe(const std::vector<std::exception_ptr>& errors) {
  std::string out = std::to_string(errors.size()) + " errors";
  std::string_view separator = ": ";
  for (const std::exception_ptr& error : errors) {
    out += separator;
    out += messageOf(error);
    separator = "; ";
  }
  return out;
}

std::string describe(const std::vector<std::string>& topics) {
  std::string out = "More than " + std::to_string(topics.size() - 1) + " nested publishes: ";
  for (size_t i = 0; i < topics.size(); ++i) {
    if (i > 0) out += " -> ";
    if (i == kChainHead && topics.size() > kChainHead + kChainTail) {
      out += "… -> ";
      i = topics.size() - kChainTail;
    }
    out += quoted(topics[i]);
  }
  return out;
}

}  // namespace

TopicError::TopicError(Kind kind, std::string_view input, Check check)
    : std::invalid_argument(describe(kind, input, check)),
      kind_(kind),
      check_(check),
      input_(std::make_shared<const std::string>(input)) {}

AggregateError::AggregateError(std::vector<std::exception_ptr> errors)
    : std::runtime_error(describe(errors)),
      errors_(std::make_shared<const std::vector<std::exception_ptr>>(std::move(errors))) {}

BusClosedError::BusClosedError() : BusError("The event bus is closed") {}

PublishDepthError::PublishDepthError(std::vector<std::string> topics)
    : BusError(describe(topics)),
      topics_(std::make_shared<const std::vector<std::string>>(std::move(topics))) {}

std::string messageOf(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "not a std::exception";
  }
}

}  // namespace agent_event_bus
