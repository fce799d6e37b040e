#include "core/delivery/manifest_signature.h"

#include <fmt/format.h>

#include "config/base/error.h"
#include "config/missions/mission.h"
#include "core/base/files.h"
#include "core/base/signature.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr size_t kSignatureBytes = 64;
constexpr size_t kBase64Digits = 44;  // of a public key, 32 bytes
constexpr int64_t kMaxKeyBytes = 65536;

TrustedKey trusted_key_of(const Mission& mission, const SigningKey& key) {
    TrustedKey trusted{base_name(key.key), {}, key.until};
    const bool base64 = key.key.size() == kBase64Digits && key.key.back() == '=';
    try {
        trusted.pem = base64 ? pem_of_public_key(key.key) : read_file(key.key, kMaxKeyBytes);
        signature_is_good(trusted.pem, "", "");  // refuses what is no key
    } catch (const Error& error) {
        throw Error(error.fault(), fmt::format("signing key '{}' of mission {} cannot be used: {}",
                                               key.key, mission.name, error.what()));
    }
    if (base64) trusted.name = key.key;
    return trusted;
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    return std::string(text);
}

Finding fault_of(const std::string& key, const std::string& what) {
    return make_finding("DLV-012", kManifestSignature,
                        fmt::format("Manifest signature by {} is {}", key, what));
}

}  // namespace

std::vector<TrustedKey> trusted_keys_of(const Mission& mission) {
    std::vector<TrustedKey> keys;
    for (const SigningKey& key : mission.signing_keys) keys.push_back(trusted_key_of(mission, key));
    return keys;
}

ManifestSignature judge_signature(const std::vector<TrustedKey>& keys, std::string_view manifest,
                                  std::string_view signature, std::string_view today) {
    const std::string base64 =
        signature.size() == kSignatureBytes ? base64_of(signature) : trimmed(signature);
    std::string expired, names;
    for (const TrustedKey& key : keys) {
        names += (names.empty() ? "" : ", ") + key.name;
        if (!signature_is_good(key.pem, manifest, base64)) continue;
        if (key.until.empty() || today <= key.until) return {true, std::nullopt};
        expired = key.name;
    }
    if (!expired.empty()) return {true, fault_of(expired, "expired")};
    if (base64.size() != base64_of(std::string(kSignatureBytes, '\0')).size())
        return {true,
                fault_of("its file", fmt::format("bad: {} bytes are neither the {} of an Ed25519 "
                                                 "signature nor their Base64",
                                                 signature.size(), kSignatureBytes))};
    if (keys.size() == 1)
        return {true, fault_of(names, "bad: it is of another manifest, or by an unknown key")};
    return {true, fault_of("a key", fmt::format("unknown, or bad: none of {} made it of this "
                                                "manifest",
                                                names))};
}

}  // namespace heafs
