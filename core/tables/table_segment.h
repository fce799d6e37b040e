// One version of a table, mapped into memory: its rows as FITS has them, each also as the record of
// the TDAT export, and what finds rows by position and by value. Immutable: any thread may read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/base/calendar_date.h"
#include "core/base/unique_fd.h"
#include "core/fits/fits_view.h"
#include "core/tdat/table_cell.h"

namespace heafs {

// What the values of a column are like.
struct ColumnRange {
    std::optional<double> least;  // of numbers; absent where all are null, and for text
    std::optional<double> most;
    int64_t nulls = 0;
    int64_t distinct = -1;  // -1: more than kMostDistinct, or not counted
    bool operator==(const ColumnRange&) const = default;
};
inline constexpr int64_t kMostDistinct = 1000;

class TableSegment {
   public:
    // Raises Fault::kMalformed when it is no whole segment of this format, Fault::kNotFound when it
    // is gone. A descriptor may be that of a file without a name.
    static std::shared_ptr<const TableSegment> open(const std::filesystem::path& path);
    static std::shared_ptr<const TableSegment> map(UniqueFd fd, const std::string& name);
    static std::shared_ptr<const TableSegment> map(int fd, const std::string& name);
    ~TableSegment();
    TableSegment(const TableSegment&) = delete;
    TableSegment& operator=(const TableSegment&) = delete;

    // Gives up the memory of what was read; it is read again when somebody wants it.
    void give_up_pages() const;

    const TableSchema& schema() const { return schema_; }
    int64_t size() const { return rows_; }
    const std::optional<CalendarMoment>& created() const { return created_; }
    const std::optional<CalendarMoment>& modified() const { return modified_; }
    // SHA-256 over the whole TDAT export: schema, dates and values.
    const std::string& content_hash() const { return content_hash_; }
    const std::vector<ColumnRange>& ranges() const { return ranges_; }

    // Rows and columns count from 0.
    TableCell cell(int64_t row, size_t column) const;
    TableCells cells(int64_t row) const;
    // Without a TableCell; NaN for null and for text. Of integers beyond 2^53 the nearest double.
    double number(int64_t row, size_t column) const;
    // Of integer columns; of a null what stands for it.
    int64_t integer(int64_t row, size_t column) const;
    // Of text columns, without trailing blanks.
    std::string_view text(int64_t row, size_t column) const;
    bool is_null(int64_t row, size_t column) const;

    // The TDAT header of the whole table, <HEADER> to <DATA>, with the last newline.
    std::string_view tdat_header() const { return tdat_header_; }
    // The record of a row with its newline, as the TDAT export has it; `records` those of a
    // stretch.
    std::string_view record(int64_t row) const;
    std::string_view records(int64_t first, int64_t end) const;
    // Bytes of the row's record in the CSV export, line end included.
    int64_t csv_bytes(int64_t row) const;
    // The HDU of the rows, whose header is that of the FITS export; its rows lie one after another.
    const FitsHdu& rows() const { return *rows_hdu_; }
    std::span<const std::byte> fits_row(int64_t row) const;
    // What stands for null in an integer column.
    std::optional<int64_t> null_of(size_t column) const;

    // The columns of right ascension and declination (degrees, J2000), where the table has both.
    struct PositionColumns {
        size_t ra = 0;
        size_t dec = 0;
    };
    const std::optional<PositionColumns>& position_columns() const { return position_columns_; }
    // The `i`-th position by HEALPix cell: positions() of them.
    int64_t positions() const { return positions_; }
    int64_t position_cell(int64_t i) const;
    int64_t position_row(int64_t i) const;

    // Whether the column has an index, and its `i`-th row by value, nulls last.
    bool has_index(size_t column) const;
    int64_t indexed_row(size_t column, int64_t i) const;

   private:
    struct Column {
        char letter = 'A';  // of TFORM
        int64_t offset = 0;
        int64_t width = 0;
        std::optional<int64_t> null;
        const std::byte* index = nullptr;  // its rows by value
    };

    TableSegment() = default;
    void read(const std::string& name);
    void read_primary(const FitsHdu& primary);
    void read_schema(const FitsHdu& hdu);
    void read_columns();
    void read_records(const FitsHdu& hdu);
    void read_positions(const FitsHdu& hdu);
    void read_index(size_t column, const FitsHdu& hdu);
    void read_ranges(const FitsHdu& hdu);
    [[noreturn]] void refuse(const std::string& fault) const;
    const std::byte* cell_at(int64_t row, size_t column) const;

    std::string name_;
    std::byte* mapped_ = nullptr;
    size_t mapped_bytes_ = 0;
    std::unique_ptr<FitsView> view_;
    const FitsHdu* rows_hdu_ = nullptr;
    const std::byte* data_ = nullptr;  // of the rows
    int64_t row_bytes_ = 0;
    std::vector<Column> columns_;
    TableSchema schema_;
    int64_t rows_ = 0;
    std::optional<CalendarMoment> created_, modified_;
    std::string content_hash_;
    std::string_view tdat_header_;
    const std::byte* begins_ = nullptr;  // of the records
    const std::byte* csv_ = nullptr;
    std::string_view records_;
    std::vector<ColumnRange> ranges_;
    std::optional<PositionColumns> position_columns_;
    const std::byte* cells_ = nullptr;  // of the positions
    const std::byte* position_rows_ = nullptr;
    int64_t positions_ = 0;
};

// The columns that right_ascension and declination of a schema name ("@ra"), both real numbers.
std::optional<TableSegment::PositionColumns> position_columns_of(const TableSchema& schema);

}  // namespace heafs
