#include "core/tables/table_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "config/base/error.h"
#include "core/tables/standard_unit.h"

namespace heafs {
namespace {

constexpr size_t kMostColumns = 999;  // FITS 4.0, 7.3.1
constexpr int64_t kMostRowBytes = int64_t{1} << 31;
// Digits, sign and point before the decimals of a format that states none.
constexpr int kWidthBeforeDecimals = 10;

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

int64_t width_of(char letter, int64_t length) {
    if (letter == 'A') return length;
    return letter == 'I' ? 2 : letter == 'J' || letter == 'E' ? 4 : 8;
}

std::string form_of(const ColumnType& type) {
    const char letter = form_letter(type.cell);
    return letter == 'A' ? fmt::format("{}A", type.length) : std::string(1, letter);
}

// Headers hold printable ASCII (FITS 4.0, 4.2.1.1); the TDAT header keeps what else there is.
std::string printable(std::string text) {
    for (char& c : text)
        if (c < 0x20 || c > 0x7e) c = '?';
    return text;
}

void add_text(HeaderText& header, const std::string& keyword, const std::string& value,
              const char* comment) {
    if (!value.empty()) header.add(keyword, printable(value), comment);
}

// As many cards whatever there is to say.
void add_dates(HeaderText& header, const FitsHeading& heading) {
    header.add("ORIGIN", "heafs", "made by the archive from its tables");
    if (heading.date)
        header.add("DATE", text_of(*heading.date), "latest DATE of the inputs (UTC)");
    else
        header.add_card("");
    header.add("DATAVERS", heading.data_version);
}

void add_column(HeaderText& header, const TableColumn& column, size_t number,
                const std::optional<int64_t>& null) {
    const auto keyword = [&](const char* root) { return fmt::format("{}{}", root, number); };
    if (is_integer(column.type.cell)) {
        if (null)
            header.add(keyword("TNULL"), *null, "null value");
        else
            header.add_card("");
    }
    const std::string unit = standard_unit(column.unit);
    add_text(header, keyword("TUNIT"), unit, "physical unit of field");
    if (unit != column.unit)
        add_text(header, keyword("TOUNI"), column.unit, "the same in the table's own words");
    add_text(header, keyword("TDISP"), display_format(column.format, column.type),
             "display format");
    add_text(header, keyword("TUCD"), column.ucd, "unified content descriptor");
    add_text(header, keyword("TCOMM"), column.description, "");
}

}  // namespace

RowLayout row_layout(const TableSchema& schema) {
    if (schema.columns.size() > kMostColumns)
        throw Error(Fault::kTooBig,
                    fmt::format("the table {} has {} columns; FITS knows {} at most", schema.name,
                                schema.columns.size(), kMostColumns));
    RowLayout layout;
    for (const TableColumn& column : schema.columns) {
        const char letter = form_letter(column.type.cell);
        const int64_t width = width_of(letter, column.type.length);
        if (width < 0 || width > kMostRowBytes - layout.row_bytes)
            throw Error(Fault::kTooBig,
                        fmt::format("the rows of the table {} are wider than {} bytes", schema.name,
                                    kMostRowBytes));
        layout.cells.push_back({letter, layout.row_bytes, width});
        layout.row_bytes += width;
    }
    return layout;
}

HeaderText fits_primary_header(const FitsHeading& heading) {
    HeaderText header = empty_primary_header();
    add_dates(header, heading);
    return header;
}

HeaderText fits_table_header(const TableSchema& schema, const FitsHeading& heading) {
    std::vector<FitsColumn> columns;
    for (const TableColumn& column : schema.columns)
        columns.push_back({.name = printable(column.name), .tform = form_of(column.type)});
    HeaderText header =
        table_header(printable(schema.name), columns, row_layout(schema).row_bytes, heading.rows);
    for (size_t i = 0; i < columns.size(); ++i)
        add_column(header, schema.columns[i], i + 1,
                   i < heading.nulls.size() ? heading.nulls[i] : std::nullopt);
    add_dates(header, heading);
    add_text(header, "TITLE", schema.description, "");
    return header;
}

std::string display_format(const std::string& format, const ColumnType& type) {
    if (format.empty()) return {};
    const char letter = format.back();
    const std::string digits = format.substr(0, format.size() - 1);
    const size_t point = digits.find('.');
    const std::string width = digits.substr(0, point);
    const std::string decimals = point == std::string::npos ? "" : digits.substr(point + 1);
    const auto number = [](const std::string& text) {
        return text.size() <= 2 && std::all_of(text.begin(), text.end(), ::isdigit);
    };
    if (!number(width) || !number(decimals)) return {};
    if (letter == 'd' && is_integer(type.cell) && !width.empty() && decimals.empty())
        return fmt::format("I{}", width);
    if (!is_real(type.cell) || decimals.empty() || (letter != 'f' && letter != 'e')) return {};
    const int wide = width.empty() ? std::stoi(decimals) + kWidthBeforeDecimals : std::stoi(width);
    return fmt::format("{}{}.{}", letter == 'f' ? 'F' : 'E', wide, decimals);
}

}  // namespace heafs
