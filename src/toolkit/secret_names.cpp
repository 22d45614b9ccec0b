#include "secret_names.h"

#include <algorithm>
#include <array>

#include "byte_set.h"

namespace agent_event_bus {
namespace {

// An opaque credential is longer than a word, and than fetch's `credentials: 'same-origin'`.
constexpr uint32_t kOpaque = 12;

struct Name {
  std::string_view text;  // normalised
  uint32_t minLength = 0;
  bool header = false;
};

// A name that ends so.
constexpr Name kEndings[] = {
    {"authorization", 0, true},
    {"cookie", 0, true},
    {"apikey"},
    {"accesskey"},
    {"secretkey"},
    {"privatekey"},
    {"signingkey"},
    {"encryptionkey"},
    {"masterkey"},
    {"sharedkey"},
    {"accountkey"},
    {"password"},
    {"passwords", kOpaque},
    {"passwd"},
    {"passphrase"},
    {"pwd"},
    {"secret"},
    {"secrets", kOpaque},
    {"token", kOpaque},
    {"jwt", kOpaque},
    {"credential", kOpaque},
    {"credentials", kOpaque},
    {"connectionstring", kOpaque},
    {"webhookurl", kOpaque},
};

// A name that is so.
constexpr Name kNames[] = {
    {"auth", 8},           {"basicauth"}, {"bearer", 8}, {"otp"}, {"openaiorganization", 0, true},
    {"xapikeys", 0, true},
};

// A parameter of a URL that is so.
constexpr Name kQueryNames[] = {
    {"key", kOpaque}, {"sig", kOpaque}, {"code", 16}, {"auth"},
    {"token"},        {"credential"},   {"sid", 16},
};
// A parameter of a URL that ends so.
constexpr Name kQueryEndings[] = {{"signature", kOpaque}};

// Names that end as secrets do, and are none: of pages, of cancellation, of vocabularies.
constexpr std::string_view kHarmlessEndings[] = {
    "pagetoken", "nexttoken",         "continuationtoken", "synctoken", "canceltoken",
    "eostoken",  "cancellationtoken", "bostoken",          "padtoken",  "unktoken",
    "septoken",  "masktoken",         "stoptoken",
};
// The working directory, where it is all capitals.
constexpr std::string_view kDirectories[] = {"pwd", "oldpwd"};

NameRule ruleOf(const Name& name) { return {true, name.minLength, name.header}; }

bool endsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Every ending above ends with one of these bytes, so most names need no comparison.
constexpr ByteSet lastBytes() {
  std::array<char, 64> bytes{};
  size_t count = 0;
  for (const Name& name : kEndings) bytes[count++] = name.text.back();
  for (const Name& name : kNames) bytes[count++] = name.text.back();
  for (const Name& name : kQueryNames) bytes[count++] = name.text.back();
  for (const Name& name : kQueryEndings) bytes[count++] = name.text.back();
  return ByteSet(std::string_view(bytes.data(), count));
}
constexpr ByteSet kLastBytes = lastBytes();

template <typename List>
bool contains(const List& list, std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

}  // namespace

std::string normalisedName(std::string_view name) {
  std::string normalised;
  for (const char byte : name) {
    if (kUpper.has(byte)) {
      normalised += static_cast<char>(byte - 'A' + 'a');
    } else if (byte != '-' && byte != '_' && byte != ' ' && byte != '.') {
      normalised += byte;
    }
  }
  if (normalised.size() > kMaxNameLength) normalised.erase(0, normalised.size() - kMaxNameLength);
  return normalised;
}

void SecretNames::add(std::string_view name) { added_.push_back(normalisedName(name)); }

void SecretNames::keep(std::string_view name) { kept_.push_back(normalisedName(name)); }

NameRule SecretNames::find(std::string_view name) const {
  const bool allUpper =
      std::none_of(name.begin(), name.end(), [](char b) { return kLower.has(b); });
  return findNormalised(normalisedName(name), allUpper, /*inQuery=*/false);
}

NameRule SecretNames::findNormalised(std::string_view name, bool allUpper, bool inQuery) const {
  if (name.empty()) return {};
  if (!kept_.empty() && contains(kept_, name)) return {};
  if (!added_.empty() && contains(added_, name)) return {true, 0, false};
  if (!kLastBytes.has(name.back())) return {};
  if (inQuery) {
    for (const Name& query : kQueryNames) {
      if (name == query.text) return ruleOf(query);
    }
    for (const Name& ending : kQueryEndings) {
      if (endsWith(name, ending.text)) return ruleOf(ending);
    }
  }
  for (const Name& known : kNames) {
    if (name == known.text) return ruleOf(known);
  }
  for (const Name& ending : kEndings) {
    if (!endsWith(name, ending.text)) continue;
    if (allUpper && contains(kDirectories, name)) return {};
    const auto harmless = [&](std::string_view end) { return endsWith(name, end); };
    if (std::any_of(std::begin(kHarmlessEndings), std::end(kHarmlessEndings), harmless)) return {};
    return ruleOf(ending);
  }
  return {};
}

}  // namespace agent_event_bus
