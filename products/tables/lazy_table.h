// A version of a table that may be made only when somebody reads its rows: what is cheap to know
// of it, its schema, its dates and the number of its rows, is known before.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/tables/table_builder.h"
#include "core/tables/table_segment.h"

namespace heafs {

class LazyTable {
   public:
    // What a table says of itself without its rows.
    struct Summary {
        TableSchema schema;
        int64_t size = 0;
        std::vector<ColumnRange> ranges;  // one a column
        TableDates dates;
    };
    using Make = std::function<std::shared_ptr<const TableSegment>()>;

    // What is made already.
    LazyTable(std::shared_ptr<const TableSegment> segment);
    // `make` is called once, unless it raises.
    LazyTable(Summary summary, Make make);

    const Summary& summary() const { return *summary_; }
    const TableSchema& schema() const { return summary_->schema; }
    int64_t size() const { return summary_->size; }

    // Makes it if need be: of the table of all delivered files this may take seconds. Raises what
    // making it raises. Any thread may call it.
    std::shared_ptr<const TableSegment> get() const;
    operator std::shared_ptr<const TableSegment>() const { return get(); }
    const TableSegment* operator->() const { return get().get(); }
    const TableSegment& operator*() const { return *get(); }

   private:
    struct Making;
    // Shared: sets of tables are copied, their tables are made once.
    std::shared_ptr<const Summary> summary_;
    std::shared_ptr<Making> making_;
};

}  // namespace heafs
