// Any bytes as manifest text, for libFuzzer: a result and findings, never a fault. Seeds:
// corpus/manifest.
// clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -I. tests/fuzz/manifest_fuzz.cpp \
//   core/delivery/{bagit,manifest,rules}.cpp core/base/{digest,sha256}.cpp \
//   config/base/error.cpp -lcrypto -lfmt
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/delivery/bagit.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const char* algorithm : {"md5", "sha1", "sha256", "sha512"})
        heafs::parse_manifest(text, {algorithm, "manifest.txt", false});
    return 0;
}
