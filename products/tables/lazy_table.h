// A version of a table that may be made only when somebody reads its rows: what is cheap to know
// of it, its schema and the number of its rows, is known before.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "core/tables/table_segment.h"

namespace heafs {

// Copies share the segment. Any thread may use it.
class LazyTable {
   public:
    using Make = std::function<std::shared_ptr<const TableSegment>()>;

    // What is made already.
    LazyTable(std::shared_ptr<const TableSegment> segment);
    // `make` is called at most once, unless it raises, and gives a table of this schema and size
    // whose columns have these ranges.
    LazyTable(TableSchema schema, int64_t size, std::vector<ColumnRange> ranges, Make make);

    const TableSchema& schema() const;
    int64_t size() const;
    const std::vector<ColumnRange>& ranges() const;

    // Makes it if need be: for the table of all delivered files this may take seconds. Raises what
    // making it raises.
    std::shared_ptr<const TableSegment> get() const;
    operator std::shared_ptr<const TableSegment>() const { return get(); }
    const TableSegment* operator->() const { return get().get(); }
    const TableSegment& operator*() const { return *get(); }

   private:
    struct State;
    // Shared: sets of tables are copied, their tables are made once.
    std::shared_ptr<State> state_;
};

}  // namespace heafs
