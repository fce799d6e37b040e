#include "core/tables/table_query.h"

#include <algorithm>
#include <cassert>
#include <set>

#include "config/base/error.h"
#include "core/tables/cell_order.h"
#include "core/tables/cone_rows.h"
#include "core/tables/row_test.h"
#include "core/tdat/tdat_header.h"
#include "core/tdat/tdat_number.h"
#include "core/tdat/tdat_writer.h"

namespace heafs {
namespace {

// Beyond such a share of the rows, looking at all of them is faster than putting them in order.
constexpr int64_t kShareToSort = 16;

using Tests = std::vector<RowTest>;

Tests tests_of(const TableSegment& table, const std::vector<ColumnCondition>& where) {
    Tests tests;
    for (const ColumnCondition& condition : where) tests.emplace_back(table, condition);
    return tests;
}

bool pass(const Tests& tests, int64_t row) {
    return std::all_of(tests.begin(), tests.end(),
                       [&](const RowTest& test) { return test.passes(row); });
}

// The shortest stretch of an index that holds all rows that pass, if any test has an index.
struct Narrowed {
    const RowTest* test = nullptr;
    RowTest::Stretch stretch;
};
Narrowed narrowed(const TableSegment& table, const Tests& tests) {
    Narrowed best;
    for (const RowTest& test : tests) {
        if (!table.has_index(test.column())) continue;
        const RowTest::Stretch stretch = test.indexed();
        if (best.test == nullptr ||
            stretch.end - stretch.first < best.stretch.end - best.stretch.first)
            best = {&test, stretch};
    }
    return best;
}

// Calls `take` with each row that passes; not in order.
template <typename Take>
void each_indexed(const TableSegment& table, const Tests& tests, const Narrowed& narrow,
                  const Take& take) {
    for (int64_t i = narrow.stretch.first; i < narrow.stretch.end; ++i) {
        const int64_t row = table.indexed_row(narrow.test->column(), i);
        if (pass(tests, row)) take(row);
    }
}

bool is_short(const TableSegment& table, const Narrowed& narrow) {
    return narrow.test != nullptr &&
           narrow.stretch.end - narrow.stretch.first <= table.size() / kShareToSort + 1;
}

RowSelection rows_where(const TableSegment& table, const Tests& tests) {
    RowSelection selection;
    const auto take = [&](int64_t row) { selection.rows.push_back(static_cast<uint32_t>(row)); };
    const Narrowed narrow = narrowed(table, tests);
    if (is_short(table, narrow)) {
        each_indexed(table, tests, narrow, take);
        std::sort(selection.rows.begin(), selection.rows.end());
        return selection;
    }
    for (int64_t row = 0; row < table.size(); ++row)
        if (pass(tests, row)) take(row);
    return selection;
}

int64_t count_where(const TableSegment& table, const Tests& tests) {
    int64_t count = 0;
    const Narrowed narrow = narrowed(table, tests);
    if (narrow.test != nullptr && narrow.stretch.all && tests.size() == 1)
        return narrow.stretch.end - narrow.stretch.first;
    if (is_short(table, narrow)) {
        each_indexed(table, tests, narrow, [&](int64_t) { ++count; });
        return count;
    }
    for (int64_t row = 0; row < table.size(); ++row)
        if (pass(tests, row)) ++count;
    return count;
}

struct Found {
    double offset_deg = 0;
    uint32_t row = 0;
};

RowSelection rows_in_cone(const TableSegment& table, const Cone& asked, const Tests& tests) {
    const ConeTest cone(asked);
    std::vector<Found> found;
    for (const PositionStretch& stretch : stretches_of_cone(table, cone))
        for (int64_t i = stretch.first; i < stretch.end; ++i) {
            const int64_t row = table.position_row(i);
            const Direction place = direction_of_row(table, row);
            if (!(stretch.inside || cone.contains(place)) || !pass(tests, row)) continue;
            found.push_back({separation(cone.centre(), place).degrees, static_cast<uint32_t>(row)});
        }
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        return a.offset_deg != b.offset_deg ? a.offset_deg < b.offset_deg : a.row < b.row;
    });
    RowSelection selection;
    selection.of_cone = true;
    for (const Found& one : found) {
        selection.rows.push_back(one.row);
        selection.offsets_arcmin.push_back(60 * one.offset_deg);
    }
    return selection;
}

int64_t count_in_cone(const TableSegment& table, const Cone& asked, const Tests& tests) {
    const ConeTest cone(asked);
    int64_t count = 0;
    for (const PositionStretch& stretch : stretches_of_cone(table, cone)) {
        if (stretch.inside && tests.empty()) {
            count += stretch.end - stretch.first;
            continue;
        }
        for (int64_t i = stretch.first; i < stretch.end; ++i) {
            const int64_t row = table.position_row(i);
            if ((stretch.inside || cone.contains(direction_of_row(table, row))) && pass(tests, row))
                ++count;
        }
    }
    return count;
}

bool is_number(std::string_view text) {
    TdatReal real;
    return !text.empty() &&
           parse_tdat_real(text, CellType::kFloat8, real) != NumberFault::kNoNumber;
}

