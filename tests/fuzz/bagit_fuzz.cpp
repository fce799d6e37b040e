// Any bytes as the tag files of a bag, a zero byte between them: a manifest whose paths stay
// inside.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/delivery/bagit.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    heafs::TagTexts texts;
    std::string rest(reinterpret_cast<const char*>(data), size);
    for (const char* name : {"bagit.txt", "bag-info.txt", "manifest-md5.txt", "manifest-sha256.txt",
                             "tagmanifest-md5.txt"}) {
        const size_t end = rest.find('\0');
        texts[name] = rest.substr(0, end);
        if (end == std::string::npos) break;
        rest.erase(0, end + 1);
    }
    if (const auto manifest = heafs::manifest_of(texts))
        for (const auto& [path, sha256] : manifest->sha256_of)
            if (path.empty() || path.front() == '/' || path.substr(0, 3) == "../") std::abort();
    return 0;
}
