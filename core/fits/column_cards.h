// Judges how a table, binary or ASCII, describes its columns: names (TAB-004), display formats
// (TAB-007) and units (TAB-016).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/fits/column_keywords.h"
#include "core/fits/stated_header.h"

namespace heafs {

// All three rules, on the header of a table.
void check_column_cards(const StatedHeader& stated);

// `columns` has an entry for each column.
void check_column_names(const StatedHeader& stated, const std::vector<ColumnKeywords>& columns);
void check_display_formats(const StatedHeader& stated, const std::vector<ColumnKeywords>& columns);
void check_column_units(const StatedHeader& stated, const std::vector<ColumnKeywords>& columns);

// What is wrong with a display format (FITS 4.0, 7.3.4) of a column of this type, "" if nothing.
// `type` is a letter of TFORM; of arrays, that of their elements.
std::string display_fault(std::string_view format, char type);

// The letter of TFORM that says what the elements are, 0 without a form.
char element_type(const HeaderCard* form, bool is_ascii);

}  // namespace heafs
