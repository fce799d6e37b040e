#include "products/tables/table_version.h"

#include <algorithm>
#include <span>

#include "core/base/sha256.h"
#include "core/tdat/tdat_writer.h"

namespace heafs {
namespace {

std::string date_text(const std::optional<CalendarMoment>& moment) {
    return moment ? text_of(*moment, ' ') : std::string();
}

// A header's text may be longer than its mission foresaw: the column widens, the text is not cut.
void widen_texts(TableSchema& schema, const TableRows& rows) {
    for (size_t i = 0; i < schema.columns.size(); ++i) {
        ColumnType& type = schema.columns[i].type;
        if (type.cell != CellType::kText) continue;
        for (const auto& row : rows)
            if (const auto* text = std::get_if<std::string>(&row->cells[i]))
                type.length = std::max(type.length, static_cast<int64_t>(text->size()));
    }
}

void extend(ColumnRange& range, double value) {
    range.least = std::min(range.least.value_or(value), value);
    range.most = std::max(range.most.value_or(value), value);
}

std::vector<ColumnRange> ranges_of(const TableSchema& schema, const TableRows& rows) {
    std::vector<ColumnRange> ranges(schema.columns.size());
    for (const auto& row : rows)
        for (size_t i = 0; i < ranges.size(); ++i) {
            const TableCell& cell = row->cells[i];
            if (const auto* whole = std::get_if<int64_t>(&cell))
                extend(ranges[i], static_cast<double>(*whole));
            if (const auto* real = std::get_if<double>(&cell)) extend(ranges[i], *real);
        }
    return ranges;
}

void note_dates(TableVersion& version) {
    for (const auto& row : version.rows) {
        if (row->first_date && (!version.first_date || *row->first_date < *version.first_date))
            version.first_date = row->first_date;
        if (row->last_date && (!version.last_date || *row->last_date > *version.last_date))
            version.last_date = row->last_date;
    }
}

void sum_up(TableVersion& version) {
    Sha256 hash;
    const auto take = [&](std::string_view text) {
        version.tdat_size += static_cast<int64_t>(text.size());
        hash.update(std::as_bytes(std::span(text)));
    };
    take(version.tdat_header);
    for (const auto& row : version.rows) take(row->tdat);
    take(kTdatEnd);
    version.content_hash = hash.hex();
}

}  // namespace

TableRow make_table_row(const TableSchema& schema, TableCells cells,
                        std::optional<CalendarMoment> first_date,
                        std::optional<CalendarMoment> last_date) {
    std::string tdat = tdat_row(schema.columns, cells);
    return {std::move(cells), std::move(tdat), first_date, last_date};
}

TableVersion make_table_version(TableSchema schema, TableRows rows) {
    TableVersion version;
    version.schema = std::move(schema);
    version.rows = std::move(rows);
    widen_texts(version.schema, version.rows);
    version.ranges = ranges_of(version.schema, version.rows);
    note_dates(version);
    version.tdat_header =
        tdat_header(version.schema, {static_cast<int64_t>(version.rows.size()),
                                     date_text(version.first_date), date_text(version.last_date)});
    sum_up(version);
    return version;
}

}  // namespace heafs
