// Numbers as TDAT has them, fast: read, checked against their type, and whether they stand already
// as our own writer would write them. No locale, no allocation.
#pragma once

#include <cstdint>
#include <string_view>

#include "config/tables/table_schema.h"

namespace heafs {

enum class NumberFault { kNone, kNoNumber, kNoWholeNumber, kBeyond };

struct TdatInteger {
    int64_t value = 0;
    bool canonical = false;  // tdat_row() writes it by the same characters
};

struct TdatReal {
    double value = 0;  // of float4: the nearest of that type
    bool canonical = false;
};

// `text` is not empty and has no blanks around it. What is no number may still have changed `into`.
NumberFault parse_tdat_integer(std::string_view text, CellType type, TdatInteger& into);
// Too small a number is zero; too big a one is beyond.
NumberFault parse_tdat_real(std::string_view text, CellType type, TdatReal& into);

struct IntegerRange {
    int64_t least = 0;
    int64_t most = 0;
};
// Of an integer type; of int8 for others.
IntegerRange integer_range(CellType type);

}  // namespace heafs
