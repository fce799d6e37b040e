#include "products/tables/table_export.h"

#include <fmt/format.h>

#include "core/base/sha256.h"
#include "products/plan/fits_product.h"
#include "products/tables/csv_export.h"
#include "products/tables/exported_rows.h"
#include "products/tables/fits_export.h"
#include "products/tables/rows_page.h"
#include "products/tables/tdat_export.h"
#include "products/tables/votable_export.h"

namespace heafs {
namespace {

// Part of every key: to be raised when the same table is written in other bytes than before.
constexpr int kExportFormat = 2;

constexpr std::string_view kEndings[] = {"tdat", "fits", "vot", "csv", "html"};

void plan_fits(const std::shared_ptr<const ExportedRows>& rows, Product& product) {
    // Shared: whoever renders has the plan while the product goes.
    const auto hdus = std::make_shared<const std::vector<PlannedHdu>>(plan_table_hdus(rows));
    product.size = planned_bytes(*hdus);
    product.render = [hdus](int fd) { render_fits(*hdus, fd); };
}

using Write = void (*)(const ExportedRows&, ByteSink&);

Write write_of(TableFormat format) {
    if (format == TableFormat::kTdat) return write_tdat;
    if (format == TableFormat::kCsv) return write_csv;
    return format == TableFormat::kVot ? write_votable : write_rows_page;
}

int64_t size_of(const ExportedRows& rows, TableFormat format) {
    if (format == TableFormat::kTdat) return tdat_size(rows);
    if (format == TableFormat::kCsv) return csv_size(rows);
    if (format == TableFormat::kVot) return votable_size(rows);
    ByteSink counted;
    write_rows_page(rows, counted);
    return counted.bytes();
}

}  // namespace

std::optional<TableFormat> parse_table_format(std::string_view ending) {
    for (const TableFormat format : kTableFormats)
        if (ending_of(format) == ending) return format;
    return std::nullopt;
}

std::string_view ending_of(TableFormat format) { return kEndings[static_cast<size_t>(format)]; }

std::shared_ptr<const Product> plan_table_export(const std::string& path,
                                                 std::shared_ptr<const TableSegment> table,
                                                 std::shared_ptr<const RowSelection> selection,
                                                 TableFormat format) {
    const auto rows = std::make_shared<const ExportedRows>(std::move(table), std::move(selection));
    const TableSegment& version = rows->table();
    Product product;
    product.path = path;
    product.key = sha256_hex(fmt::format("{}\n{}\n{}", path, kExportFormat, rows->hash()));
    product.mtime_ns = version.modified() ? nanoseconds_of(*version.modified()) : 0;
    product.provenance = version.content_hash();
    if (format == TableFormat::kFits) {
        plan_fits(rows, product);
    } else {
        product.size = size_of(*rows, format);
        product.render = [rows, path, write = write_of(format)](int fd) {
            ByteSink sink(fd, path);
            write(*rows, sink);
            sink.finish();
        };
    }
    return std::make_shared<const Product>(std::move(product));
}

}  // namespace heafs
