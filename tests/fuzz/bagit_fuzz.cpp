// Any bytes as bagit text, for libFuzzer: a result and findings, never a fault. Seeds:
// corpus/bagit.
// clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -I. tests/fuzz/bagit_fuzz.cpp \
//   core/delivery/{bagit,manifest,rules}.cpp core/base/{digest,sha256}.cpp \
//   config/base/error.cpp -lcrypto -lfmt
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/delivery/bagit.h"

// Parts are separated by a zero byte: bagit.txt, bag-info.txt, two manifests, a tag manifest.
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
    heafs::manifest_of(texts);
    return 0;
}
