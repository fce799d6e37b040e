// Any bytes as a gzip file, however they are cut: the same bytes come out, and the same fault.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "core/base/gzip.h"

namespace {

struct Outcome {
    std::vector<std::byte> bytes;
    std::string rule;
    bool operator==(const Outcome&) const = default;
};

Outcome inflate(std::span<const std::byte> bytes, size_t chunk) {
    Outcome outcome;
    constexpr size_t kKept = 1 << 20;
    heafs::Gunzip gunzip([&](std::span<const std::byte> part) {
        const size_t room = kKept - std::min(kKept, outcome.bytes.size());
        part = part.first(std::min(room, part.size()));
        outcome.bytes.insert(outcome.bytes.end(), part.begin(), part.end());
    });
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(chunk, bytes.size()));
        gunzip.feed(part);
        bytes = bytes.subspan(part.size());
    }
    if (const auto fault = gunzip.finish()) outcome.rule = fault->rule;
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
    if (inflate(bytes, size_t{1} + data[0]) != inflate(bytes, bytes.size())) std::abort();
    return 0;
}
