#include "products/tables/fits_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <set>

#include "core/fits/fits_writer.h"
#include "core/tables/table_header.h"

namespace heafs {
namespace {

constexpr int64_t kBlock = 2880;

// One byte has no sign in FITS: int1 goes into two.
char form_letter(CellType type) {
    switch (type) {
        case CellType::kInt1:
        case CellType::kInt2:
            return 'I';
        case CellType::kInt4:
            return 'J';
        case CellType::kInt8:
            return 'K';
        case CellType::kFloat4:
            return 'E';
        case CellType::kFloat8:
            return 'D';
        case CellType::kText:
            break;
    }
    return 'A';
}

int64_t width_of(const ColumnType& type) {
    switch (form_letter(type.cell)) {
        case 'I':
            return 2;
        case 'J':
        case 'E':
            return 4;
        case 'K':
        case 'D':
            return 8;
        default:
            return type.length;
    }
}

std::string form_of(const ColumnType& type) {
    const char letter = form_letter(type.cell);
    return letter == 'A' ? fmt::format("{}A", type.length) : std::string(1, letter);
}

// The smallest number of the column's type that is no value in it.
int64_t null_of(const TableVersion& version, size_t column) {
    int64_t least = std::numeric_limits<int64_t>::min();
    if (width_of(version.schema.columns[column].type) == 2)
        least = std::numeric_limits<int16_t>::min();
    if (width_of(version.schema.columns[column].type) == 4)
        least = std::numeric_limits<int32_t>::min();
    std::set<int64_t> low;  // values near the bottom, where there are any
    for (const auto& row : version.rows)
        if (const auto* value = std::get_if<int64_t>(&row->cells[column]))
            if (*value < 0) low.insert(*value);
    while (low.count(least) > 0) ++least;
    return least;
}

std::vector<int64_t> nulls_of(const TableVersion& version) {
    std::vector<int64_t> nulls(version.schema.columns.size());
    for (size_t i = 0; i < nulls.size(); ++i)
        if (is_integer(version.schema.columns[i].type.cell)) nulls[i] = null_of(version, i);
    return nulls;
}

void write_dates(FitsWriter& writer, const TableVersion& version) {
    writer.write_card({"ORIGIN", "heafs", "made by the archive from its tables"});
    if (version.last_date)
        writer.write_card({"DATE", text_of(*version.last_date), "latest DATE of the inputs (UTC)"});
    writer.write_card({"DATAVERS", version.content_hash, ""});
}

void write_column_cards(FitsWriter& writer, const TableColumn& column, size_t number) {
    const auto write = [&](const char* keyword, const std::string& value, const char* comment) {
        if (!value.empty())
            writer.write_card({fmt::format("{}{}", keyword, number), value, comment});
    };
    const std::string unit = standard_unit(column.unit);
    write("TUNIT", unit, "physical unit of field");
    if (unit != column.unit) write("TOUNI", column.unit, "the same in the table's own words");
    write("TDISP", display_format(column.format, column.type), "display format");
    write("TUCD", column.ucd, "unified content descriptor");
    write("TCOMM", column.description, "");
}

FitsWriter& begin_table(FitsWriter& writer, const TableVersion& version, int64_t rows,
                        const std::vector<int64_t>& nulls) {
    writer.add_empty_primary();
    write_dates(writer, version);
    std::vector<FitsColumn> columns;
    for (size_t i = 0; i < nulls.size(); ++i) {
        const TableColumn& column = version.schema.columns[i];
        columns.push_back({.name = column.name, .tform = form_of(column.type)});
        if (is_integer(column.type.cell)) columns.back().tnull = nulls[i];
    }
    writer.add_table(version.schema.name, columns, rows);
    for (size_t i = 0; i < nulls.size(); ++i)
        write_column_cards(writer, version.schema.columns[i], i + 1);
    write_dates(writer, version);
    if (!version.schema.description.empty())
        writer.write_card({"TITLE", version.schema.description, ""});
    return writer;
}

// The values of one column, with `otherwise` where the cell is null.
template <typename Out, typename In>
std::vector<Out> values_of(const TableVersion& version, size_t column, const Out& otherwise) {
    std::vector<Out> values;
    values.reserve(version.rows.size());
    for (const auto& row : version.rows) {
        const auto* value = std::get_if<In>(&row->cells[column]);
        values.push_back(value == nullptr ? otherwise : static_cast<Out>(*value));
    }
    return values;
}

void write_values(FitsWriter& writer, const TableVersion& version, size_t column, int64_t null) {
    const int number = static_cast<int>(column) + 1;
    const CellType type = version.schema.columns[column].type.cell;
    if (type == CellType::kText)
        writer.write_column(number, values_of<std::string, std::string>(version, column, ""));
    else if (is_integer(type))
        writer.write_column(number, values_of<int64_t, int64_t>(version, column, null));
    else if (type == CellType::kFloat4)
        writer.write_column(number, values_of<float, double>(
                                        version, column, std::numeric_limits<float>::quiet_NaN()));
    else
        writer.write_column(number, values_of<double, double>(
                                        version, column, std::numeric_limits<double>::quiet_NaN()));
}

}  // namespace

int64_t fits_table_size(const TableVersion& version) {
    FitsWriter writer;
    const auto headers =
        static_cast<int64_t>(begin_table(writer, version, 0, nulls_of(version)).finish().size());
    int64_t row_bytes = 0;
    for (const TableColumn& column : version.schema.columns) row_bytes += width_of(column.type);
    const int64_t data = row_bytes * static_cast<int64_t>(version.rows.size());
    return headers + (data + kBlock - 1) / kBlock * kBlock;
}

std::vector<std::byte> render_fits_table(const TableVersion& version) {
    FitsWriter writer;
    const std::vector<int64_t> nulls = nulls_of(version);
    begin_table(writer, version, static_cast<int64_t>(version.rows.size()), nulls);
    for (size_t i = 0; i < nulls.size(); ++i) write_values(writer, version, i, nulls[i]);
    return writer.finish();
}

}  // namespace heafs
