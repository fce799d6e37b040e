// Makes what finds the rows of a table in a segment: their positions by HEALPix cell, and the order
// of the values of a column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/fits/segment_file.h"
#include "core/tables/mapped_rows.h"
#include "core/tables/spool.h"
#include "core/tables/table_header.h"

namespace heafs {

class RowOrders {
   public:
    // Of `rows`, one after another, of which each column has its TNULL; all outlive this. HDUs go
    // behind those of `file`.
    RowOrders(SegmentFile& file, ScratchFile& scratch, const MappedRows& rows,
              const TableSchema& schema, const RowLayout& layout,
              const std::vector<std::optional<int64_t>>& nulls, int64_t count);

    // No HDU where no row has a position.
    void append_positions();
    void append_index(size_t column);

   private:
    SegmentFile& file_;
    ScratchFile& scratch_;
    const MappedRows& rows_;
    const TableSchema& schema_;
    const RowLayout& layout_;
    const std::vector<std::optional<int64_t>>& nulls_;
    const uint32_t count_;
};

}  // namespace heafs
