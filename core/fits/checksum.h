// The checksum of FITS 4.0, appendix J: the ones' complement sum of big-endian 32-bit words.
// Rules SUM-001 and SUM-002.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/fits/finding_list.h"
#include "core/fits/header.h"

namespace heafs {

// A sum in the making. Its order does not matter, so sums of parts can be added.
class OnesComplementSum {
   public:
    // The size of `bytes` is a multiple of 4.
    void add(std::span<const std::byte> bytes);
    void add(const OnesComplementSum& other) { sum_ = fold(sum_ + other.value()); }
    // 0 and 0xFFFFFFFF are both the zero of ones' complement.
    uint32_t value() const { return static_cast<uint32_t>(fold(sum_)); }

   private:
    static uint64_t fold(uint64_t sum);
    uint64_t sum_ = 0;  // folded after each call, thus below 2^32
};

// Compares the sums of one HDU, `header_sum` over its header blocks and `data_sum` over its data
// blocks with their fill, with DATASUM and CHECKSUM where these have a value.
void check_sums(const Header& header, const OnesComplementSum& header_sum,
                const OnesComplementSum& data_sum, FindingList& findings);

}  // namespace heafs
