#include "config/base/decimal.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

namespace heafs {
namespace {

__extension__ using Int128 = __int128;

constexpr int kMaxPower = 38;  // 10^38 is the last power of ten below 2^127

constexpr std::array<Int128, kMaxPower + 1> powers_of_ten() {
    std::array<Int128, kMaxPower + 1> powers{};
    powers[0] = 1;
    for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}

constexpr auto kPowersOfTen = powers_of_ten();

constexpr Int128 power_of_ten(int exponent) { return kPowersOfTen[static_cast<size_t>(exponent)]; }

Int128 magnitude(Int128 value) { return value < 0 ? -value : value; }

int digits_of(Int128 value) {
    const Int128 size = magnitude(value);
    int digits = 0;
    while (digits <= kMaxPower && power_of_ten(digits) <= size) ++digits;
    return digits;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The digits of a text and what stood around them.
struct WrittenNumber {
    bool negative = false;
    std::string digits;  // without zeros in front
    int decimals = 0;    // of them, those behind the point
};

std::optional<WrittenNumber> parse_written(std::string_view text) {
    WrittenNumber number;
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        number.negative = text[0] == '-';
        text.remove_prefix(1);
    }
    const size_t point = std::min(text.find('.'), text.size());
    const auto integer = text.substr(0, point);
    auto fraction = point < text.size() ? text.substr(point + 1) : std::string_view{};
    if (integer.empty() && fraction.empty()) return std::nullopt;
    if (!std::all_of(integer.begin(), integer.end(), is_digit)) return std::nullopt;
    if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
    fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
    if (fraction.size() > Decimal::kMaxDigits) return std::nullopt;
    number.decimals = static_cast<int>(fraction.size());
    number.digits = std::string(integer) + std::string(fraction);
    number.digits.erase(0, number.digits.find_first_not_of('0'));
    return number;
}

}  // namespace

Decimal::Decimal(int64_t integer) : Decimal(*made_of(integer, 0)) {}

std::optional<Decimal> Decimal::made_of(Int128 mantissa, int exponent) {
    Decimal result;
    if (mantissa == 0) return result;
    while (mantissa % 10 == 0) {
        mantissa /= 10;
        ++exponent;
    }
    const int digits = digits_of(mantissa);
    if (digits > kMaxDigits || exponent < -kMaxDigits || digits + exponent > kMaxDigits)
        return std::nullopt;
    result.mantissa_ = mantissa;
    result.exponent_ = exponent;
    return result;
}

std::optional<Int128> Decimal::scaled(Int128 value, int places) {
    if (value == 0) return value;
    if (places < 0 || places > kMaxPower) return std::nullopt;
    Int128 result = 0;
    if (__builtin_mul_overflow(value, power_of_ten(places), &result)) return std::nullopt;
    return result;
}

Int128 Decimal::divided_half_away(Int128 numerator, Int128 denominator) {
    const Int128 quotient = numerator / denominator;
    const Int128 rest = magnitude(numerator % denominator);
    if (rest < magnitude(denominator) - rest) return quotient;
    return (numerator < 0) == (denominator < 0) ? quotient + 1 : quotient - 1;
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
    auto number = parse_written(text);
    if (!number) return std::nullopt;
    int zeros = 0;
    while (!number->digits.empty() && number->digits.back() == '0') {
        number->digits.pop_back();
        ++zeros;
        if (zeros > kMaxDigits) return std::nullopt;
    }
    if (number->digits.size() > kMaxDigits) return std::nullopt;
    Int128 mantissa = 0;
    for (const char c : number->digits) mantissa = mantissa * 10 + (c - '0');
    return made_of(number->negative ? -mantissa : mantissa, zeros - number->decimals);
}

std::optional<Decimal> Decimal::parse_unsigned(std::string_view text) {
    if (text.empty() || text[0] == '+' || text[0] == '-') return std::nullopt;
    return parse(text);
}

std::optional<Decimal> Decimal::from_double_shortest(double value) {
    std::array<char, 40> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                       std::chars_format::scientific);
    const std::string_view text(buffer.data(), static_cast<size_t>(written.ptr - buffer.data()));
    const size_t mark = text.find('e');
    if (mark == std::string_view::npos) return std::nullopt;  // NaN and infinities
    const auto mantissa = parse(text.substr(0, mark));
    const bool plus = text[mark + 1] == '+';  // from_chars knows no plus
    int exponent = 0;
    std::from_chars(text.data() + mark + (plus ? 2 : 1), text.data() + text.size(), exponent);
    return mantissa ? mantissa->shifted(exponent) : std::nullopt;
}

