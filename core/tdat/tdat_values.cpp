// What is a value of a TDAT type. Numbers are taken as HEASARC's exports have them: ".5", "-.5",
// "+7", "1904" in real columns, "1908.0" in whole ones, exponents E and D. No locale.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "core/tdat/tdat_check.h"

namespace heafs {
namespace {

struct Range {
    int64_t least, most;
};

Range range_of(CellType type) {
    switch (type) {
        case CellType::kInt1:
            return {-128, 127};
        case CellType::kInt2:
            return {std::numeric_limits<int16_t>::min(), std::numeric_limits<int16_t>::max()};
        case CellType::kInt4:
            return {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()};
        default:
            return {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
    }
}

// Nothing for what is no number; infinite for one that is too big.
std::optional<double> real_of(std::string_view text) {
    if (!text.empty() && text[0] == '+') text.remove_prefix(1);
    if (text.empty() || text.find_first_not_of("0123456789+-.eEdD") != std::string_view::npos)
        return std::nullopt;
    std::string copy;
    if (const size_t d = text.find_first_of("dD"); d != std::string_view::npos) {
        copy = std::string(text);
        copy[d] = 'e';
        text = copy;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
        // Too small is zero, as every reader has it; too big is told.
        const size_t exponent = text.find_first_of("eE");
        const bool small = exponent != std::string_view::npos && exponent + 1 < text.size() &&
                           text[exponent + 1] == '-';
        return small ? 0.0 : std::numeric_limits<double>::infinity();
    }
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::string fault_of_integer(CellType type, std::string_view text) {
    const Range range = range_of(type);
    const std::string beyond = fmt::format("beyond {} to {}", range.least, range.most);
    std::string_view digits = text;
    if (digits[0] == '+') digits.remove_prefix(1);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (end == digits.data() + digits.size() && error == std::errc::result_out_of_range)
        return beyond;
    if (end == digits.data() + digits.size() && error == std::errc())
        return value < range.least || value > range.most ? beyond : std::string();
    const auto real = real_of(text);
    if (!real || (std::isfinite(*real) && *real != std::trunc(*real))) return "no whole number";
    const bool inside =
        *real >= static_cast<double>(range.least) && *real <= static_cast<double>(range.most);
    return inside ? std::string() : beyond;
}

std::string fault_of_real(CellType type, std::string_view text) {
    const auto value = real_of(text);
    if (!value) return "no number";
    const double most = type == CellType::kFloat4
                            ? static_cast<double>(std::numeric_limits<float>::max())
                            : std::numeric_limits<double>::max();
    if (std::fabs(*value) > most) return fmt::format("beyond {:.4g}", most);
    return {};
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
    if (is_integer(column.type.cell)) return fault_of_integer(column.type.cell, value);
    if (is_real(column.type.cell)) return fault_of_real(column.type.cell, value);
    return fault_of_text(column, value);
}

}  // namespace heafs
