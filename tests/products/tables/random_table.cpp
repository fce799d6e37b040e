#include "tests/products/tables/random_table.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cstring>
#include <random>

#include "core/base/files.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using Generator = std::mt19937_64;

constexpr const char* kTypes[] = {"char1", "char12", "char70", "int1",  "int2",
                                  "int4",  "int8",   "float4", "float8"};

int64_t below(Generator& random, int64_t limit) {
    return static_cast<int64_t>(random() % static_cast<uint64_t>(limit));
}

std::string random_text(Generator& random, int64_t most) {
    std::string text;
    for (int64_t left = below(random, most + 1); left > 0; --left)
        text += static_cast<char>('!' + below(random, 94));
    return text;
}

double random_real(Generator& random) {
    double value = 0;
    const uint64_t bits = random();
    std::memcpy(&value, &bits, sizeof value);
    return value - value == 0 ? value : 0.5;
}

TableCell random_cell(Generator& random, const ColumnType& type) {
    if (below(random, 5) == 0) return {};
    const auto bits = static_cast<int64_t>(random());
    switch (type.cell) {
        case CellType::kText:
            return random_text(random, type.length);
        case CellType::kInt1:
            return int64_t{static_cast<int8_t>(bits)};
        case CellType::kInt2:
            return int64_t{static_cast<int16_t>(bits)};
        case CellType::kInt4:
            return int64_t{static_cast<int32_t>(bits)};
        case CellType::kInt8:
            return bits;
        case CellType::kFloat4:
            return double{static_cast<float>(bits) / 3};
        case CellType::kFloat8:
            return random_real(random);
    }
    return {};
}

TableSchema random_schema(Generator& random) {
    TableSchema schema;
    schema.name = fmt::format("t{}", below(random, 1000));
    schema.description = random_text(random, 80);
    const int64_t columns = 1 + below(random, 12);
    for (int64_t i = 0; i < columns; ++i) {
        TableColumn column;
        column.name = fmt::format("c{}", i);
        column.type = *parse_column_type(kTypes[below(random, std::size(kTypes))]);
        if (below(random, 2) == 0) column.unit = "degree";
        if (below(random, 2) == 0) column.ucd = "pos.eq.ra;meta.main";
        if (below(random, 2) == 0) column.description = "d" + random_text(random, 78);
        if (below(random, 2) == 0 && is_real(column.type.cell)) column.format = "8.3f";
        schema.columns.push_back(column);
    }
    schema.unique_key = {"c0"};
    return schema;
}

}  // namespace

std::shared_ptr<const TableSegment> random_table(uint64_t seed, int64_t most_rows) {
    Generator random(seed);
    const TableSchema schema = random_schema(random);
    std::vector<TableCells> rows;
    for (int64_t left = below(random, most_rows + 1); left > 0; --left) {
        TableCells& cells = rows.emplace_back();
        for (const TableColumn& column : schema.columns)
            cells.push_back(random_cell(random, column.type));
    }
    TableDates dates;
    if (!rows.empty())
        dates.created = dates.modified =
            CalendarMoment{below(random, 20000), below(random, 86400) * 1000000000};
    return build_table(schema, rows, dates);
}

TableColumn column_of(const std::string& name, const std::string& type) {
    TableColumn made;
    made.name = name;
    made.type = *parse_column_type(type);
    return made;
}

std::filesystem::path rendered_file(const Product& product, const std::filesystem::path& folder) {
    const auto path = folder / base_name(product.path);
    const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    product.render(fd.get());
    return path;
}

std::string rendered(const Product& product) {
    const TemporaryFolder folder;
    return read_file(rendered_file(product, folder.path()));
}

}  // namespace heafs
