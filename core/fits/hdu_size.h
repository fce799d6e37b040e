// How many bytes of data follow a header (FITS 4.0, equations 1, 2 and 4): rules FIT-015, FIT-016,
// FIT-017 and FIT-024.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/fits/finding_list.h"
#include "core/fits/header.h"

namespace heafs {

inline constexpr int64_t kBlockBytes = 2880;

struct HduSize {
    std::string kind;        // "PRIMARY", or the XTENSION value
    int64_t data_bytes = 0;  // without fill
    // Of tables: the rows, and what follows them (PCOUNT), gap and heap.
    int64_t row_bytes = 0;
    int64_t rows = 0;
    int64_t pcount = 0;
    bool is_table = false;  // a TABLE, BINTABLE or A3DTABLE whose shape is that of a table

    int64_t padded_bytes() const {
        return (data_bytes + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
    }
};

// Judges what the header says about the size and computes it. Nothing when it cannot be known, so
// that no further HDU can be found; the reason is among the findings then.
std::optional<HduSize> check_size(const Header& header, FindingList& findings);

}  // namespace heafs
