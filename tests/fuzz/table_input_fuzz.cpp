// Any bytes as a delivered table. The first byte says of which kind: every row has the values of
// its header, every text ends inside its bounds, and whatever is wrong is a finding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <span>
#include <string_view>

#include "core/tables/table_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    constexpr std::string_view kKinds[] = {"fits", "vot", "csv", "hdr", "tdat"};
    if (size == 0) return 0;
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
    size_t columns = 0, headers = 0, length = 0;
    heafs::TableInputTake take;
    take.header = [&](const heafs::TableInputHeader& header) {
        columns = header.schema.columns.size();
        if (++headers > 1) std::abort();
    };
    take.row = [&](const heafs::TableInputRow& row) {
        if (headers != 1 || row.values.size() != columns) std::abort();
        for (const std::string_view value : row.values)
            for (const char c : value) length += c == ' ';
    };
    take.problem = [&](const heafs::Finding& finding) { length += finding.text.size(); };
    read_table_input(bytes, kKinds[data[0] % std::size(kKinds)], take);
    return length == SIZE_MAX ? 1 : 0;
}
