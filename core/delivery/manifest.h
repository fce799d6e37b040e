// manifest-sha256.txt in the format of sha256sum: which files a delivery consists of.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/finding.h"

namespace heafs {

struct Manifest {
    std::map<std::string, std::string> sha256_of;  // path in the delivery -> 64 lower-case digits
    std::vector<Finding> findings;                 // DLV-001 where it does not parse
    std::string sha256;                            // of the manifest itself
};

// Takes GNU lines ("<hash>  path", "<hash> *path", escaped names), BSD lines
// ("SHA256 (path) = <hash>"), CRLF, `./` before a path, upper-case digits. Never raises.
Manifest parse_manifest(std::string_view text);

}  // namespace heafs
