#include "secret_kind.h"

namespace agent_event_bus {
namespace {

constexpr std::string_view kOpening = "[REDACTED:";

struct Entry {
  SecretKind kind;
  std::string_view marker;
};

constexpr std::array<Entry, kSecretKinds> kMarkers{{
    {SecretKind::kField, "[REDACTED:field]"},
    {SecretKind::kLiteral, "[REDACTED:literal]"},
    {SecretKind::kApiKey, "[REDACTED:api-key]"},
    {SecretKind::kAws, "[REDACTED:aws]"},
    {SecretKind::kGoogle, "[REDACTED:google]"},
    {SecretKind::kSlack, "[REDACTED:slack]"},
    {SecretKind::kGithub, "[REDACTED:github]"},
    {SecretKind::kHuggingFace, "[REDACTED:hugging-face]"},
    {SecretKind::kJwt, "[REDACTED:jwt]"},
    {SecretKind::kPrivateKey, "[REDACTED:private-key]"},
    {SecretKind::kUserinfo, "[REDACTED:userinfo]"},
    {SecretKind::kAuthorization, "[REDACTED:authorization]"},
}};

constexpr bool inOrder() {
  for (uint32_t i = 0; i < kSecretKinds; ++i) {
    if (kMarkers[i].kind != static_cast<SecretKind>(i)) return false;
  }
  return true;
}
static_assert(inOrder(), "kMarkers must be in the order of SecretKind");

}  // namespace

std::string_view markerOf(SecretKind kind) { return kMarkers[static_cast<uint32_t>(kind)].marker; }

std::string_view kindName(SecretKind kind) {
  std::string_view name = markerOf(kind);
  name.remove_prefix(kOpening.size());
  name.remove_suffix(1);
  return name;
}

}  // namespace agent_event_bus