// Numbers by size, texts by their characters.
struct CellBefore {
    bool operator()(const TableCell& a, const TableCell& b) const {
        const auto* text = std::get_if<std::string>(&a);
        if (text == nullptr) return a < b;
        const auto& other = std::get<std::string>(b);
        const int order = compare_folded(*text, other);
        return order != 0 ? order < 0 : *text < other;
    }
};

std::string text_of_cell(const TableCell& cell, CellType type) {
    if (const auto* text = std::get_if<std::string>(&cell)) return literal_value(*text);
    if (const auto* whole = std::get_if<int64_t>(&cell)) return std::to_string(*whole);
    std::string text;
    append_tdat_real(text, std::get<double>(cell), type);
    return text;
}

bool is_quoted(std::string_view text) {
    return text.size() > 2 && text.front() == '"' && text.back() == '"';
}

// Without quotes it would be null, a range, a pattern, or another text.
bool needs_quotes(std::string_view text) {
    return text == "null" || text.find("..") != std::string_view::npos ||
           text.find_first_of("*?") != std::string_view::npos || is_quoted(text);
}

// Exactly that value: a condition takes capitals for small letters.
bool has_text(const TableSegment& table, int64_t row, size_t column, std::string_view value) {
    return table.schema().columns[column].type.cell != CellType::kText ||
           table.text(row, column) == value;
}

}  // namespace

std::string literal_value(std::string_view text) {
    return needs_quotes(text) ? '"' + std::string(text) + '"' : std::string(text);
}

std::optional<ColumnCondition> parse_condition(const TableSchema& schema, size_t column,
                                               const std::string& value) {
    assert(column < schema.columns.size());
    ColumnCondition condition;
    condition.column = column;
    const bool is_text = schema.columns[column].type.cell == CellType::kText;
    if (value.empty()) return std::nullopt;
    if (value == "null") {
        condition.null = true;
        return condition;
    }
    if (is_text && is_quoted(value)) {
        const std::string text = value.substr(1, value.size() - 2);
        if (needs_quotes(text))
            condition.least = condition.most = text;
        else
            condition.like = text;
        return condition;
    }
    const size_t dots = value.find("..");
    if (dots == std::string::npos) {
        if (!is_text && !is_number(value)) return std::nullopt;
        condition.like = value;
        return condition;
    }
    if (dots > 0) condition.least = value.substr(0, dots);
    if (dots + 2 < value.size()) condition.most = value.substr(dots + 2);
    if (!condition.least && !condition.most) return std::nullopt;
    for (const auto& bound : {condition.least, condition.most})
        if (bound && !is_text && !is_number(*bound)) return std::nullopt;
    return condition;
}

RowSelection select_rows(const TableSegment& table, const TableQuery& query) {
    const Tests tests = tests_of(table, query.where);
    return query.cone ? rows_in_cone(table, *query.cone, tests) : rows_where(table, tests);
}

int64_t count_rows(const TableSegment& table, const TableQuery& query) {
    const Tests tests = tests_of(table, query.where);
    return query.cone ? count_in_cone(table, *query.cone, tests) : count_where(table, tests);
}

std::optional<std::vector<std::string>> distinct_values(const TableSegment& table, size_t column,
                                                        size_t most) {
    const int64_t known = table.ranges()[column].distinct;
    if (known < 0 ? most <= static_cast<size_t>(kMostDistinct) : static_cast<size_t>(known) > most)
        return std::nullopt;
    std::set<TableCell, CellBefore> values;
    for (int64_t row = 0; row < table.size(); ++row) {
        if (known >= 0 && static_cast<int64_t>(values.size()) == known) break;
        TableCell cell = table.cell(row, column);
        if (is_null(cell)) continue;
        values.insert(std::move(cell));
        if (values.size() > most) return std::nullopt;
    }
    std::vector<std::string> texts;
    for (const TableCell& cell : values)
        texts.push_back(text_of_cell(cell, table.schema().columns[column].type.cell));
    return texts;
}

std::optional<int64_t> find_row(const TableSegment& table, const std::vector<std::string>& key) {
    const TableSchema& schema = table.schema();
    if (schema.unique_key.empty() || key.size() != schema.unique_key.size()) return std::nullopt;
    std::vector<ColumnCondition> where;
    for (size_t i = 0; i < key.size(); ++i) {
        const auto column = schema.find_column(schema.unique_key[i]);
        if (!column) return std::nullopt;
        ColumnCondition& condition = where.emplace_back();
        condition.column = *column;
        condition.null = key[i].empty();
        if (condition.null) continue;
        if (schema.columns[*column].type.cell != CellType::kText && !is_number(key[i]))
            return std::nullopt;
        condition.least = condition.most = key[i];
    }
    const Tests tests = tests_of(table, where);
    std::optional<int64_t> first;
    const auto take = [&](int64_t row) {
        if (first && *first <= row) return;
        for (size_t i = 0; i < key.size(); ++i)
            if (!has_text(table, row, where[i].column, key[i])) return;
        first = row;
    };
    const Narrowed narrow = narrowed(table, tests);
    if (narrow.test != nullptr) {
        each_indexed(table, tests, narrow, take);
        return first;
    }
    for (int64_t row = 0; row < table.size() && !first; ++row)
        if (pass(tests, row)) take(row);
    return first;
}

}  // namespace heafs
