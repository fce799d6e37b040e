#include "products/tables/rows_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/delivery/shown_text.h"
#include "core/tdat/record_values.h"
#include "products/tables/page_parts.h"
#include "products/tables/table_export.h"

namespace heafs {
namespace {

std::string heading(const ExportedRows& rows) {
    const TableSchema& schema = rows.schema();
    std::string text =
        page_head(schema.name) + fmt::format("<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
                                             html_text(schema.name), html_text(schema.description));
    const int64_t shown = std::min(rows.size(), kMostRowsOnPage);
    if (shown < rows.size())
        text += fmt::format(
            "<p><strong>The first {} of {} rows.</strong> All of them are in the files of the same "
            "name beside this page: .fits, .vot, .csv, .tdat.</p>\n",
            counted_text(shown), counted_text(rows.size()));
    else
        text += fmt::format("<p>{} {}.</p>\n", counted_text(shown), shown == 1 ? "row" : "rows");
    return text;
}

const char* class_of(const TableColumn& column) {
    return column.type.cell == CellType::kText ? "" : " class=\"number\"";
}

std::string column_heads(const TableSchema& schema) {
    std::string text = "<div class=\"wide\"><table>\n<thead><tr>";
    for (const TableColumn& column : schema.columns) {
        text += fmt::format("<th{} title=\"{}\">{}", class_of(column),
                            html_text(column.description), html_text(column.name));
        if (!column.unit.empty())
            text += fmt::format("<br><span class=\"faint\">{}</span>", html_text(column.unit));
        text += "</th>";
    }
    return text + "</tr></thead>\n<tbody>\n";
}

std::string cell_of(const TableColumn& column, const std::string& value) {
    return fmt::format("<td{}>{}</td>", class_of(column), html_text(value));
}

std::string row_of(const ExportedRows& rows, int64_t i) {
    std::string_view record = rows.table().record(rows.row(i));
    std::string text = "<tr>";
    for (const TableColumn& column : rows.table().schema().columns)
        text += cell_of(column, take_record_value(record));
    if (rows.has_offsets()) text += cell_of(rows.schema().columns.back(), rows.offset_text(i));
    return text + "</tr>\n";
}

}  // namespace

void write_rows_page(const ExportedRows& rows, ByteSink& sink) {
    sink.add(heading(rows));
    sink.add(column_heads(rows.schema()));
    for (int64_t i = 0; i < std::min(rows.size(), kMostRowsOnPage); ++i) sink.add(row_of(rows, i));
    sink.add("</tbody></table></div>\n");
    sink.add(page_end());
}

}  // namespace heafs
