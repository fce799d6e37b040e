// A link between two tables that are both there, ready to be followed from any row.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "config/tables/link_criterion.h"
#include "config/tables/table_schema.h"
#include "core/tables/table_query.h"
#include "core/tables/table_segment.h"

namespace heafs {

// Immutable; any thread may use it.
class TableLink {
   public:
    // Raises Fault::kMalformed, with carets below the place, when a column does not exist or two
    // values cannot be compared. Tables may be named with heasarc_ before their name or without.
    TableLink(const LinkCriterion& criterion, const TableSchema& source, const TableSchema& linked);

    // The linked rows in their order, with a cone by separation. The segments have the schemas
    // given above. Nothing is linked through a null.
    RowSelection rows_of(const TableSegment& source, int64_t row, const TableSegment& linked) const;

    struct Column {
        bool of_source = false;
        size_t index = 0;
        CellType type = CellType::kText;
    };
    using Operand = std::variant<Column, double, std::string>;
    struct Cone {
        size_t ra = 0, dec = 0;  // of the source
        Operand radius_arcmin;
    };
    struct Time {
        size_t of_source = 0, of_linked = 0;
        double seconds_of_unit = 86400;
        Operand seconds;
    };
    struct Comparison {
        Operand left, right;
        LinkComparison::Kind kind = LinkComparison::Kind::kEqual;
    };

   private:
    std::vector<Cone> cones_;
    std::vector<Time> times_;
    std::vector<Comparison> comparisons_;
};

}  // namespace heafs
