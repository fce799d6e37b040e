// The order of the values of a column, as an index has it: numbers by size, texts by their
// characters with capitals taken for small letters (ASCII). Works on the bytes of FITS rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/tables/row_sorter.h"
#include "core/tables/table_header.h"

namespace heafs {

inline char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
// Negative, 0 or positive; a text comes before those that go on where it ends.
int compare_folded(std::string_view a, std::string_view b);

// Of rows that lie one after another.
class CellOrder : public FurtherOrder {
   public:
    CellOrder(const std::byte* rows, int64_t row_bytes, const CellLayout& layout,
              std::optional<int64_t> null)
        : rows_(rows), row_bytes_(row_bytes), layout_(layout), null_(null) {}

    // Numbers in the order of their values, of texts their beginnings; nothing for null.
    std::optional<uint64_t> key(uint32_t row) const;
    // Null where the key is the whole value.
    const FurtherOrder* further() const {
        return layout_.letter == 'A' && layout_.width > 8 ? this : nullptr;
    }

    int pieces() const override;
    uint64_t piece(uint32_t row, int number) const override;
    int compare(uint32_t a, uint32_t b) const override;

   private:
    const std::byte* cell(uint32_t row) const {
        return rows_ + int64_t{row} * row_bytes_ + layout_.offset;
    }
    std::string_view text(uint32_t row) const;

    const std::byte* rows_;
    int64_t row_bytes_;
    CellLayout layout_;
    std::optional<int64_t> null_;
};

}  // namespace heafs
