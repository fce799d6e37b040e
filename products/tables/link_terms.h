// What the terms of a link ask of the linked table, once the values of the row that links are put
// in: a query as narrow as indexes can tell, and conditions that every row of its answer is held
// against.
#pragma once

#include <functional>
#include <vector>

#include "core/tables/table_query.h"
#include "core/tables/table_segment.h"
#include "products/tables/table_link.h"

namespace heafs {

// For one row and one call of rows().
class LinkFilter {
   public:
    LinkFilter(const TableSegment& source, int64_t row, const TableSegment& linked)
        : source_(source), row_(row), linked_(linked) {}

    void add(const TableLink::Cone& cone);
    void add(const TableLink::Time& time);
    void add(const TableLink::Comparison& comparison);

    RowSelection rows() const;

   private:
    // The value of an operand for a row of the linked table.
    struct Value {
        TableCell cell;
        bool single = false;  // of a float4 column: compared as such
    };
    Value value_of(const TableLink::Operand& operand, int64_t linked_row) const;
    bool is_true(const TableLink::Comparison& comparison, int64_t linked_row) const;
    void narrow(const TableLink::Column& column, LinkComparison::Kind kind, const Value& value);

    const TableSegment& source_;
    const int64_t row_;
    const TableSegment& linked_;
    TableQuery query_;
    bool none_ = false;  // a null was compared
    bool of_cone_ = false;
    std::vector<std::function<bool(int64_t)>> conditions_;
};

}  // namespace heafs
