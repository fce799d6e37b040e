// The columns of a table and where their cells lie in a row (FITS 4.0, sections 7.2 and 7.3):
// rules TAB-001, TAB-002 and TAB-003.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fits/finding_list.h"
#include "core/fits/hdu_size.h"
#include "core/fits/header.h"

namespace heafs {

// TFORM of a binary table: rT, or rPt(e) and rQt(e) for arrays in the heap.
struct BinaryForm {
    int64_t repeat = 1;
    char type = 'B';            // L X B I J K A E D C M P Q
    char element = 0;           // of arrays in the heap: the type of their elements
    int64_t max_elements = -1;  // of these at most so many, -1 if not stated
    int64_t width = 0;          // bytes in the row

    bool operator==(const BinaryForm&) const = default;
};

// Nothing if the form is not legal or its width is beyond 2^63.
std::optional<BinaryForm> parse_binary_form(std::string_view text);

// The width of a field of an ASCII table: Aw, Iw, Fw.d, Ew.d, Dw.d. Nothing if not legal.
std::optional<int64_t> parse_ascii_form(std::string_view text);

// The bits that an element of this type takes, 0 for an unknown type.
int64_t element_bits(char type);

struct BinaryColumn {
    std::string name;
    int64_t number = 0;  // 1 is the first
    int64_t offset = 0;  // of the cell in the row
    BinaryForm form;
};

// "column 3 (RATE)"
std::string column_label(const BinaryColumn& column);

// A field of an ASCII table.
struct AsciiField {
    std::string name;
    int64_t number = 0;  // 1 is the first
    int64_t offset = 0;  // in the row
    int64_t width = 0;
    char type = 'A';  // A I F E D
};

struct TableLayout {
    std::vector<BinaryColumn> columns;  // of a binary table
    std::vector<AsciiField> fields;     // of an ASCII table
    int64_t row_bytes = 0;
    int64_t rows = 0;
    int64_t heap_gap = 0;    // the bytes between the last row and the heap
    int64_t heap_bytes = 0;  // what may be pointed to: PCOUNT less the gap before the heap
};

// Judges the column cards of a table. Gives the layout of a table that is sound, nothing for one
// that is not.
std::optional<TableLayout> check_table(const Header& header, const HduSize& size,
                                       FindingList& findings);

}  // namespace heafs
