// Any bytes as an OpenPGP message. The first byte says how they are cut: the answer is the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/formats/openpgp.h"
#include "core/formats/openpgp_decryption.h"

namespace {

heafs::OpenPgpFault check(std::span<const std::byte> bytes, size_t chunk) {
    heafs::OpenPgpCheck check;
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(chunk, bytes.size()));
        check.feed(part);
        bytes = bytes.subspan(part.size());
    }
    return check.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
    const auto whole = check(bytes, bytes.size() + 1);
    if (check(bytes, size_t{1} + data[0] % 16) != whole) std::abort();
    heafs::OpenPgpDecryption decryption("a secret");
    decryption.feed(bytes);
    decryption.finish();
    if (whole.offset < 0 || whole.offset > static_cast<int64_t>(bytes.size())) std::abort();
    return 0;
}
