// What an export shows: all rows of a table or a selection of them, and the distances of a cone as
// a last column.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "config/tables/table_schema.h"
#include "core/tables/table_query.h"
#include "core/tables/table_segment.h"

namespace heafs {

class ExportedRows {
   public:
    // Without a selection: all rows.
    ExportedRows(std::shared_ptr<const TableSegment> table,
                 std::shared_ptr<const RowSelection> selection);

    const TableSegment& table() const { return *table_; }
    bool is_whole() const { return selection_ == nullptr; }
    int64_t size() const;
    // The row of the table that comes as the `i`-th.
    int64_t row(int64_t i) const;
    bool has_offsets() const { return has_offsets_; }
    double offset_arcmin(int64_t i) const {
        return selection_->offsets_arcmin[static_cast<size_t>(i)];
    }
    // As text formats write it: the shortest decimal that reads back.
    std::string offset_text(int64_t i) const;
    // To be told of each row that a walk has passed: what was mapped of a table in whose order it
    // goes is given up as it goes, so that memory does not grow with the table.
    void passed(int64_t i) const {
        if ((i + 1) % kRowsAtOnce == 0 || i + 1 == size()) give_up(i);
    }
    // With the column of the distances where there is one.
    const TableSchema& schema() const { return schema_; }
    // 64 hex digits over the version of the table and what is selected.
    std::string hash() const;

   private:
    static constexpr int64_t kRowsAtOnce = 1 << 14;
    void give_up(int64_t i) const;

    // Shared with the products that were planned of them.
    std::shared_ptr<const TableSegment> table_;
    std::shared_ptr<const RowSelection> selection_;
    bool has_offsets_ = false;
    TableSchema schema_;
};

}  // namespace heafs
