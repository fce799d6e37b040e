#include "products/tables/csv_export.h"

#include "core/tdat/csv_record.h"

namespace heafs {
namespace {

std::string header_line(const TableSchema& schema) {
    std::string line;
    for (const TableColumn& column : schema.columns) {
        if (!line.empty()) line += ',';
        append_csv_value(column.name, line);
    }
    return line + "\r\n";
}

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
    std::string line;
    for (int64_t i = 0; i < rows.size(); ++i) {
        line.clear();
        append_csv_record(rows.table().record(rows.row(i)), line);
        if (rows.has_offsets()) line += "," + rows.offset_text(i);
        line += "\r\n";
        sink.add(line);
    }
}

}  // namespace heafs
