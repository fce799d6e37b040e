// One row of a table in its three forms: the cells of a FITS row, the record of TDAT, and how long
// its record in CSV is. Checks each value against its column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/tables/column_summary.h"
#include "core/tables/table_header.h"
#include "core/tables/table_segment.h"
#include "core/tdat/table_cell.h"

namespace heafs {

class RowEncoder {
   public:
    enum class Texts { kAsWideAsSaid, kOfAnyWidth };  // of any width: there is no FITS row
    RowEncoder(const TableSchema& schema, Texts texts);

    // The row number `row` (from 1, for messages). Raises what TableBuilder::add() raises; then the
    // summaries are of no use any more.
    void encode(std::span<const std::string_view> values, int64_t row);
    void encode(const TableCells& cells, int64_t row);
    void copy(const TableSegment& other, int64_t row);

    // Of the row encoded last; they hold until the next.
    std::span<const std::byte> fits_row() const { return fits_; }
    std::string_view record() const { return record_; }
    int64_t csv_bytes() const { return csv_bytes_; }

    // Of all rows; one a column.
    const std::vector<ColumnSummary>& summaries() const { return summaries_; }
    // What stands for null from now on; the least value of the type at first.
    void set_null(size_t column, int64_t null) { columns_[column].null = null; }

   private:
    struct Column {
        const TableColumn* described = nullptr;
        CellType type = CellType::kText;
        CellLayout layout;
        int64_t null = 0;
    };

    void begin();
    void end();
    void take_value(size_t i, std::string_view value);
    void take_cell(size_t i, const TableCell& cell);
    void take_null(size_t i);
    void take_text(size_t i, std::string_view text);
    void take_integer(size_t i, int64_t value, std::optional<std::string_view> canonical);
    void take_real(size_t i, double value, std::optional<std::string_view> canonical);
    void copy_cell(size_t i, const TableSegment& other, int64_t row);
    void store_integer(const Column& column, int64_t value);
    void store_real(const Column& column, double value);
    void store_text(const Column& column, std::string_view text);
    void end_value(size_t from, int64_t further_csv_bytes = 0);
    [[noreturn]] void refuse(size_t i, std::string_view value) const;
    [[noreturn]] void refuse(size_t i, std::string_view value, const std::string& fault) const;

    const TableSchema& schema_;
    const bool has_fits_;
    std::vector<Column> columns_;
    std::vector<ColumnSummary> summaries_;
    int64_t row_ = 0;
    std::vector<std::byte> fits_;
    std::string record_;
    int64_t csv_bytes_ = 0;
};

// The least value of the FITS type of an integer column.
int64_t least_of(char letter);

}  // namespace heafs
