// Any bytes as a segment of a table, and a sound segment with some of its bytes changed: it is
// refused, or everything that can be asked of it is answered or refused. The first byte says which;
// a change is three bytes: where (a 65536th of the file) and what.
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/base/error.h"
#include "core/base/write_at.h"
#include "core/tables/table_builder.h"
#include "core/tables/table_query.h"
#include "core/tdat/tdat_header.h"

namespace {

using namespace heafs;

UniqueFd memory_file() { return UniqueFd(::memfd_create("fuzz", MFD_CLOEXEC)); }

std::vector<std::byte> sound_segment() {
    TableSchema schema;
    schema.name = "t";
    for (const char* name :
         {"name char12 (key)", "ra float8 (index)", "dec float4", "n int2 (index)"}) {
        const std::string words = name;
        const size_t blank = words.find(' ');
        schema.columns.push_back(*parse_tdat_field(words.substr(0, blank), words.substr(blank)));
    }
    schema.virtual_parameters = {{"declination", "@dec"}, {"right_ascension", "@ra"}};
    schema.unique_key = {"name"};
    const UniqueFd output = memory_file(), scratch = memory_file();
    TableBuilder builder(output.get(), scratch.get(), schema);
    builder.add(std::vector<std::string_view>{"M31", "10.68", "41.27", "3"});
    builder.add(std::vector<std::string_view>{"a|b\\", "", "-89", ""});
    builder.add(std::vector<std::string_view>{"NGC 1234567", "359.9", "0", "-32768"});
    builder.finish({});
    std::vector<std::byte> bytes(static_cast<size_t>(::lseek(output.get(), 0, SEEK_END)));
    read_at(output.get(), bytes, 0, "a segment");
    return bytes;
}

void ask(const TableSegment& table) {
    for (int64_t row = 0; row < std::min<int64_t>(table.size(), 100); ++row) {
        table.cells(row);
        table.record(row);
        table.csv_bytes(row);
        table.fits_row(row);
    }
    if (table.position_columns())
        for (const double radius : {0.0, 1.0, 180.0})
            select_rows(table, {Cone{{Angle{10.68}, Angle{41.27}}, Angle{radius}}, {}});
    for (size_t column = 0; column < table.schema().columns.size(); ++column) {
        for (const char* value : {"null", "M31", "1..20", "n*"})
            if (const auto condition = parse_condition(table.schema(), column, value)) {
                select_rows(table, {std::nullopt, {*condition}});
                count_rows(table, {std::nullopt, {*condition}});
            }
        distinct_values(table, column, 10);
    }
    find_row(table, std::vector<std::string>(table.schema().unique_key.size(), "M31"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const std::vector<std::byte> kSound = sound_segment();
    if (size == 0) return 0;
    const auto* begin = reinterpret_cast<const std::byte*>(data) + 1;
    std::vector<std::byte> bytes(begin, begin + size - 1);
    if (data[0] % 4 != 0) {
        bytes = kSound;
        for (size_t i = 1; i + 2 < size; i += 3) {
            const size_t part = size_t{data[i]} << 8 | data[i + 1];
            bytes[part * bytes.size() / 65536] = std::byte{data[i + 2]};
        }
    }
    UniqueFd file = memory_file();
    write_at(file.get(), bytes, 0, "a file in memory");
    try {
        ask(*TableSegment::map(std::move(file), "fuzz"));
    } catch (const Error&) {
    }
    return 0;
}
