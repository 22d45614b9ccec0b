// What a removed secret was, and the marker that stands in its place.

#ifndef AGENT_EVENT_BUS_SECRET_KIND_H_
#define AGENT_EVENT_BUS_SECRET_KIND_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace agent_event_bus {

enum class SecretKind : uint8_t {
  kField,          ///< The value of a field, header or variable whose name says what it is.
  kLiteral,        ///< One of the texts that the caller gave.
  kApiKey,         ///< A key of a model provider or another service, known by its prefix.
  kAws,            ///< An access key id of Amazon Web Services.
  kGoogle,         ///< A key or token of Google.
  kSlack,          ///< A token or webhook of Slack.
  kGithub,         ///< A token of GitHub.
  kHuggingFace,    ///< A token of Hugging Face.
  kJwt,            ///< A JSON Web Token.
  kPrivateKey,     ///< A private key in PEM.
  kUserinfo,       ///< `user:password` in a URL.
  kAuthorization,  ///< What follows `Bearer` or `Basic`.
  kKindCount,      ///< Not a kind: how many there are.
};

inline constexpr uint32_t kSecretKinds = static_cast<uint32_t>(SecretKind::kKindCount);

/// How many secrets of each kind were removed.
using SecretCounts = std::array<uint32_t, kSecretKinds>;

/// The name of a kind, as it stands in its marker: "api-key".
std::string_view kindName(SecretKind kind);

/// What stands in the place of a secret: "[REDACTED:api-key]". Printable ASCII without quotes and
/// backslashes, so that a JSON string or a header stays one.
std::string_view markerOf(SecretKind kind);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_SECRET_KIND_H_
