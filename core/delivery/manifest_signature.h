// Detached Ed25519 signatures of manifests, where a mission asks for them (DLV-012).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/finding.h"

namespace heafs {

struct Mission;

// Over the bytes of manifest-sha256.txt: 64 bytes as `openssl pkeyutl -sign -rawin` writes them, or
// the same as Base64.
inline constexpr const char* kSignedManifest = "manifest-sha256.txt";
inline constexpr const char* kManifestSignature = "manifest-sha256.txt.sig";

struct TrustedKey {
    std::string name;   // for people: the file's name, or the key itself
    std::string pem;    // the public key
    std::string until;  // YYYY-MM-DD, the last day it holds; "": for ever
};

// The keys of a mission. Raises Fault::kNotFound or kMalformed for one that cannot be read.
std::vector<TrustedKey> trusted_keys_of(const Mission& mission);

struct ManifestSignature {
    bool there = false;            // there is one, and the manifest too
    std::optional<Finding> fault;  // DLV-012, unless it is good
};

ManifestSignature judge_signature(const std::vector<TrustedKey>& keys, std::string_view manifest,
                                  std::string_view signature, std::string_view today);

}  // namespace heafs
