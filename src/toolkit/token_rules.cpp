#include "token_rules.h"

#include <algorithm>
#include <array>

namespace agent_event_bus {
namespace {

constexpr ByteSet kSlackToken("0-9A-Za-z-");
constexpr ByteSet kSlackPath("0-9A-Za-z/");
constexpr ByteSet kGithubPat("0-9A-Za-z_");
constexpr ByteSet kDottedToken("0-9A-Za-z._-");
constexpr ByteSet kPemLabel("A-Z0-9 ");
constexpr ByteSet kAuthorityEnd("/?#\\\"'`<> \t\r\n{}");

/// A secret that begins with `prefix`, followed by at least `minLength` bytes of `set`.
struct PrefixRule {
  std::string_view prefix;
  const ByteSet& set;
  uint32_t minLength;
  SecretKind kind;
  bool boundary;            ///< No letter or digit stands before it.
  bool random;              ///< Words do not count: `sk-learn-pipeline-transformer`.
  bool keepPrefix = false;  ///< The prefix stays: it is an address.
};

// The first that applies counts.
constexpr PrefixRule kPrefixRules[] = {
    {"sk-", kBase64Url, 16, SecretKind::kApiKey, true, true},
    {"sk_live_", kAlphanumeric, 16, SecretKind::kApiKey, false, false},
    {"sk_test_", kAlphanumeric, 16, SecretKind::kApiKey, false, false},
    {"rk_live_", kAlphanumeric, 16, SecretKind::kApiKey, false, false},
    {"rk_test_", kAlphanumeric, 16, SecretKind::kApiKey, false, false},
    {"whsec_", kAlphanumeric, 16, SecretKind::kApiKey, false, false},
    {"AKIA", kUpperAlphanumeric, 16, SecretKind::kAws, false, false},
    {"ASIA", kUpperAlphanumeric, 16, SecretKind::kAws, true, false},
    {"AIza", kBase64Url, 30, SecretKind::kGoogle, true, false},
    {"ya29.", kBase64Url, 20, SecretKind::kGoogle, true, false},
    {"xoxa-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xoxb-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xoxc-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xoxd-", kToken68, 10, SecretKind::kSlack, false, false},
    {"xoxe-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xoxe.xoxb-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xoxe.xoxp-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xoxo-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xoxp-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xoxr-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xoxs-", kSlackToken, 10, SecretKind::kSlack, false, false},
    {"xapp-", kSlackToken, 10, SecretKind::kSlack, true, true},
    {"hooks.slack.com/services/", kSlackPath, 8, SecretKind::kSlack, false, false, true},
    {"hooks.slack.com/workflows/", kSlackPath, 8, SecretKind::kSlack, false, false, true},
    {"hooks.slack.com/triggers/", kSlackPath, 8, SecretKind::kSlack, false, false, true},
    {"ghp_", kAlphanumeric, 20, SecretKind::kGithub, false, false},
    {"gho_", kAlphanumeric, 20, SecretKind::kGithub, false, false},
    {"ghu_", kAlphanumeric, 20, SecretKind::kGithub, false, false},
    {"ghs_", kAlphanumeric, 20, SecretKind::kGithub, false, false},
    {"ghr_", kAlphanumeric, 20, SecretKind::kGithub, false, false},
    {"github_pat_", kGithubPat, 20, SecretKind::kGithub, false, false},
    {"hf_", kAlphanumeric, 20, SecretKind::kHuggingFace, true, true},
    {"glpat-", kBase64Url, 20, SecretKind::kApiKey, true, false},
    {"npm_", kAlphanumeric, 30, SecretKind::kApiKey, true, true},
    {"pypi-", kBase64Url, 40, SecretKind::kApiKey, true, true},
    {"gsk_", kAlphanumeric, 20, SecretKind::kApiKey, true, true},
    {"xai-", kAlphanumeric, 20, SecretKind::kApiKey, true, true},
    {"pplx-", kAlphanumeric, 20, SecretKind::kApiKey, true, true},
    {"tvly-", kBase64Url, 20, SecretKind::kApiKey, true, true},
    {"r8_", kAlphanumeric, 30, SecretKind::kApiKey, true, true},
    {"lsv2_", kGithubPat, 20, SecretKind::kApiKey, true, true},
    {"dop_v1_", kAlphanumeric, 40, SecretKind::kApiKey, true, false},
    {"shpat_", kAlphanumeric, 30, SecretKind::kApiKey, true, false},
    {"lin_api_", kAlphanumeric, 20, SecretKind::kApiKey, true, false},
    {"dckr_pat_", kBase64Url, 20, SecretKind::kApiKey, true, false},
    {"SG.", kDottedToken, 40, SecretKind::kApiKey, true, true},
    {"AGE-SECRET-KEY-1", kAlphanumeric, 20, SecretKind::kPrivateKey, false, false},
    {"discord.com/api/webhooks/", kDottedToken, 8, SecretKind::kApiKey, false, false, true},
};

constexpr uint32_t kPrefixRuleCount = std::size(kPrefixRules);

// The rules by their first byte: `first[byte]` to `first[byte + 1]` of `order`.
struct RuleIndex {
  std::array<uint8_t, 257> first{};
  std::array<uint8_t, kPrefixRuleCount> order{};
};
constexpr RuleIndex indexOfRules() {
  RuleIndex index;
  uint8_t count = 0;
  for (uint32_t byte = 0; byte < 256; ++byte) {
    index.first[byte] = count;
    for (uint32_t rule = 0; rule < kPrefixRuleCount; ++rule) {
      if (static_cast<uint8_t>(kPrefixRules[rule].prefix.front()) == byte) {
        index.order[count++] = static_cast<uint8_t>(rule);
      }
    }
  }
  index.first[256] = count;
  return index;
}
constexpr RuleIndex kRuleIndex = indexOfRules();

constexpr std::array<bool, 256> tokenBegins() {
  std::array<bool, 256> begins{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    begins[byte] = kRuleIndex.first[byte] != kRuleIndex.first[byte + 1];
  }
  for (const char byte : {'b', 'B', 'e', '-', ':'}) begins[static_cast<uint8_t>(byte)] = true;
  return begins;
}
constexpr std::array<bool, 256> kTokenBegins = tokenBegins();

// How much of a run is judged by its RandomLook: where a random key has none, no key has.
constexpr uint32_t kJudged = 28;

// Whether a run at `from`, of at least `minLength` bytes of `set`, looks random.
Verdict judgeRun(const Ahead& ahead, uint32_t from, const ByteSet& set, uint32_t minLength,
                 bool random) {
  const std::string_view text = ahead.text.substr(from);
  const uint32_t limit = random ? std::max(minLength, kJudged) : minLength;
  const auto end = static_cast<uint32_t>(std::min<size_t>(limit, text.size()));
  RandomLook look;
  uint32_t length = 0;
  const auto isEnough = [&] { return length >= minLength && (!random || look.found()); };
  while (length < end && !isEnough() && set.has(text[length])) look.add(text[length++]);
  ahead.steps += length;
  if (isEnough()) return Verdict::kYes;
  return length < limit && length == text.size() ? ahead.atEnd() : Verdict::kNo;
}

Finding findPrefixed(const Ahead& ahead, Before before) {
  const auto byte = static_cast<uint8_t>(ahead.text.front());
  for (uint32_t at = kRuleIndex.first[byte]; at < kRuleIndex.first[byte + 1]; ++at) {
    const PrefixRule& rule = kPrefixRules[kRuleIndex.order[at]];
    if (rule.boundary && before.word) continue;
    // Most words end here.
    if (ahead.text.size() > 1 && ahead.text[1] != rule.prefix[1]) continue;
    const auto prefixLength = static_cast<uint32_t>(rule.prefix.size());
    const std::string_view begun = rule.prefix.substr(0, ahead.text.size());
    if (ahead.text.substr(0, prefixLength) != begun) continue;
    if (begun.size() < prefixLength) {
      if (ahead.isAll) continue;
      return {Verdict::kUndecided};
    }
    const Verdict verdict = judgeRun(ahead, prefixLength, rule.set, rule.minLength, rule.random);
    if (verdict == Verdict::kNo) continue;
    const uint32_t kept = rule.keepPrefix ? prefixLength : 0;
    return {verdict, rule.kind, kept, prefixLength, SecretEnd::whereNotIn(rule.set)};
  }
  return {};
}

// `eyJ…` is `{"…` in base64; a dot and a second part make it a token.
Finding findJwt(const Ahead& ahead, Before before) {
  constexpr std::string_view kBegin = "eyJ";
  constexpr uint32_t kMinPart = 8;
  if (before.base64Url) return {};
  const std::string_view begun = kBegin.substr(0, ahead.text.size());
  if (ahead.text.substr(0, kBegin.size()) != begun) return {};
  const uint32_t header = runLength(ahead, 0, kBase64Url, kMaxLookahead - kMinPart - 1);
  if (header == ahead.text.size()) return {ahead.atEnd()};
  if (header < kBegin.size() + kMinPart || ahead.text[header] != '.') return {};
  const Verdict verdict = judgeRun(ahead, header + 1, kBase64Url, kMinPart, /*random=*/false);
  return {verdict, SecretKind::kJwt, 0, header, SecretEnd::whereNotIn(kDottedToken)};
}

// `Bearer x` and `Basic x`, in letters of any case.
Finding findCredentials(const Ahead& ahead, Before before) {
  constexpr std::string_view kSchemes[] = {"bearer", "basic"};
  constexpr uint32_t kMaxSpaces = 8;
  constexpr uint32_t kMinLength = 8;
  if (before.word) return {};
  for (const std::string_view scheme : kSchemes) {
    uint32_t length = 0;
    while (length < scheme.size() && length < ahead.text.size() &&
           (ahead.text[length] | 0x20) == scheme[length]) {
      ++length;
    }
    if (length == ahead.text.size()) return {ahead.atEnd()};
    if (length < scheme.size()) continue;
    uint32_t from = length + runLength(ahead, length, kBlank, kMaxSpaces);
    if (from == ahead.text.size()) return {ahead.atEnd()};
    if (from == length) {  // as in a URL
      const std::string_view space = ahead.text[from] == '+' ? "+" : "%20";
      const std::string_view there = ahead.text.substr(from, space.size());
      if (there != space.substr(0, there.size())) return {};
      if (there.size() < space.size()) return {ahead.atEnd()};
      from += static_cast<uint32_t>(space.size());
    }
    const Verdict verdict = judgeRun(ahead, from, kToken68, kMinLength, /*random=*/true);
    if (verdict == Verdict::kNo) return {};
    return {verdict, SecretKind::kAuthorization, from, from, SecretEnd::whereNotIn(kToken68)};
  }
  return {};
}

Finding findPem(const Ahead& ahead) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kDashes = "-----";
  constexpr uint32_t kMaxLabel = 48;
  const std::string_view begun = kBegin.substr(0, ahead.text.size());
  if (ahead.text.substr(0, kBegin.size()) != begun) return {};
  if (begun.size() < kBegin.size()) return {ahead.atEnd()};
  constexpr auto kFrom = static_cast<uint32_t>(kBegin.size());
  const uint32_t label = runLength(ahead, kFrom, kPemLabel, kMaxLabel);
  const std::string_view after = ahead.text.substr(kFrom + label, kDashes.size());
  if (after != kDashes.substr(0, after.size())) return {};
  if (after.size() < kDashes.size()) return {ahead.atEnd()};
  if (ahead.text.substr(kFrom, label).find("PRIVATE KEY") == std::string_view::npos) return {};
  const auto seen = static_cast<uint32_t>(kFrom + label + kDashes.size());
  return {Verdict::kYes, SecretKind::kPrivateKey, 0, seen, SecretEnd::ofPem()};
}

// `://user:password@` or `://token@`. A short user without a password is none: `ssh://git@host`.
Finding findUserinfo(const Ahead& ahead) {
  constexpr std::string_view kBegin = "://";
  constexpr uint32_t kLongUser = 16;
  const std::string_view begun = kBegin.substr(0, ahead.text.size());
  if (ahead.text.substr(0, kBegin.size()) != begun) return {};
  constexpr auto kFrom = static_cast<uint32_t>(kBegin.size());
  const auto length = std::min<uint32_t>(kMaxLookahead, ahead.text.size());
  uint32_t at = kFrom;
  uint32_t host = 0;   // where it begins, behind the last '@'
  uint32_t colon = 0;  // the first one
  for (; at < length && !kAuthorityEnd.has(ahead.text[at]); ++at) {
    if (ahead.text[at] == '@') host = at + 1;
    if (ahead.text[at] == ':' && colon == 0) colon = at;
  }
  ahead.steps += at;
  const bool open = at >= length && length < kMaxLookahead;
  if (open && !ahead.isAll) return {Verdict::kUndecided};
  if (host == 0) return {};
  const bool hasPassword = colon != 0 && colon < host;
  if (!hasPassword && host - kFrom - 1 < kLongUser) return {};
  return {Verdict::kYes, SecretKind::kUserinfo, kFrom, host - 1};
}

}  // namespace

uint32_t runLength(const Ahead& ahead, uint32_t from, const ByteSet& set, uint32_t limit) {
  const std::string_view text = ahead.text;
  uint32_t length = 0;
  while (length < limit && from + length < text.size() && set.has(text[from + length])) ++length;
  ahead.steps += length;
  return length;
}

bool beginsToken(char byte) { return kTokenBegins[static_cast<uint8_t>(byte)]; }

Finding findToken(const Ahead& ahead, Before before) {
  const char byte = ahead.text.front();
  if (byte == 'e') return findJwt(ahead, before);
  if (byte == '-') return findPem(ahead);
  if (byte == ':') return findUserinfo(ahead);
  if ((byte | 0x20) == 'b') return findCredentials(ahead, before);
  return findPrefixed(ahead, before);
}

}  // namespace agent_event_bus
