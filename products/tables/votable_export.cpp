#include "products/tables/votable_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/delivery/shown_text.h"
#include "core/fits/big_endian.h"
#include "core/tables/standard_unit.h"
#include "products/tables/base64_lines.h"

namespace heafs {
namespace {

constexpr const char* kPositions = "position_system";
constexpr const char* kTimes = "time_system";
constexpr std::string_view kEnd = "</STREAM></BINARY2></DATA>\n</TABLE>\n</RESOURCE>\n</VOTABLE>\n";

// Text of an element or an attribute.
std::string xml_text(std::string_view text) { return html_text(text); }

std::string attribute(const char* name, const std::string& value) {
    return value.empty() ? std::string() : fmt::format(" {}=\"{}\"", name, xml_text(value));
}

std::string description(const std::string& text) {
    return text.empty() ? std::string()
                        : fmt::format("<DESCRIPTION>{}</DESCRIPTION>\n", xml_text(text));
}

// An array of one character is deprecated (VOTable 1.3, erratum 3): a text of one has room for two.
int64_t text_bytes(int64_t length) { return std::max<int64_t>(length, 2); }

std::string datatype_of(const ColumnType& type) {
    switch (type.cell) {
        case CellType::kText:
            return fmt::format(" datatype=\"char\" arraysize=\"{}\"", text_bytes(type.length));
        case CellType::kInt1:  // has a sign, which VOTable's byte has not
        case CellType::kInt2:
            return " datatype=\"short\"";
        case CellType::kInt4:
            return " datatype=\"int\"";
        case CellType::kInt8:
            return " datatype=\"long\"";
        case CellType::kFloat4:
            return " datatype=\"float\"";
        case CellType::kFloat8:
            break;
    }
    return " datatype=\"double\"";
}

// ".2e" -> "E3", significant figures. Decimals of an "f" format are left out: readers would show a
// small number as 0.
std::string precision_of(const TableColumn& column) {
    const size_t point = column.format.find('.');
    if (!is_real(column.type.cell) || point == std::string::npos || column.format.back() != 'e')
        return {};
    const std::string digits = column.format.substr(point + 1, column.format.size() - point - 2);
    if (digits.size() != 1 || digits[0] < '0' || digits[0] > '9') return {};
    return fmt::format("E{}", digits[0] - '0' + 1);
}

bool is_date(const TableColumn& column) {
    return is_real(column.type.cell) && column.unit == "mjd";
}

std::string reference_of(const ExportedRows& rows, size_t column) {
    const auto& positions = rows.table().position_columns();
    if (positions && (positions->ra == column || positions->dec == column)) return kPositions;
    return is_date(rows.schema().columns[column]) ? kTimes : "";
}

std::string field(const ExportedRows& rows, size_t place) {
    const TableColumn& column = rows.schema().columns[place];
    std::string text = "<FIELD" + attribute("name", column.name) + datatype_of(column.type) +
                       attribute("unit", standard_unit(column.unit)) +
                       attribute("ucd", column.ucd) + attribute("precision", precision_of(column)) +
                       attribute("ref", reference_of(rows, place));
    const std::string about = description(column.description);
    return text + (about.empty() ? "/>\n" : ">\n" + about + "</FIELD>\n");
}

std::string systems(const ExportedRows& rows) {
    std::string text;
    if (rows.table().position_columns())
        text +=
            fmt::format("<COOSYS ID=\"{}\" system=\"eq_FK5\" equinox=\"J2000\"/>\n", kPositions);
    for (const TableColumn& column : rows.schema().columns) {
        if (!is_date(column)) continue;
        return text + fmt::format(
                          "<TIMESYS ID=\"{}\" timeorigin=\"MJD-origin\" "
                          "timescale=\"UNKNOWN\" refposition=\"UNKNOWN\"/>\n",
                          kTimes);
    }
    return text;
}

std::string beginning(const ExportedRows& rows) {
    const TableSegment& table = rows.table();
    std::string text =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">\n"
        "<RESOURCE type=\"results\">\n"
        "<INFO name=\"QUERY_STATUS\" value=\"OK\"/>\n" +
        fmt::format("<INFO name=\"DATAVERS\" value=\"{}\"/>\n", table.content_hash());
    if (table.modified())
        text += fmt::format("<INFO name=\"DATE\" value=\"{}\"/>\n", text_of(*table.modified()));
    text += systems(rows);
    text += fmt::format("<TABLE name=\"{}\" nrows=\"{}\">\n", xml_text(rows.schema().name),
                        rows.size());
    text += description(rows.schema().description);
    for (size_t i = 0; i < rows.schema().columns.size(); ++i) text += field(rows, i);
    return text + "<DATA><BINARY2><STREAM encoding=\"base64\">\n";
}

// A row of BINARY2 is a row of FITS behind its null flags, with texts ended by zeros.
class RowWriter {
   public:
    explicit RowWriter(const ExportedRows& rows) : rows_(rows) {
        size_t offset = flag_bytes();
        for (size_t i = 0; i < rows.table().schema().columns.size(); ++i) {
            const BinaryColumn& column = rows.table().rows().columns()[i];
            const auto width = static_cast<size_t>(column.form.width);
            cells_.push_back({static_cast<size_t>(column.offset), offset, width, column.form.type,
                              rows.table().null_of(i)});
            offset += column.form.type == 'A' ? static_cast<size_t>(text_bytes(column.form.width))
                                              : width;
        }
        row_bytes_ = offset + (rows.has_offsets() ? sizeof(double) : 0);
    }
    int64_t row_bytes() const { return static_cast<int64_t>(row_bytes_); }
    // The `i`-th row; the text holds until the next call.
    std::string_view row(int64_t i) {
        const auto fits = rows_.table().fits_row(rows_.row(i));
        row_.assign(row_bytes_, '\0');
        for (size_t column = 0; column < cells_.size(); ++column) {
            const Cell& cell = cells_[column];
            std::memcpy(row_.data() + cell.offset, fits.data() + cell.fits_offset, cell.width);
            if (take_null(cell)) row_[column / 8] |= static_cast<char>(0x80 >> column % 8);
        }
        if (rows_.has_offsets())
            store_big_endian(
                reinterpret_cast<std::byte*>(row_.data() + row_bytes_ - sizeof(double)),
                rows_.offset_arcmin(i));
        return row_;
    }

