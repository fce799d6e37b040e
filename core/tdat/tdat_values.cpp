// What is a value of a TDAT type. Numbers are taken as HEASARC's exports have them: ".5", "-.5",
// "+7", "1904" in real columns, "1908.0" in whole ones, exponents E and D.
#include <fmt/format.h>

#include <limits>

#include "core/tdat/tdat_check.h"
#include "core/tdat/tdat_number.h"

namespace heafs {
namespace {

std::string words_for(NumberFault fault, CellType type) {
    const IntegerRange range = integer_range(type);
    switch (fault) {
        case NumberFault::kNone:
            return {};
        case NumberFault::kNoNumber:
            return "no number";
        case NumberFault::kNoWholeNumber:
            return "no whole number";
        case NumberFault::kBeyond:
            break;
    }
    if (is_integer(type)) return fmt::format("beyond {} to {}", range.least, range.most);
    return fmt::format("beyond {:.4g}", type == CellType::kFloat4
                                            ? double{std::numeric_limits<float>::max()}
                                            : std::numeric_limits<double>::max());
}

std::string fault_of_text(const TableColumn& column, std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 32 && byte < 127) continue;
        return fmt::format("byte 0x{:02x} at position {} is not printable ASCII", byte, i + 1);
    }
    if (text.size() <= static_cast<size_t>(column.type.length)) return {};
    return fmt::format("{} characters", text.size());
}

}  // namespace

std::string tdat_value_fault(const TableColumn& column, std::string_view value) {
    if (value.empty()) return {};
    const CellType type = column.type.cell;
    if (type == CellType::kText) return fault_of_text(column, value);
    TdatInteger whole;
    TdatReal real;
    const NumberFault fault = is_integer(type) ? parse_tdat_integer(value, type, whole)
                                               : parse_tdat_real(value, type, real);
    return fault == NumberFault::kNone ? std::string() : words_for(fault, type);
}

}  // namespace heafs
