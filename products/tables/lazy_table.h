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
    // Where a summary costs a look at everything, it is left to who asks for it: `summarise` is
    // called once, unless it raises; without one the table is made for its summary.
    using Summarise = std::function<Summary()>;
    LazyTable(TableSchema schema, Summarise summarise, Make make);

    // Its texts may be narrower than those of the summary, where that is made when it is asked for.
    const TableSchema& schema() const { return *schema_; }
    // These raise what making them raises. Any thread may call them.
    const Summary& summary() const;
    int64_t size() const { return summary().size; }

    // Makes it if need be: of the table of all delivered files this may take seconds. Raises what
    // making it raises. Any thread may call it.
    std::shared_ptr<const TableSegment> get() const;
    operator std::shared_ptr<const TableSegment>() const { return get(); }
    const TableSegment* operator->() const { return get().get(); }
    const TableSegment& operator*() const { return *get(); }

   private:
    struct Making;
    static Summary summary_of(const TableSegment& segment);

    // Shared: sets of tables are copied, their tables are made once.
    std::shared_ptr<const TableSchema> schema_;
    std::shared_ptr<Making> making_;
};

}  // namespace heafs
