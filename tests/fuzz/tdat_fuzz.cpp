// Any bytes as a table in TDAT. The first byte says how they are cut: the findings must be the same
// as for bytes in one piece, and every row has the values of its header.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "core/tdat/tdat_check.h"
#include "core/tdat/tdat_reader.h"

namespace {

std::vector<heafs::Finding> check(std::span<const std::byte> bytes, size_t chunk) {
    heafs::TdatCheck check;
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(chunk, bytes.size()));
        check.feed(part);
        bytes = bytes.subspan(part.size());
    }
    return check.finish();
}

void read(std::span<const std::byte> bytes) {
    size_t columns = 0;
    heafs::TdatReader reader(
        {[&](const heafs::TdatHeader& header) { columns = header.schema.columns.size(); },
         [&](const heafs::TdatRow& row) {
             if (row.values.size() != columns) std::abort();
         },
         {}});
    reader.feed(bytes);
    reader.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
    const size_t chunk = size_t{1} + size_t{data[0]} * 37;
    if (check(bytes, chunk) != check(bytes, bytes.size() + 1)) std::abort();
    read(bytes);
    return 0;
}
