// Any text as a manifest of each algorithm: hashes are hashes, and every path stays inside the
// delivery.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/delivery/manifest.h"

namespace {

bool is_hash(std::string_view text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool stays_inside(std::string_view path) {
    return !path.empty() && path.front() != '/' && path != ".." && path.substr(0, 3) != "../" &&
           path.find("/../") == std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const char* algorithm : {"md5", "sha1", "sha256", "sha512"}) {
        const auto manifest = heafs::parse_manifest(text, {algorithm, "manifest.txt", false});
        for (const auto& [path, sha256] : manifest.sha256_of)
            if (!stays_inside(path) || (!sha256.empty() && !is_hash(sha256))) std::abort();
        for (const auto& finding : manifest.findings)
            if (finding.text.empty()) std::abort();
    }
    return 0;
}
