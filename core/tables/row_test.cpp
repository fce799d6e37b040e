#include "core/tables/row_test.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "config/base/error.h"
#include "core/tables/cell_order.h"
#include "core/tdat/tdat_number.h"

namespace heafs {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr std::string_view kWildcards = "*?";

double real_bound(const std::string& text, CellType type, const TableColumn& column) {
    TdatReal real;
    const NumberFault fault =
        text.empty() ? NumberFault::kNoNumber : parse_tdat_real(text, type, real);
    if (fault == NumberFault::kNoNumber)
        throw Error(Fault::kUsage,
                    fmt::format("{} is a column of numbers: '{}' is none", column.name, text));
    return real.value;
}

// The smallest whole number that is not below the bound, or the largest that is not above; nothing
// when there is none of 64 bits.
std::optional<int64_t> whole_bound(const std::string& text, bool least, const TableColumn& column) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return value;
    const double real = real_bound(text, CellType::kFloat8, column);
    const double rounded = least ? std::ceil(real) : std::floor(real);
    if (rounded >= kTwoTo63)
        return least ? std::nullopt : std::optional(std::numeric_limits<int64_t>::max());
    if (rounded < -kTwoTo63)
        return least ? std::optional(std::numeric_limits<int64_t>::min()) : std::nullopt;
    return static_cast<int64_t>(rounded);
}

template <typename Before>
int64_t partition_point(int64_t first, int64_t end, const Before& before) {
    while (first < end) {
        const int64_t middle = first + (end - first) / 2;
        if (before(middle))
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

}  // namespace

bool matches_wildcards(std::string_view text, std::string_view pattern) {
    size_t at = 0, next = 0, star = std::string_view::npos, resume = 0;
    while (at < text.size()) {
        if (next < pattern.size() && pattern[next] == '*') {
            star = next++;
            resume = at;
        } else if (next < pattern.size() &&
                   (pattern[next] == '?' || folded(pattern[next]) == folded(text[at]))) {
            ++next;
            ++at;
        } else if (star != std::string_view::npos) {
            next = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    while (next < pattern.size() && pattern[next] == '*') ++next;
    return next == pattern.size();
}

RowTest::RowTest(const TableSegment& table, const ColumnCondition& condition)
    : table_(table), column_(condition.column) {
    if (column_ >= table.schema().columns.size())
        throw Error(Fault::kUsage, "a condition on a column that is not there");
    if (condition.null) {
        kind_ = Kind::kNull;
        return;
    }
    if (!condition.least && !condition.most && !condition.like) return;
    const CellType type = table.schema().columns[column_].type.cell;
    if (type == CellType::kText)
        take_texts(condition);
    else if (is_integer(type))
        take_integers(condition);
    else
        take_reals(condition);
}

void RowTest::take_integers(const ColumnCondition& condition) {
    const TableColumn& column = table_.schema().columns[column_];
    kind_ = Kind::kInteger;
    const auto narrow = [&](const std::optional<std::string>& text, bool least) {
        if (!text) return;
        const auto bound = whole_bound(*text, least, column);
        if (!bound) {
            kind_ = Kind::kNothing;
        } else if (least) {
            least_whole_ = std::max(least_whole_, *bound);
        } else {
            most_whole_ = std::min(most_whole_, *bound);
        }
    };
    narrow(condition.least, true);
    narrow(condition.like, true);
    narrow(condition.most, false);
    narrow(condition.like, false);
    if (least_whole_ > most_whole_) kind_ = Kind::kNothing;
}

// Numbers of float4 meet bounds of float4: those that a reader sees.
void RowTest::take_reals(const ColumnCondition& condition) {
    const TableColumn& column = table_.schema().columns[column_];
    kind_ = Kind::kReal;
    const auto bound = [&](const std::string& text) {
        return real_bound(text, column.type.cell, column);
    };
    if (condition.least) least_real_ = bound(*condition.least);
    if (condition.most) most_real_ = bound(*condition.most);
    if (condition.like) {
        least_real_ = std::max(least_real_, bound(*condition.like));
        most_real_ = std::min(most_real_, bound(*condition.like));
    }
    if (least_real_ > most_real_) kind_ = Kind::kNothing;
}

void RowTest::take_texts(const ColumnCondition& condition) {
    kind_ = Kind::kText;
    least_text_ = condition.least;
    most_text_ = condition.most;
    if (!condition.like) return;
    const size_t wildcard = condition.like->find_first_of(kWildcards);
    if (wildcard == std::string::npos && !least_text_ && !most_text_) {
        least_text_ = most_text_ = condition.like;
        return;
    }
    pattern_ = *condition.like;
    prefix_ = pattern_.substr(0, wildcard);
}

int RowTest::side_of(int64_t row) const {
    if (kind_ == Kind::kInteger) {
        const int64_t value = table_.integer(row, column_);
        return value < least_whole_ ? -1 : value > most_whole_ ? 1 : 0;
    }
    if (kind_ == Kind::kReal) {
        const double value = table_.number(row, column_);
        return value < least_real_ ? -1 : value > most_real_ ? 1 : 0;
    }
    const std::string_view text = table_.text(row, column_);
    if (least_text_ && compare_folded(text, *least_text_) < 0) return -1;
    if (most_text_ && compare_folded(text, *most_text_) > 0) return 1;
    if (!prefix_.empty()) return compare_folded(text.substr(0, prefix_.size()), prefix_);
    return 0;
}

bool RowTest::passes(int64_t row) const {
    if (kind_ == Kind::kEverything) return true;
    if (kind_ == Kind::kNothing) return false;
    const bool null = table_.is_null(row, column_);
    if (kind_ == Kind::kNull || null) return kind_ == Kind::kNull && null;
    if (side_of(row) != 0) return false;
    return pattern_.empty() || matches_wildcards(table_.text(row, column_), pattern_);
}

RowTest::Stretch RowTest::indexed() const {
    const int64_t rows = table_.size();
    const int64_t values = rows - table_.ranges()[column_].nulls;
    if (kind_ == Kind::kEverything) return {0, rows, true};
    if (kind_ == Kind::kNothing) return {0, 0, true};
    if (kind_ == Kind::kNull) return {values, rows, true};
    const auto side = [&](int64_t i) { return side_of(table_.indexed_row(column_, i)); };
    const int64_t first = partition_point(0, values, [&](int64_t i) { return side(i) < 0; });
    const int64_t end = partition_point(first, values, [&](int64_t i) { return side(i) == 0; });
    return {first, end, pattern_.empty()};
}

}  // namespace heafs
