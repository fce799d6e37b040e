#include "products/tables/link_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <optional>

#include "core/sky/direction.h"

namespace heafs {
namespace {

using Kind = LinkComparison::Kind;

std::string comparable(const std::string& text) {
    std::string result = text.substr(0, text.find_last_not_of(' ') + 1);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

double number_of(const TableCell& cell) {
    if (const auto* whole = std::get_if<int64_t>(&cell)) return static_cast<double>(*whole);
    return std::get<double>(cell);
}

template <typename T>
bool holds(const T& left, Kind kind, const T& right) {
    switch (kind) {
        case Kind::kEqual:
            return left == right;
        case Kind::kUnequal:
            return left != right;
        case Kind::kLess:
            return left < right;
        case Kind::kGreater:
            return left > right;
        case Kind::kAtMost:
            return left <= right;
        case Kind::kAtLeast:
            return left >= right;
    }
    return false;
}

// The same relation with its sides exchanged.
Kind turned(Kind kind) {
    switch (kind) {
        case Kind::kLess:
            return Kind::kGreater;
        case Kind::kGreater:
            return Kind::kLess;
        case Kind::kAtMost:
            return Kind::kAtLeast;
        case Kind::kAtLeast:
            return Kind::kAtMost;
        default:
            return kind;
    }
}

// A bound that no row which belongs to the answer lies beyond, whatever rounds on the way.
std::string widened(double value, double towards) {
    const double wide =
        static_cast<double>(std::nextafter(static_cast<float>(value), static_cast<float>(towards)));
    return fmt::format("{}", std::isfinite(wide) ? wide : value);
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

LinkFilter::Value LinkFilter::value_of(const TableLink::Operand& operand,
                                       int64_t linked_row) const {
    if (const auto* column = std::get_if<TableLink::Column>(&operand)) {
        const bool single = column->type == CellType::kFloat4;
        if (column->of_source) return {source_.cell(row_, column->index), single};
        return {linked_.cell(linked_row, column->index), single};
    }
    if (const auto* number = std::get_if<double>(&operand)) return {*number};
    return {std::get<std::string>(operand)};
}

bool LinkFilter::is_true(const TableLink::Comparison& comparison, int64_t linked_row) const {
    const Value left = value_of(comparison.left, linked_row);
    const Value right = value_of(comparison.right, linked_row);
    if (is_null(left.cell) || is_null(right.cell)) return false;
    if (const auto* text = std::get_if<std::string>(&left.cell))
        return holds(comparable(*text), comparison.kind,
                     comparable(std::get<std::string>(right.cell)));
    const auto* whole_left = std::get_if<int64_t>(&left.cell);
    const auto* whole_right = std::get_if<int64_t>(&right.cell);
    if (whole_left != nullptr && whole_right != nullptr)
        return holds(*whole_left, comparison.kind, *whole_right);
    const double a = number_of(left.cell), b = number_of(right.cell);
    if (left.single || right.single)
        return holds(static_cast<float>(a), comparison.kind, static_cast<float>(b));
    return holds(a, comparison.kind, b);
}

void LinkFilter::narrow(const TableLink::Column& column, Kind kind, const Value& value) {
    ColumnCondition condition;
    condition.column = column.index;
    if (const auto* text = std::get_if<std::string>(&value.cell)) {
        // Wildcards in a value mean themselves here.
        if (kind != Kind::kEqual || text->find_first_of("*?") != std::string::npos) return;
        condition.like = *text;
        query_.where.push_back(condition);
        return;
    }
    const double number = number_of(value.cell);
    if (kind == Kind::kUnequal || !std::isfinite(number)) return;
    if (kind != Kind::kLess && kind != Kind::kAtMost) condition.least = widened(number, -kInfinity);
    if (kind != Kind::kGreater && kind != Kind::kAtLeast)
        condition.most = widened(number, kInfinity);
    query_.where.push_back(condition);
}

void LinkFilter::add(const TableLink::Comparison& comparison) {
    const auto linked_column = [](const TableLink::Operand& operand) {
        const auto* column = std::get_if<TableLink::Column>(&operand);
        return column != nullptr && !column->of_source ? column : nullptr;
    };
    const auto* left = linked_column(comparison.left);
    const auto* right = linked_column(comparison.right);
    if (left == nullptr && right == nullptr) {
        none_ = none_ || !is_true(comparison, 0);
        return;
    }
    conditions_.emplace_back([this, comparison](int64_t row) { return is_true(comparison, row); });
    if (left != nullptr && right != nullptr) return;
    const Value value = value_of(left != nullptr ? comparison.right : comparison.left, 0);
    if (is_null(value.cell))
        none_ = true;
    else
        narrow(left != nullptr ? *left : *right,
               left != nullptr ? comparison.kind : turned(comparison.kind), value);
}

void LinkFilter::add(const TableLink::Cone& cone) {
    of_cone_ = true;
    const double ra = source_.number(row_, cone.ra), dec = source_.number(row_, cone.dec);
    const Value radius = value_of(cone.radius_arcmin, 0);
    const double arcmin = is_null(radius.cell) ? -1 : number_of(radius.cell);
    if (!std::isfinite(ra) || !std::isfinite(dec) || !(arcmin >= 0)) {
        none_ = true;
        return;
    }
    const Angle angle{std::min(arcmin / 60, 180.0)};
    if (!query_.cone) {
        query_.cone = {{Angle{ra}, Angle{dec}}, angle};
        return;
    }
    const Direction centre = direction_of(Angle{ra}, Angle{dec});
    const auto columns = *linked_.position_columns();
    conditions_.emplace_back([this, centre, angle, columns](int64_t row) {
        const Angle other_ra{linked_.number(row, columns.ra)};
        const Angle other_dec{linked_.number(row, columns.dec)};
        return separation(centre, direction_of(other_ra, other_dec)) <= angle;
    });
}

void LinkFilter::add(const TableLink::Time& time) {
    const double own = source_.number(row_, time.of_source);
    const Value seconds = value_of(time.seconds, 0);
    if (!std::isfinite(own) || is_null(seconds.cell)) {
        none_ = true;
        return;
    }
    const double most = number_of(seconds.cell);
    const double unit = time.seconds_of_unit;
    conditions_.emplace_back([this, own, most, unit, column = time.of_linked](int64_t row) {
        // Within what the last digit of a double leaves open: 0.6 us for today's MJD.
        const double other = linked_.number(row, column);
        const double away = std::fabs(other - own) * unit;
        return away <= most + 2 * unit * std::fabs(own) * std::numeric_limits<double>::epsilon();
    });
    const double reach = most / unit;
    ColumnCondition condition;
    condition.column = time.of_linked;
    condition.least = widened(own - reach, -kInfinity);
    condition.most = widened(own + reach, kInfinity);
    query_.where.push_back(condition);
}

RowSelection LinkFilter::rows() const {
    RowSelection kept;
    kept.of_cone = of_cone_;
    if (none_) return kept;
    const RowSelection selected = select_rows(linked_, query_);
    for (size_t i = 0; i < selected.rows.size(); ++i) {
        bool belongs = true;
        for (const auto& condition : conditions_)
            if (!condition(selected.rows[i])) belongs = false;
        if (!belongs) continue;
        kept.rows.push_back(selected.rows[i]);
        if (!selected.offsets_arcmin.empty())
            kept.offsets_arcmin.push_back(selected.offsets_arcmin[i]);
    }
    return kept;
}

}  // namespace heafs
