#include "products/tables/delivered_files.h"

#include <algorithm>

#include "config/base/error.h"
#include "core/catalog/file_history.h"
#include "products/tables/metabase_schema.h"
#include "products/tables/scratch_table.h"

namespace heafs {
namespace {

constexpr int64_t kDayNanoseconds = int64_t{86400} * 1000000000;

TableSchema zzfiles_schema() {
    const auto column = metabase_column;
    TableSchema schema;
    schema.name = "zzfiles";
    schema.description = "All Files That the Archive Has or Had, in All Versions";
    TableColumn size = column("file_size", "int8", "Bytes of the File"),
                inflated = column("inflated_size", "int8", "Bytes of Its Inflated Content");
    size.unit = inflated.unit = "byte";
    schema.columns = {column("file_path", "char1", "Path Below the Mount"),
                      column("file_version", "int4", "Which Version of the File, From 1"),
                      column("file_state", "char10", "published, superseded, withdrawn or purged"),
                      size,
                      inflated,
                      column("file_sha256", "char64", "SHA-256 of Its Bytes"),
                      column("file_class", "char1", "What Kind of File It Is"),
                      column("file_level", "int1", "Level of Processing, 1 to 3"),
                      column("mission", "char1", "Mission That Delivered It"),
                      column("obs_id", "char1", "Observation That It Is Of"),
                      column("delivery", "char1", "Delivery That It Came With"),
                      metabase_date_column("file_date", "Its Own Time of Modification"),
                      column("reason", "char1", "Why It Is Withdrawn or Superseded")};
    schema.columns[0].index = schema.columns[1].index = "key";
    schema.columns[9].index = "index";
    schema.unique_key = {"file_path", "file_version"};
    schema.parameter_defaults = {"file_path", "file_version", "file_state",
                                 "file_size", "obs_id",       "delivery"};
    schema.virtual_parameters = {{"table_type", "Metabase"}};
    return schema;
}

// What HEASARC's text form has no way to write becomes '?'.
TableCell text_cell(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return text.empty() ? TableCell() : TableCell(std::move(text));
}

CalendarMoment moment_of(int64_t nanoseconds) {
    int64_t day = nanoseconds / kDayNanoseconds;
    if (nanoseconds % kDayNanoseconds < 0) --day;
    return {day, nanoseconds - day * kDayNanoseconds};
}

TableCells cells_of(const FileVersion& file) {
    return {text_cell(file.path),       file.version,
            text_cell(file.state),      file.size,
            file.inflated_size,         text_cell(file.sha256),
            text_cell(file.file_class), file.level,
            text_cell(file.mission),    text_cell(file.obs_id),
            text_cell(file.delivery),   mjd_of(moment_of(file.mtime_ns)),
            text_cell(file.reason)};
}

void extend(ColumnRange& range, double value) {
    range.least = std::min(range.least.value_or(value), value);
    range.most = std::max(range.most.value_or(value), value);
}

void add(const FileVersion& file, LazyTable::Summary& summary) {
    const TableCells cells = cells_of(file);
    for (size_t i = 0; i < cells.size(); ++i) {
        if (const auto* whole = std::get_if<int64_t>(&cells[i]))
            extend(summary.ranges[i], static_cast<double>(*whole));
        if (const auto* real = std::get_if<double>(&cells[i])) extend(summary.ranges[i], *real);
        int64_t& length = summary.schema.columns[i].type.length;
        if (const auto* text = std::get_if<std::string>(&cells[i]))
            length = std::max(length, static_cast<int64_t>(text->size()));
    }
    const CalendarMoment moment = moment_of(file.mtime_ns);
    summary.dates.created = std::min(summary.dates.created.value_or(moment), moment);
    summary.dates.modified = std::max(summary.dates.modified.value_or(moment), moment);
    ++summary.size;
}

std::shared_ptr<const TableSegment> make_table(LedgerPool& ledger,
                                               const std::filesystem::path& scratch,
                                               const TableSchema& schema, const TableDates& dates) {
    const auto fill = [&](TableBuilder& builder) {
        auto loan = ledger.borrow();
        each_file_version(loan.database(),
                          [&](const FileVersion& file) { builder.add(cells_of(file)); });
        return dates;
    };
    try {
        return make_scratch_table(scratch, schema, fill);
    } catch (const Error& error) {
        if (error.fault() != Fault::kMalformed) throw;
        // A file that was published since then has a text for which there is no room.
        return make_scratch_table(scratch, schema, fill, {.widen_texts = true});
    }
}

}  // namespace

LazyTable::Summary DeliveredFiles::Seen::summary() {
    const std::lock_guard lock(mutex);
    auto loan = ledger.borrow();
    if (settled.schema.columns.empty()) {
        settled.schema = zzfiles_schema();
        settled.ranges.resize(settled.schema.columns.size());
    }
    std::vector<FileVersion> unsettled;
    last = each_file_version_after(loan.database(), last,
                                   [&](const FileVersion& file, bool is_settled) {
                                       if (is_settled)
                                           add(file, settled);
                                       else
                                           unsettled.push_back(file);
                                   });
    LazyTable::Summary now = settled;
    for (const FileVersion& file : unsettled) add(file, now);
    // Reasons come long after their files.
    int64_t& reason = now.schema.columns.back().type.length;
    reason = std::max(reason, longest_reason(loan.database()));
    return now;
}

LazyTable DeliveredFiles::table() {
    return LazyTable(
        zzfiles_schema(), [seen = seen_] { return seen->summary(); },
        [seen = seen_] {
            const LazyTable::Summary now = seen->summary();
            return make_table(seen->ledger, seen->scratch, now.schema, now.dates);
        });
}

}  // namespace heafs
