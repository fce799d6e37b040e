#include "products/tables/tdat_export.h"

#include "core/tdat/tdat_writer.h"

namespace heafs {
namespace {

// The records of a whole table lie one behind the other in its file and go out as they are, in
// stretches of so many.
constexpr int64_t kRowsAtOnce = 1 << 14;

std::string date_text(const std::optional<CalendarMoment>& moment) {
    return moment ? text_of(*moment, ' ') : std::string();
}

std::string header_of(const ExportedRows& rows) {
    const TableSegment& table = rows.table();
    if (rows.is_whole()) return std::string(table.tdat_header());
    return tdat_header(rows.schema(),
                       {rows.size(), date_text(table.created()), date_text(table.modified())});
}

}  // namespace

int64_t tdat_size(const ExportedRows& rows) {
    const TableSegment& table = rows.table();
    auto bytes = static_cast<int64_t>(header_of(rows).size() + kTdatEnd.size());
    if (rows.is_whole()) return bytes + static_cast<int64_t>(table.records(0, table.size()).size());
    for (int64_t i = 0; i < rows.size(); ++i) {
        bytes += static_cast<int64_t>(table.record(rows.row(i)).size());
        if (rows.has_offsets()) bytes += static_cast<int64_t>(rows.offset_text(i).size() + 1);
    }
    return bytes;
}

void write_tdat(const ExportedRows& rows, ByteSink& sink) {
    const TableSegment& table = rows.table();
    sink.add(header_of(rows));
    if (rows.is_whole()) {
        for (int64_t first = 0; first < table.size(); first += kRowsAtOnce) {
            const int64_t end = std::min(first + kRowsAtOnce, table.size());
            sink.add(table.records(first, end));
            rows.passed(end - 1);
        }
    } else {
        for (int64_t i = 0; i < rows.size(); ++i) {
            std::string_view record = table.record(rows.row(i));
            if (rows.has_offsets()) {
                sink.add(record.substr(0, record.size() - 1));  // without its newline
                sink.add(rows.offset_text(i));
                record = "|\n";
            }
            sink.add(record);
            rows.passed(i);
        }
    }
    sink.add(kTdatEnd);
}

}  // namespace heafs