std::string Decimal::text() const {
    std::string digits;
    for (Int128 rest = magnitude(mantissa_); rest > 0; rest /= 10)
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    if (exponent_ > 0) digits.append(static_cast<size_t>(exponent_), '0');
    const auto behind = static_cast<size_t>(decimals());
    if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
    if (behind > 0) digits.insert(digits.size() - behind, 1, '.');
    return mantissa_ < 0 ? "-" + digits : digits;
}

double Decimal::to_double() const {
    const std::string written = text();
    double value = 0;
    std::from_chars(written.data(), written.data() + written.size(), value);
    return value;
}

Decimal Decimal::rounded(int decimals) const {
    assert(decimals >= 0);
    const int surplus = -exponent_ - decimals;
    if (surplus <= 0) return *this;
    // Rounding leaves no more digits than there were, so it always fits.
    return *made_of(divided_half_away(mantissa_, power_of_ten(surplus)), -decimals);
}

Decimal Decimal::floor() const {
    if (exponent_ >= 0) return *this;
    const Int128 integer = mantissa_ / power_of_ten(-exponent_);
    return *made_of(mantissa_ < 0 ? integer - 1 : integer, 0);
}

Decimal Decimal::operator-() const {
    Decimal result = *this;
    result.mantissa_ = -mantissa_;
    return result;
}

std::optional<Decimal> Decimal::plus(const Decimal& other) const {
    const int exponent = std::min(exponent_, other.exponent_);
    const auto mine = scaled(mantissa_, exponent_ - exponent);
    const auto theirs = scaled(other.mantissa_, other.exponent_ - exponent);
    Int128 sum = 0;
    if (!mine || !theirs || __builtin_add_overflow(*mine, *theirs, &sum)) return std::nullopt;
    return made_of(sum, exponent);
}

std::optional<Decimal> Decimal::minus(const Decimal& other) const { return plus(-other); }

std::optional<Decimal> Decimal::times(const Decimal& other) const {
    Int128 product = 0;
    if (__builtin_mul_overflow(mantissa_, other.mantissa_, &product)) return std::nullopt;
    return made_of(product, exponent_ + other.exponent_);
}

std::optional<Decimal> Decimal::shifted(int places) const {
    if (places < -2 * kMaxDigits || places > 2 * kMaxDigits)
        return is_zero() ? std::optional(*this) : std::nullopt;
    return made_of(mantissa_, exponent_ + places);
}

std::optional<Decimal> Decimal::divided(const Decimal& divisor, int decimals) const {
    assert(decimals >= 0);
    if (divisor.is_zero()) return std::nullopt;
    const int places = exponent_ - divisor.exponent_ + decimals;
    const auto numerator = scaled(mantissa_, std::max(places, 0));
    const auto denominator = scaled(divisor.mantissa_, std::max(-places, 0));
    if (!numerator || !denominator) return std::nullopt;
    return made_of(divided_half_away(*numerator, *denominator), -decimals);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
    const auto sign = [](Int128 m) { return (m > 0) - (m < 0); };
    if (mantissa_ == 0 || sign(mantissa_) != sign(other.mantissa_))
        return sign(mantissa_) <=> sign(other.mantissa_);
    const int top = digits_of(mantissa_) + exponent_;
    const int other_top = digits_of(other.mantissa_) + other.exponent_;
    if (top != other_top) return mantissa_ > 0 ? top <=> other_top : other_top <=> top;
    // Of the same size, they differ by no more places than a mantissa has digits.
    const int exponent = std::min(exponent_, other.exponent_);
    const Int128 mine = mantissa_ * power_of_ten(exponent_ - exponent);
    const Int128 theirs = other.mantissa_ * power_of_ten(other.exponent_ - exponent);
    return mine < theirs   ? std::strong_ordering::less
           : mine > theirs ? std::strong_ordering::greater
                           : std::strong_ordering::equal;
}

}  // namespace heafs
