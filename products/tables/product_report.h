// What `heafs scan ARCHIVE --products` tells: what is wrong with the rules of data products, and
// how many files each tag has.
#pragma once

#include <cstddef>
#include <string>

#include "core/archive/archive.h"
#include "core/catalog/ledger.h"

namespace heafs {

struct ProductReport {
    std::string text;
    size_t faults = 0;  // rules that are left out
};

// Brings the products up to what is published. Raises what the catalogue raises.
ProductReport report_products(const Archive& archive, LedgerPool& ledger);

}  // namespace heafs
