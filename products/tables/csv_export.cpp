#include "products/tables/csv_export.h"

#include <vector>

#include "core/tables/csv_record.h"
#include "core/tdat/record_values.h"

namespace heafs {
namespace {

std::string header_line(const TableSchema& schema) {
    std::vector<std::string_view> names;
    for (const TableColumn& column : schema.columns) names.push_back(column.name);
    std::string line;
    append_csv_record(line, names);
    return line;
}

// A record of TDAT as one of CSV. Most differ in their separators alone.
class Records {
   public:
    explicit Records(const ExportedRows& rows) : rows_(rows) {}

    // The `i`-th; the text holds until the next call.
    std::string_view record(int64_t i) {
        const std::string_view tdat = rows_.table().record(rows_.row(i));
        if (!take_plain(tdat)) append_values(tdat);
        if (!rows_.has_offsets()) return line_;
        line_.resize(line_.size() - kCsvLineEnd.size());
        line_ += ',';
        line_ += rows_.offset_text(i);
        line_ += kCsvLineEnd;
        return line_;
    }

   private:
    // False for a record that holds what either format writes otherwise than as it is, and for one
    // that would be an empty line.
    bool take_plain(std::string_view tdat) {
        if (tdat.size() <= 2) return false;
        line_.resize(tdat.size() - 2);  // without the last bar and the newline
        bool plain = true;
        for (size_t at = 0; at < line_.size(); ++at) {
            const char c = tdat[at];
            plain = plain & (c != '\\') & (c != ',') & (c != '"');
            line_[at] = c == '|' ? ',' : c;
        }
        line_ += kCsvLineEnd;
        return plain;
    }
    void append_values(std::string_view tdat) {
        line_.clear();
        values_.clear();
        for (size_t left = rows_.table().schema().columns.size(); left > 0; --left)
            values_.push_back(take_record_value(tdat));
        append_csv_record(line_, std::vector<std::string_view>(values_.begin(), values_.end()));
    }

    const ExportedRows& rows_;
    std::string line_;
    std::vector<std::string> values_;
};

}  // namespace

int64_t csv_size(const ExportedRows& rows) {
    auto bytes = static_cast<int64_t>(header_line(rows.schema()).size());
    for (int64_t i = 0; i < rows.size(); ++i) {
        bytes += rows.table().csv_bytes(rows.row(i));
        if (rows.has_offsets()) bytes += static_cast<int64_t>(rows.offset_text(i).size() + 1);
    }
    return bytes;
}

void write_csv(const ExportedRows& rows, ByteSink& sink) {
    sink.add(header_line(rows.schema()));
    Records records(rows);
    for (int64_t i = 0; i < rows.size(); ++i) {
        sink.add(records.record(i));
        rows.passed(i);
    }
}

}  // namespace heafs
