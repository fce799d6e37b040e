// Manifests in the format of sha256sum and its sisters: which files a delivery consists of.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/finding.h"

namespace heafs {

struct Manifest {
    // Path in the delivery -> 64 lower-case digits; "" where only other algorithms vouch for it.
    std::map<std::string, std::string> sha256_of;
    std::map<std::string, std::map<std::string, std::string>> digests_of;  // path, algorithm
    std::vector<Finding> findings;  // DLV-001 where it does not parse
    std::vector<Finding> notes;     // that reject nothing
    std::string sha256;             // of the manifest itself

    struct Payload {
        int64_t octets = 0;
        int64_t files = 0;
    };
    bool bag = false;                       // see bagit.h, which fills what follows
    std::optional<Payload> payload;         // Payload-Oxum
    std::vector<std::string> awaited_tags;  // that a tag manifest lists and are not there yet
};

struct ManifestKind {
    std::string algorithm = "sha256";          // md5, sha1, sha256 or sha512
    std::string file = "manifest-sha256.txt";  // named in findings
    bool bag = false;                          // lines and escapes are those of RFC 8493
};

// Takes GNU lines ("<hash>  path", "<hash> *path", escaped names), BSD lines
// ("SHA256 (path) = <hash>"), CRLF, `./` before a path, upper-case digits. Never raises.
Manifest parse_manifest(std::string_view text, const ManifestKind& kind = {});

}  // namespace heafs
