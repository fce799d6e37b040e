// Many delivered files as one tar archive whose every byte is known before any file is opened: what
// is read is taken from the files where they are, from any offset on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/ledger.h"
#include "products/plan/product.h"

namespace heafs {

// A member: a delivered file, or a text (where file_id is 0).
struct TarredFile {
    std::string name;
    int64_t file_id = 0;
    std::string sha256;  // of a delivered file
    int64_t size = 0;
    int64_t mtime_ns = 0;
    std::string text;
    bool operator==(const TarredFile&) const = default;
};

// The members keep their order. `archive` and `ledger` outlive the product. Reading raises
// Fault::kStale when the bytes of a file are gone for good.
std::shared_ptr<const Product> plan_products_tar(const Archive& archive, LedgerPool& ledger,
                                                 const std::string& path,
                                                 std::vector<TarredFile> files);

}  // namespace heafs