   private:
    struct Cell {
        size_t fits_offset;
        size_t offset;
        size_t width;
        char type;
        std::optional<int64_t> null;
    };
    size_t flag_bytes() const { return (rows_.schema().columns.size() + 7) / 8; }

    // Whether it is null; ends a text.
    bool take_null(const Cell& cell) {
        char* at = row_.data() + cell.offset;
        const auto* bytes = reinterpret_cast<const std::byte*>(at);
        switch (cell.type) {
            case 'A':
                return end_text(at, cell.width);
            case 'E':
                return std::isnan(load_big_endian<float>(bytes));
            case 'D':
                return std::isnan(load_big_endian<double>(bytes));
            case 'I':
                return cell.null == load_big_endian<int16_t>(bytes);
            case 'J':
                return cell.null == load_big_endian<int32_t>(bytes);
            default:
                return cell.null == load_big_endian<int64_t>(bytes);
        }
    }

    static bool end_text(char* at, size_t width) {
        while (width > 0 && (at[width - 1] == ' ' || at[width - 1] == '\0')) at[--width] = '\0';
        return width == 0;
    }

    const ExportedRows& rows_;
    std::vector<Cell> cells_;
    size_t row_bytes_ = 0;
    std::string row_;
};

}  // namespace

int64_t votable_size(const ExportedRows& rows) {
    return static_cast<int64_t>(beginning(rows).size() + kEnd.size()) +
           Base64Lines::size_of(RowWriter(rows).row_bytes() * rows.size());
}

void write_votable(const ExportedRows& rows, ByteSink& sink) {
    sink.add(beginning(rows));
    RowWriter writer(rows);
    Base64Lines stream(sink);
    for (int64_t i = 0; i < rows.size(); ++i) {
        stream.add(writer.row(i));
        rows.passed(i);
    }
    stream.finish();
    sink.add(kEnd);
}

}  // namespace heafs
