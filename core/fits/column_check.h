// Judges the cards of a binary table's columns by themselves: rules TAB-005, TAB-006, TAB-008,
// TAB-009 and, as far as cards show it, TAB-017.
#pragma once

#include "core/fits/column_keywords.h"
#include "core/fits/finding_list.h"
#include "core/fits/header.h"
#include "core/fits/table_layout.h"

namespace heafs {

// `keywords` has an entry for each column number up to that of the last in `layout`.
void check_columns(const Header& header, const TableLayout& layout,
                   const std::vector<ColumnKeywords>& keywords, FindingList& findings);

}  // namespace heafs
