// Exact decimal numbers. What people write in paths and mission files stays as written, to the
// last digit, until it becomes binary once.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heafs {

// A number of at most 30 significant digits, of which at most 30 stand before the point and at
// most 30 after it. Every result is exact or rounded as said; what would not fit is absent, never
// wrong. A plain value: any thread may use it.
class Decimal {
   public:
    static constexpr int kMaxDigits = 30;

    Decimal() = default;
    explicit Decimal(int64_t integer);

    // An optional sign, digits and at most one point; at least one digit; no exponent, no blanks.
    // Zeros in front and behind are allowed and do not count.
    static std::optional<Decimal> parse(std::string_view text);
    // The same without a sign.
    static std::optional<Decimal> parse_unsigned(std::string_view text);
    // The shortest decimal that reads back as `value`. Absent for NaN, infinities, and what has no
    // place here (1e30, 1e-31).
    static std::optional<Decimal> from_double_shortest(double value);

    // The one form of a value: "83.63308", "-0.5", "0". parse() reads it back.
    std::string text() const;
    // The double nearest to the value.
    double to_double() const;

    bool is_negative() const { return mantissa_ < 0; }
    bool is_zero() const { return mantissa_ == 0; }
    // Digits behind the point in text().
    int decimals() const { return exponent_ < 0 ? -exponent_ : 0; }

    // The nearest value with at most `decimals` (>= 0) digits behind the point, a half away from
    // zero: 0.25 becomes 0.3, -0.25 becomes -0.3.
    Decimal rounded(int decimals) const;
    // The greatest integer that is not above the value: -1 for -0.5.
    Decimal floor() const;
    Decimal operator-() const;
    std::optional<Decimal> plus(const Decimal& other) const;
    std::optional<Decimal> minus(const Decimal& other) const;
    std::optional<Decimal> times(const Decimal& other) const;
    // Times 10^places: changes of unit.
    std::optional<Decimal> shifted(int places) const;
    // The quotient, rounded once as rounded() does. Absent for a divisor of zero, and where the
    // division needs more than 38 digits on the way.
    std::optional<Decimal> divided(const Decimal& divisor, int decimals) const;

    bool operator==(const Decimal&) const = default;
    std::strong_ordering operator<=>(const Decimal& other) const;

   private:
    __extension__ using Int128 = __int128;

    static std::optional<Decimal> made_of(Int128 mantissa, int exponent);
    static std::optional<Int128> scaled(Int128 value, int places);
    static Int128 divided_half_away(Int128 numerator, Int128 denominator);

    Int128 mantissa_ = 0;  // the value is mantissa 10^exponent; no mantissa ends in a zero
    int exponent_ = 0;
};

}  // namespace heafs
