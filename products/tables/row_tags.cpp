#include "products/tables/row_tags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "products/tables/row_key.h"

namespace heafs {

RowTag::RowTag(const std::string& format, const TableSchema& schema, bool wildcards) {
    for (size_t at = 0; at < format.size();) {
        const size_t open = std::min(format.find("@{", at), format.size());
        add_text(format.substr(at, open - at), wildcards);
        if (open == format.size()) break;
        const size_t end = std::min(format.find('}', open), format.size());
        const std::string name = format.substr(open + 2, end - open - 2);
        const auto column = schema.find_column(name);
        if (column)
            pieces_.push_back({Kind::kColumn, "", *column});
        else
            unknown_.push_back(name);
        constant_ = false;
        at = end + 1;
    }
}

void RowTag::add_text(const std::string& text, bool wildcards) {
    for (size_t at = 0; at < text.size();) {
        const size_t star = wildcards ? std::min(text.find('*', at), text.size()) : text.size();
        if (star > at) pieces_.push_back({Kind::kText, text.substr(at, star - at), 0});
        if (star < text.size()) pieces_.push_back({Kind::kWildcard, "", 0});
        at = star + 1;
    }
}

std::optional<TagPattern> RowTag::of(const TableSegment& table, int64_t row) const {
    if (!unknown_.empty()) return std::nullopt;
    TagPattern pattern(1);
    for (const Piece& piece : pieces_) {
        if (piece.kind == Kind::kWildcard) {
            pattern.emplace_back();
            continue;
        }
        if (piece.kind == Kind::kColumn && table.is_null(row, piece.column)) return std::nullopt;
        pattern.back() +=
            piece.kind == Kind::kText ? piece.text : value_text(table, row, piece.column);
    }
    return pattern;
}

std::optional<std::string> RowTag::text_of(const TableSegment& table, int64_t row) const {
    const auto pattern = of(table, row);
    if (!pattern) return std::nullopt;
    return fmt::format("{}", fmt::join(*pattern, "*"));
}

}  // namespace heafs
