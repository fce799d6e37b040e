#include "core/tables/segment_headers.h"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace heafs {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

}  // namespace

bool is_indexed(const TableColumn& column) {
    return column.index == "index" || column.index == "key";
}

std::string exact_text_of(const CalendarMoment& moment) {
    const int64_t fraction = moment.nanoseconds % kSecond;
    return fraction == 0 ? text_of(moment) : fmt::format("{}.{:09}", text_of(moment), fraction);
}

HeaderText segment_primary_header(const TableSchema& schema, int64_t rows, const TableDates& dates,
                                  const std::string& content_hash) {
    HeaderText header = empty_primary_header();
    const auto add_date = [&](const char* keyword, const std::optional<CalendarMoment>& date,
                              const char* comment) {
        if (date)
            header.add(keyword, exact_text_of(*date), comment);
        else
            header.add_card("");
    };
    header.add("HEAFSTAB", int64_t{kTableFormat}, "format of this table");
    header.add("TABROWS", rows, "rows of the table");
    header.add("TABCOLS", static_cast<int64_t>(schema.columns.size()), "columns of the table");
    add_date("CREATED", dates.created, "CREATION DATE");
    add_date("MODIFIED", dates.modified, "LAST MODIFIED");
    header.add("DATAVERS", content_hash, "");
    return header;
}

HeaderText schema_header(int64_t bytes) {
    const std::array<FitsColumn, 1> columns = {
        FitsColumn{"TDAT", fmt::format("{}B", bytes), "", "the header of the table in TDAT"}};
    return table_header(kSchemaHdu, columns, bytes, 1);
}

HeaderText records_header(int64_t rows, int64_t record_bytes) {
    const std::vector<FitsColumn> columns = {
        {"BEGIN", fmt::format("{}K", rows + 1), "", "of each record in TDAT, and the end"},
        {"CSV", fmt::format("{}J", rows), "", "bytes of each record in CSV"},
        {"TDAT", fmt::format("{}B", record_bytes), "", "the records, each with its newline"}};
    return table_header(kRecordsHdu, columns, 8 * (rows + 1) + 4 * rows + record_bytes, 1);
}

HeaderText positions_header(int64_t positions) {
    const std::vector<FitsColumn> columns = {
        {"HPX", fmt::format("{}K", positions), "", "HEALPix cell, order 29, nested"},
        {"ROW", fmt::format("{}J", positions), "", "row of the table, from 0"}};
    return table_header(kPositionsHdu, columns, 12 * positions, 1);
}

HeaderText index_header(const TableSchema& schema, size_t column, int64_t rows) {
    const std::array<FitsColumn, 1> columns = {
        FitsColumn{"ROW", fmt::format("{}J", rows), "", "row of the table, from 0"}};
    HeaderText header = table_header(kIndexHdu, columns, 4 * rows, 1);
    header.add("EXTVER", static_cast<int64_t>(column) + 1, "number of the column");
    header.add("COLUMN", schema.columns[column].name, "whose values ascend");
    return header;
}

HeaderText ranges_header(int64_t columns, int64_t name_bytes) {
    const std::vector<FitsColumn> described = {
        {"NAME", fmt::format("{}A", name_bytes), "", "of the column"},
        {"LEAST", "D", "", "smallest number"},
        {"MOST", "D", "", "largest number"},
        {"NULLS", "K", "", "rows without a value"},
        {"DISTINCT", "K", "", "different values, -1: many"}};
    return table_header(kRangesHdu, described, name_bytes + 32, columns);
}

}  // namespace heafs
