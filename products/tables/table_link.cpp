#include "products/tables/table_link.h"

#include <fmt/format.h>

#include "config/base/error.h"
#include "config/tables/table_settings.h"
#include "products/plan/column_name.h"
#include "products/tables/link_terms.h"

namespace heafs {
namespace {

// Finds the columns that a criterion names.
class Binder {
   public:
    Binder(const LinkCriterion& criterion, const TableSchema& source, const TableSchema& linked)
        : text_(criterion.text), source_(source), linked_(linked) {}

    TableLink::Cone bind(const LinkCone& cone) const {
        if (!position_columns_of(linked_))
            throw Error(Fault::kMalformed,
                        fmt::format("{}\n{} has no positions for a cone", text_, linked_.name));
        return {source_number(cone.ra), source_number(cone.dec), measure(cone.radius_arcmin)};
    }
    TableLink::Time bind(const LinkTime& time) const {
        const auto first = number(time.first), second = number(time.second);
        if (first.of_source == second.of_source)
            fail(time.second, fmt::format("one of the times is of {} and one of {}", source_.name,
                                          linked_.name));
        const double unit = seconds_of_unit(first);
        if (unit != seconds_of_unit(second))
            fail(time.second, "the two times have different units");
        return {first.of_source ? first.index : second.index,
                first.of_source ? second.index : first.index, unit, measure(time.seconds)};
    }
    TableLink::Comparison bind(const LinkComparison& comparison) const {
        TableLink::Comparison bound{operand(comparison.left), operand(comparison.right),
                                    comparison.kind};
        if (is_text(bound.left) != is_text(bound.right))
            fail(*named(comparison),
                 "a text and a number are compared here; texts stand in quotes");
        return bound;
    }

   private:
    [[noreturn]] void fail(const LinkColumn& column, const std::string& what) const {
        throw Error(Fault::kMalformed, pointed_at(text_, column.place, column.length, what));
    }
    // The first column of two operands of which one is a column.
    static const LinkColumn* named(const LinkComparison& comparison) {
        static const LinkColumn kNone;
        if (const auto* left = std::get_if<LinkColumn>(&comparison.left)) return left;
        const auto* right = std::get_if<LinkColumn>(&comparison.right);
        return right != nullptr ? right : &kNone;
    }
    static bool is_text(const TableLink::Operand& operand) {
        const auto* column = std::get_if<TableLink::Column>(&operand);
        return column != nullptr ? column->type == CellType::kText
                                 : std::holds_alternative<std::string>(operand);
    }
    // A table may be named with heasarc_ before it and without.
    static bool are_same(const std::string& named, const TableSchema& schema) {
        return table_key(named) == table_key(schema.name);
    }
    TableLink::Column column(const LinkColumn& named) const {
        const bool of_source = !named.table.empty() && are_same(named.table, source_);
        if (!named.table.empty() && !of_source && !are_same(named.table, linked_))
            fail(named, fmt::format("columns are of {} or of {}", source_.name, linked_.name));
        const TableSchema& schema = of_source ? source_ : linked_;
        const auto index = find_column_named(schema, named.column);
        if (!index) fail(named, no_such_column(schema, named.column));
        return {of_source, *index, schema.columns[*index].type.cell};
    }
    TableLink::Column number(const LinkColumn& named) const {
        const auto found = column(named);
        if (found.type == CellType::kText) fail(named, "this column holds texts, not numbers");
        return found;
    }
    size_t source_number(const LinkColumn& named) const {
        const auto found = number(named);
        if (!found.of_source)
            fail(named, fmt::format("the centre of a cone is a position of {0}: write {0}.{1}",
                                    source_.name, named.column));
        return found.index;
    }
    TableLink::Operand operand(const LinkOperand& operand) const {
        if (const auto* named = std::get_if<LinkColumn>(&operand)) return column(*named);
        if (const auto* value = std::get_if<double>(&operand)) return *value;
        return std::get<std::string>(operand);
    }
    TableLink::Operand measure(const LinkOperand& operand) const {
        const auto* named = std::get_if<LinkColumn>(&operand);
        if (named == nullptr) return std::get<double>(operand);
        const auto found = number(*named);
        if (!found.of_source)
            fail(*named, fmt::format("this column must be one of {}", source_.name));
        return found;
    }
    double seconds_of_unit(const TableLink::Column& column) const {
        const TableSchema& schema = column.of_source ? source_ : linked_;
        const std::string& unit = schema.columns[column.index].unit;
        return unit == "s" || unit == "second" || unit == "sec" ? 1 : 86400;
    }

    const std::string& text_;
    const TableSchema& source_;
    const TableSchema& linked_;
};

}  // namespace

TableLink::TableLink(const LinkCriterion& criterion, const TableSchema& source,
                     const TableSchema& linked) {
    const Binder binder(criterion, source, linked);
    for (const LinkTerm& term : criterion.terms) {
        if (const auto* cone = std::get_if<LinkCone>(&term)) cones_.push_back(binder.bind(*cone));
        if (const auto* time = std::get_if<LinkTime>(&term)) times_.push_back(binder.bind(*time));
        if (const auto* comparison = std::get_if<LinkComparison>(&term))
            comparisons_.push_back(binder.bind(*comparison));
    }
}

RowSelection TableLink::rows_of(const TableSegment& source, int64_t row,
                                const TableSegment& linked) const {
    LinkFilter filter(source, row, linked);
    for (const Cone& cone : cones_) filter.add(cone);
    for (const Time& time : times_) filter.add(time);
    for (const Comparison& comparison : comparisons_) filter.add(comparison);
    return filter.rows();
}

}  // namespace heafs
