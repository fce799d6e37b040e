#include "core/tables/row_orders.h"

#include "core/fits/big_endian.h"
#include "core/sky/healpix.h"
#include "core/tables/cell_order.h"
#include "core/tables/row_sorter.h"
#include "core/tables/segment_headers.h"
#include "core/tables/table_positions.h"

namespace heafs {
namespace {

double real_at(const std::byte* row, const CellLayout& layout) {
    const std::byte* at = row + layout.offset;
    return layout.letter == 'E' ? double{load_big_endian<float>(at)} : load_big_endian<double>(at);
}

// After so many looks at rows what was read is given up: some megabytes where they come in order.
constexpr uint32_t kRowsInMemory = 65'536;

void give_up_now_and_then(uint32_t looks, const MappedRows& rows) {
    if (looks % kRowsInMemory == kRowsInMemory - 1) rows.give_up_pages();
}

// An order that gives up what it has read.
class OrderInPassing : public FurtherOrder {
   public:
    OrderInPassing(const CellOrder& order, const MappedRows& rows) : order_(order), rows_(rows) {}
    int pieces() const override { return order_.pieces(); }
    uint64_t piece(uint32_t row, int number) const override {
        give_up_now_and_then(++looks_, rows_);
        return order_.piece(row, number);
    }
    int compare(uint32_t a, uint32_t b) const override {
        give_up_now_and_then(++looks_, rows_);
        return order_.compare(a, b);
    }

   private:
    const CellOrder& order_;
    const MappedRows& rows_;
    mutable uint32_t looks_ = 0;
};

}  // namespace

RowOrders::RowOrders(SegmentFile& file, ScratchFile& scratch, const MappedRows& rows,
                     const TableSchema& schema, const RowLayout& layout,
                     const std::vector<std::optional<int64_t>>& nulls, int64_t count)
    : file_(file),
      scratch_(scratch),
      rows_(rows),
      schema_(schema),
      layout_(layout),
      nulls_(nulls),
      count_(static_cast<uint32_t>(count)) {}

void RowOrders::append_positions() {
    const auto columns = position_columns_of(schema_);
    if (!columns) return;
    const int64_t scratch_end = scratch_.end();
    RowSorter sorter(scratch_, nullptr);
    for (uint32_t row = 0; row < count_; ++row) {
        give_up_now_and_then(row, rows_);
        const std::byte* at = rows_.get() + int64_t{row} * layout_.row_bytes;
        const auto point = table_point(real_at(at, layout_.cells[columns->ra]),
                                       real_at(at, layout_.cells[columns->dec]));
        if (point) sorter.add(static_cast<uint64_t>(healpix_cell(*point)), row);
    }
    const int64_t n = sorter.size();
    if (n == 0) return;
    const HeaderText header = positions_header(n);
    const auto room = file_.add_hdu(header, 12 * n);
    Stretch cells(file_.fd(), room.data), rows(file_.fd(), room.data + 8 * n);
    sorter.drain([&](const KeyedRow& one) {
        cells.add(static_cast<int64_t>(one.key));
        rows.add(static_cast<int32_t>(one.row));
    });
    OnesComplementSum sum = rows.finish(padded_bytes(12 * n) - 12 * n);
    sum.add(cells.finish());
    file_.write_header(room, header, sum);
    scratch_.shrink(scratch_end);
}

void RowOrders::append_index(size_t column) {
    const int64_t n = count_, scratch_end = scratch_.end();
    const CellOrder order(rows_.get(), layout_.row_bytes, layout_.cells[column], nulls_[column]);
    const OrderInPassing further(order, rows_);
    RowSorter sorter(scratch_, order.further() != nullptr ? &further : nullptr);
    for (uint32_t row = 0; row < count_; ++row) {
        give_up_now_and_then(row, rows_);
        if (const auto key = order.key(row)) sorter.add(*key, row);
    }
    const HeaderText header = index_header(schema_, column, n);
    const auto room = file_.add_hdu(header, 4 * n);
    Stretch rows(file_.fd(), room.data);
    const bool has_nulls = sorter.size() < n;
    sorter.drain([&](const KeyedRow& one) { rows.add(static_cast<int32_t>(one.row)); });
    for (uint32_t row = 0; has_nulls && row < count_; ++row) {
        give_up_now_and_then(row, rows_);
        if (!order.key(row)) rows.add(static_cast<int32_t>(row));
    }
    rows_.give_up_pages();
    file_.write_header(room, header, rows.finish(padded_bytes(4 * n) - 4 * n));
    scratch_.shrink(scratch_end);
}

}  // namespace heafs
