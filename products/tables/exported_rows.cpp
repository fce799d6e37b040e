#include "products/tables/exported_rows.h"

#include <fmt/format.h>

#include <cassert>
#include <span>

#include "core/base/mapped_pages.h"
#include "core/base/sha256.h"
#include "products/tables/table_export.h"

namespace heafs {
namespace {

TableColumn offset_column(const TableSchema& schema) {
    TableColumn column;
    column.name = kSearchOffset;
    for (int number = 2; schema.find_column(column.name); ++number)
        column.name = fmt::format("{}_{}", kSearchOffset, number);
    column.type = {CellType::kFloat8, 1};
    column.format = ".4f";
    column.unit = "arcmin";
    column.ucd = "pos.angDistance";
    column.description = "Distance From the Centre of the Search";
    return column;
}

}  // namespace

ExportedRows::ExportedRows(std::shared_ptr<const TableSegment> table,
                           std::shared_ptr<const RowSelection> selection)
    : table_(std::move(table)), selection_(std::move(selection)), schema_(table_->schema()) {
    has_offsets_ = selection_ != nullptr && selection_->of_cone;
    assert(!has_offsets_ || selection_->offsets_arcmin.size() == selection_->rows.size());
    if (has_offsets_) schema_.columns.push_back(offset_column(schema_));
}

int64_t ExportedRows::size() const {
    return is_whole() ? table_->size() : static_cast<int64_t>(selection_->rows.size());
}

int64_t ExportedRows::row(int64_t i) const {
    return is_whole() ? i : int64_t{selection_->rows[static_cast<size_t>(i)]};
}

std::string ExportedRows::offset_text(int64_t i) const {
    return fmt::format("{}", offset_arcmin(i));
}

// The rows of a cone come in no order of the table: pages stay until the last of them.
void ExportedRows::give_up(int64_t i) const {
    if (has_offsets_ && i + 1 < size()) return;
    const int64_t first = has_offsets_ ? 0 : row(i - i % kRowsAtOnce);
    const int64_t end = has_offsets_ ? table_->size() : row(i) + 1;
    if (first >= end) return;
    const std::string_view records = table_->records(first, end);
    give_up_pages(std::as_bytes(std::span(records)));
    const auto from = table_->fits_row(first), to = table_->fits_row(end - 1);
    give_up_pages({from.data(), to.data() + to.size()});
}

std::string ExportedRows::hash() const {
    if (is_whole()) return table_->content_hash();
    Sha256 hash;
    hash.update(std::as_bytes(std::span(table_->content_hash())));
    hash.update(std::as_bytes(std::span(selection_->rows)));
    hash.update(std::as_bytes(std::span(selection_->offsets_arcmin)));
    if (has_offsets_) hash.update(std::as_bytes(std::span(schema_.columns.back().name)));
    return hash.hex();
}

}  // namespace heafs
