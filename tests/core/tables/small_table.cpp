#include "tests/core/tables/small_table.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "core/base/write_at.h"
#include "core/tdat/tdat_header.h"

namespace heafs {
namespace {

UniqueFd empty_file() { return UniqueFd(::memfd_create("test", MFD_CLOEXEC)); }

UniqueFd table_file(const TableSchema& schema, const TextRows& rows, const TableDates& dates,
                    TableBuilder::Settings settings) {
    UniqueFd output = empty_file();
    const UniqueFd scratch = empty_file();
    TableBuilder builder(output.get(), scratch.get(), schema, settings);
    for (const auto& row : rows) builder.add(std::vector<std::string_view>(row.begin(), row.end()));
    builder.finish(dates);
    return output;
}

}  // namespace

TableColumn field(const std::string& words) {
    const size_t blank = words.find(' ');
    return *parse_tdat_field(words.substr(0, blank), words.substr(blank + 1));
}

TableSchema schema_of(const std::vector<std::string>& fields,
                      const std::vector<std::string>& unique_key) {
    TableSchema schema;
    schema.name = "small";
    schema.description = "A small table";
    for (const std::string& words : fields) schema.columns.push_back(field(words));
    schema.unique_key = unique_key;
    if (schema.find_column("dec")) schema.virtual_parameters.emplace_back("declination", "@dec");
    if (schema.find_column("ra")) schema.virtual_parameters.emplace_back("right_ascension", "@ra");
    return schema;
}

std::shared_ptr<const TableSegment> table_of(const TableSchema& schema, const TextRows& rows,
                                             const TableDates& dates,
                                             TableBuilder::Settings settings) {
    return TableSegment::map(table_file(schema, rows, dates, settings), "small.fits");
}

std::vector<std::byte> table_bytes(const TableSchema& schema, const TextRows& rows,
                                   const TableDates& dates, TableBuilder::Settings settings) {
    const UniqueFd file = table_file(schema, rows, dates, settings);
    std::vector<std::byte> bytes(static_cast<size_t>(::lseek(file.get(), 0, SEEK_END)));
    read_at(file.get(), bytes, 0, "a table");
    return bytes;
}

UniqueFd memory_file_of(std::span<const std::byte> bytes) {
    UniqueFd file = empty_file();
    write_at(file.get(), bytes, 0, "a file in memory");
    return file;
}

std::shared_ptr<const TableSegment> segment_of(std::span<const std::byte> bytes) {
    return TableSegment::map(memory_file_of(bytes), "small.fits");
}

namespace {

using Generator = std::mt19937_64;

constexpr const char* kTypes[] = {"char1", "char12", "char70", "int1",  "int2",
                                  "int4",  "int8",   "float4", "float8"};

int64_t below(Generator& random, int64_t limit) {
    return static_cast<int64_t>(random() % static_cast<uint64_t>(limit));
}

// Without blanks at its ends, which TDAT does not keep.
std::string random_text(Generator& random, int64_t most) {
    constexpr std::string_view kOften = "\\|\\||\",' #=";
    std::string text;
    for (int64_t left = below(random, most + 1); left > 0; --left)
        text += below(random, 3) == 0 ? kOften[static_cast<size_t>(below(random, 11))]
                                      : static_cast<char>(' ' + below(random, 95));
    return std::string(tdat_trimmed(text));
}

double random_real(Generator& random) {
    constexpr double kExtremes[] = {std::numeric_limits<double>::max(),
                                    std::numeric_limits<double>::lowest(),
                                    std::numeric_limits<double>::min(),
                                    std::numeric_limits<double>::denorm_min(),
                                    -0.0,
                                    1e-5,
                                    1e15,
                                    1e16,
                                    123456789012345678.0};
    if (below(random, 4) == 0) return kExtremes[below(random, 9)];
    if (below(random, 2) == 0)
        return static_cast<double>(below(random, 2'000'000) - 1'000'000) / 1000;
    const auto value = std::bit_cast<double>(random());
    return std::isfinite(value) ? value : 0.5;
}

float random_narrow(Generator& random) {
    constexpr float kExtremes[] = {std::numeric_limits<float>::max(),
                                   std::numeric_limits<float>::lowest(),
                                   std::numeric_limits<float>::min(),
                                   std::numeric_limits<float>::denorm_min(),
                                   1e7F,
                                   16777216.F};
    if (below(random, 4) == 0) return kExtremes[below(random, 6)];
    const auto value = std::bit_cast<float>(static_cast<uint32_t>(random()));
    return std::isfinite(value) ? value : 0.25F;
}

template <typename T>
int64_t random_whole(Generator& random) {
    const int64_t kind = below(random, 8);
    if (kind == 0) return std::numeric_limits<T>::min();
    if (kind == 1) return std::numeric_limits<T>::max();
    return static_cast<T>(random());
}

TableCell random_cell(Generator& random, const ColumnType& type) {
    if (below(random, 5) == 0) return {};
    switch (type.cell) {
        case CellType::kText: {
            std::string text = random_text(random, type.length);
            return text.empty() ? TableCell() : TableCell(std::move(text));
        }
        case CellType::kInt1:
            return random_whole<int8_t>(random);
        case CellType::kInt2:
            return random_whole<int16_t>(random);
        case CellType::kInt4:
            return random_whole<int32_t>(random);
        case CellType::kInt8:
            return random_whole<int64_t>(random);
        case CellType::kFloat4:
            return double{random_narrow(random)};
        case CellType::kFloat8:
            return random_real(random);
    }
    return {};
}

std::string random_words(Generator& random, int64_t most) {
    std::string text = "a";
    for (int64_t left = below(random, most); left > 0; --left)
        text += static_cast<char>(' ' + below(random, 95));
    // " // " ends a description.
    for (size_t at = text.find("//"); at != std::string::npos; at = text.find("//")) text[at] = '-';
    return text + "z";
}

TableSchema random_schema(Generator& random) {
    TableSchema schema;
    schema.name = fmt::format("t{}", below(random, 1000));
    schema.description = random_words(random, 70);
    const int64_t columns = 1 + below(random, 12);
    for (int64_t i = 0; i < columns; ++i) {
        TableColumn column;
        column.name = fmt::format("c{}", i);
        column.type = *parse_column_type(kTypes[below(random, std::size(kTypes))]);
        if (below(random, 2) == 0) column.unit = "degree";
        if (below(random, 2) == 0) column.ucd = "pos.eq.ra;meta.main";
        if (below(random, 2) == 0) column.index = "index";
        if (below(random, 2) == 0) column.description = random_words(random, 70);
        if (below(random, 4) == 0) column.comment = random_words(random, 30);
        if (below(random, 2) == 0 && is_real(column.type.cell)) column.format = "8.3f";
        schema.columns.push_back(column);
    }
    schema.unique_key = {"c0"};
    if (is_real(schema.columns.back().type.cell))
        schema.virtual_parameters = {{"declination", "@" + schema.columns.back().name},
                                     {"right_ascension", "@" + schema.columns.back().name}};
    schema.virtual_parameters.emplace_back("row_type", random_words(random, 20));
    return schema;
}

}  // namespace

RandomTable random_table_of(uint64_t seed, int64_t most_rows) {
    Generator random(seed);
    RandomTable table{random_schema(random), {}};
    for (int64_t left = below(random, most_rows + 1); left > 0; --left) {
        TableCells& cells = table.rows.emplace_back();
        for (const TableColumn& column : table.schema.columns)
            cells.push_back(random_cell(random, column.type));
    }
    return table;
}

}  // namespace heafs
