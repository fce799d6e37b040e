// Makes one version of a table: rows go in one by one, in the order of the table, and a file of the
// format that README.md states comes out. Memory does not grow with the rows but for 16 bytes each
// while an index is sorted; what is in the making goes to a scratch file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/tables/table_schema.h"
#include "core/base/calendar_date.h"
#include "core/tables/table_segment.h"
#include "core/tdat/table_cell.h"

namespace heafs {

struct TableDates {
    std::optional<CalendarMoment> created;
    std::optional<CalendarMoment> modified;
    bool operator==(const TableDates&) const = default;
};

class TableBuilder {
   public:
    // `output` and `scratch` are empty files that can be written and read, and outlive the builder.
    // With `widen_texts` a text column becomes as wide as its longest value; else longer text is
    // refused.
    struct Settings {
        bool widen_texts = false;
    };
    TableBuilder(int output, int scratch, TableSchema schema);
    TableBuilder(int output, int scratch, TableSchema schema, Settings settings);
    ~TableBuilder();
    TableBuilder(const TableBuilder&) = delete;
    TableBuilder& operator=(const TableBuilder&) = delete;

    // A row's values in the order of the schema's columns. Raises Fault::kMalformed, with row and
    // column, for a value that the column's type does not take (tdat_value_fault() says which);
    // then the builder is of no use any more. Blanks around texts are not kept; numbers that are
    // not finite are null.
    void add(const TableCells& cells);
    // The same from texts as they stand in TDAT, without blanks around them; empty is null.
    void add(std::span<const std::string_view> values);
    // A row of another version whose schema has the same columns.
    void add(const TableSegment& other, int64_t row);
    int64_t rows() const;

    // Writes the rest; to be called once. The same calls give the same bytes.
    void finish(const TableDates& dates);

   private:
    class Work;
    std::unique_ptr<Work> work_;
};

// A small table, in memory: metabase, tables made from headers.
std::shared_ptr<const TableSegment> build_table(const TableSchema& schema,
                                                std::span<const TableCells> rows,
                                                const TableDates& dates,
                                                TableBuilder::Settings settings = {});

}  // namespace heafs
