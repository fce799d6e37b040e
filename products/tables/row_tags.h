// The tags of data products that one row of a table asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog/product_store.h"
#include "core/tables/table_segment.h"

namespace heafs {

// A tag of a set, or a URL: texts with columns (`@{name}`) and wildcards between them. Made for one
// schema; immutable.
class RowTag {
   public:
    // With `wildcards`, `*` stands for any characters; else for itself.
    RowTag(const std::string& format, const TableSchema& schema, bool wildcards);

    // Columns that the schema lacks; where there are any, no row has the tag.
    const std::vector<std::string>& unknown_columns() const { return unknown_; }
    // Whether it is the same for all rows.
    bool is_constant() const { return constant_; }
    // For one row; nothing where one of its columns is null.
    std::optional<TagPattern> of(const TableSegment& table, int64_t row) const;
    // The same as a text.
    std::optional<std::string> text_of(const TableSegment& table, int64_t row) const;

   private:
    enum class Kind { kText, kColumn, kWildcard };
    struct Piece {
        Kind kind = Kind::kText;
        std::string text;
        size_t column = 0;
    };
    void add_text(const std::string& text, bool wildcards);

    std::vector<Piece> pieces_;
    std::vector<std::string> unknown_;
    bool constant_ = true;
};

}  // namespace heafs
