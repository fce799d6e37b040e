// Any bytes through the FITS verifier. The first byte says how they are cut, and the report must be
// the same as for bytes in one piece.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/fits/verifier.h"

namespace {

heafs::FitsReport verify(std::span<const std::byte> bytes, size_t chunk) {
    heafs::FitsVerifier verifier({"EXTNAME", "OBJECT"});
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(chunk, bytes.size()));
        verifier.feed(part);
        bytes = bytes.subspan(part.size());
    }
    return verifier.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
    const size_t chunk = size_t{1} + size_t{data[0]} * 37;
    if (verify(bytes, chunk) != verify(bytes, bytes.size())) std::abort();
    return 0;
}
