#include "core/tdat/tdat_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace heafs {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

// "-12.5": a sign, digits without a needless zero before them, perhaps a point and digits that do
// not end with a zero.
struct PlainDecimal {
    uint64_t digits = 0;
    size_t decimals = 0;
    bool negative = false;
};

// At most so many characters: nothing overflows.
constexpr size_t kPlainCharacters = 19;

std::optional<PlainDecimal> plain_decimal(std::string_view text) {
    if (text.size() > kPlainCharacters) return std::nullopt;
    const char* at = text.data();
    const char* const end = at + text.size();
    PlainDecimal plain;
    const auto take_digits = [&] {
        const char* const begin = at;
        for (; at != end && *at >= '0' && *at <= '9'; ++at)
            plain.digits = 10 * plain.digits + static_cast<uint64_t>(*at - '0');
        return static_cast<size_t>(at - begin);
    };
    plain.negative = *at == '-';
    if (plain.negative) ++at;
    const char* const whole = at;
    const size_t before = take_digits();
    if (before == 0 || (before > 1 && *whole == '0')) return std::nullopt;
    if (at == end) return plain;
    if (*at++ != '.') return std::nullopt;
    plain.decimals = take_digits();
    if (at != end || plain.decimals == 0 || at[-1] == '0') return std::nullopt;
    return plain;
}

constexpr std::array<double, 20> kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,
                                            1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13,
                                            1e14, 1e15, 1e16, 1e17, 1e18, 1e19};

bool is_of_number(char c) {
    return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E' ||
           c == 'd' || c == 'D';
}

// Nothing for what is no number; infinite for one that is too big.
std::optional<double> real_of(std::string_view text) {
    if (text[0] == '+') text.remove_prefix(1);
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_of_number)) return std::nullopt;
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

NumberFault put(int64_t value, const IntegerRange& range, TdatInteger& into) {
    into.value = value;
    return value < range.least || value > range.most ? NumberFault::kBeyond : NumberFault::kNone;
}

// Decimals of so few digits that no two of them are the same number and none of fewer digits is one
// of them, in the range that is written without exponent: they are the shortest.
bool is_shortest(const PlainDecimal& plain, CellType type) {
    const bool narrow = type == CellType::kFloat4;
    const uint64_t most = narrow ? 1'000'000 : 1'000'000'000'000'000;
    if (plain.digits >= most || (plain.digits == 0 && plain.negative)) return false;
    if (plain.decimals <= 4) return true;
    return static_cast<double>(plain.digits) >= kPowers[plain.decimals - 4];
}

}  // namespace

IntegerRange integer_range(CellType type) {
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

NumberFault parse_tdat_integer(std::string_view text, CellType type, TdatInteger& into) {
    const IntegerRange range = integer_range(type);
    into.canonical = false;
    const auto plain = plain_decimal(text);
    if (plain && plain->decimals == 0 && plain->digits < uint64_t{1} << 62) {
        into.canonical = plain->digits > 0 || !plain->negative;
        const auto value = static_cast<int64_t>(plain->digits);
        return put(plain->negative ? -value : value, range, into);
    }
    std::string_view digits = text;
    if (digits[0] == '+') digits.remove_prefix(1);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (end == digits.data() + digits.size() && !digits.empty()) {
        if (error == std::errc::result_out_of_range) return NumberFault::kBeyond;
        if (error == std::errc()) return put(value, range, into);
    }
    const auto real = real_of(text);
    if (!real || (std::isfinite(*real) && *real != std::trunc(*real)))
        return NumberFault::kNoWholeNumber;
    if (!(*real >= -kTwoTo63 && *real < kTwoTo63)) return NumberFault::kBeyond;
    return put(static_cast<int64_t>(*real), range, into);
}

NumberFault parse_tdat_real(std::string_view text, CellType type, TdatReal& into) {
    into.canonical = false;
    const auto plain = plain_decimal(text);
    if (plain && is_shortest(*plain, type)) {
        // Both are exact, so that their quotient is the nearest number.
        const double value = static_cast<double>(plain->digits) / kPowers[plain->decimals];
        into.value = plain->negative ? -value : value;
        into.canonical = true;
    } else {
        const auto value = real_of(text);
        if (!value) return NumberFault::kNoNumber;
        into.value = *value;
    }
    if (type == CellType::kFloat4) into.value = static_cast<double>(static_cast<float>(into.value));
    return std::isfinite(into.value) ? NumberFault::kNone : NumberFault::kBeyond;
}

}  // namespace heafs
