#include "products/tables/fits_export.h"

#include <fmt/format.h>

#include "config/base/error.h"
#include "core/fits/big_endian.h"
#include "core/tables/table_header.h"

namespace heafs {
namespace {

constexpr size_t kMostColumns = 999;  // FITS 4.0, 7.3.1
constexpr size_t kKeywordBytes = 8;

std::string_view keyword_of(std::string_view card) {
    std::string_view keyword = card.substr(0, kKeywordBytes);
    while (keyword.ends_with(' ')) keyword.remove_suffix(1);
    return keyword;
}

void add_offset_column(const TableColumn& column, size_t number, HeaderText& header) {
    const auto add = [&](const char* keyword, const std::string& value) {
        header.add(fmt::format("{}{}", keyword, number), value);
    };
    add("TTYPE", column.name);
    add("TFORM", "D");
    add("TUNIT", column.unit);
    add("TDISP", "F10.4");
    add("TUCD", column.ucd);
    add("TCOMM", column.description);
}

// The cards of the table's own file with other numbers of rows and columns.
HeaderText rows_header(const ExportedRows& rows) {
    const FitsHdu& hdu = rows.table().rows();
    const size_t columns = rows.schema().columns.size();
    const int64_t row_bytes = hdu.row_bytes() + (rows.has_offsets() ? 8 : 0);
    HeaderText header = bare_table_header(row_bytes, rows.size(), static_cast<int64_t>(columns));
    for (const std::string_view card : hdu.cards()) {
        const std::string_view keyword = keyword_of(card);
        bool mandatory = keyword == "CHECKSUM" || keyword == "DATASUM";
        for (const char* known :
             {"XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS"})
            mandatory = mandatory || keyword == known;
        if (!mandatory) header.add_card(card);
    }
    if (rows.has_offsets()) add_offset_column(rows.schema().columns.back(), columns, header);
    return header;
}

void render_rows(const ExportedRows& rows, DataSink& sink) {
    for (int64_t i = 0; i < rows.size(); ++i) {
        sink.append(rows.table().fits_row(rows.row(i)));
        if (rows.has_offsets()) {
            std::byte offset[sizeof(double)];
            store_big_endian(offset, rows.offset_arcmin(i));
            sink.append(offset);
        }
        rows.passed(i);
    }
}

}  // namespace

std::vector<PlannedHdu> plan_table_hdus(std::shared_ptr<const ExportedRows> rows) {
    if (rows->schema().columns.size() > kMostColumns)
        throw Error(Fault::kUsage,
                    fmt::format("{} with the distances has {} columns, a FITS table has at most "
                                "{}: take another format",
                                rows->schema().name, rows->schema().columns.size(), kMostColumns));
    PlannedHdu primary;
    primary.header = fits_primary_header(
        {rows->size(), rows->table().modified(), rows->table().content_hash(), {}});
    PlannedHdu table;
    table.header = rows_header(*rows);
    const int64_t row_bytes = rows->table().rows().row_bytes() + (rows->has_offsets() ? 8 : 0);
    table.data_bytes = row_bytes * rows->size();
    table.render = [rows](DataSink& sink) { render_rows(*rows, sink); };
    return {std::move(primary), std::move(table)};
}

}  // namespace heafs
