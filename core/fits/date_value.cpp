#include "core/fits/date_value.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/fits/card.h"

namespace heafs {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The value of a text of digits only, -1 for any other.
int64_t digits(std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), is_digit)) return -1;
    return parse_integer(text).value_or(-1);
}

bool is_day(int64_t year, int64_t month, int64_t day) {
    if (year < 0 || month < 1 || month > 12 || day < 1) return false;
    constexpr int64_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= kDays[month - 1] + (leap && month == 2 ? 1 : 0);
}

// hh:mm:ss[.s...]; a leap second is second 60.
bool is_time(std::string_view text) {
    if (text.size() < 8 || text[2] != ':' || text[5] != ':') return false;
    const int64_t hour = digits(text.substr(0, 2));
    const int64_t minute = digits(text.substr(3, 2));
    const int64_t second = digits(text.substr(6, 2));
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    const std::string_view rest = text.substr(8);
    return rest.empty() || (rest[0] == '.' && std::all_of(rest.begin() + 1, rest.end(), is_digit));
}

bool is_old(std::string_view text) {
    if (text.size() != 8 || text[2] != '/' || text[5] != '/') return false;
    const int64_t year = digits(text.substr(6, 2));
    return year >= 0 && is_day(1900 + year, digits(text.substr(3, 2)), digits(text.substr(0, 2)));
}

bool is_iso(std::string_view text) {
    // Years beyond four digits are written with a sign and five digits.
    size_t year_bytes = 4;
    if (text.starts_with('+') || text.starts_with('-')) {
        text.remove_prefix(1);
        year_bytes = 5;
    }
    const size_t date_bytes = year_bytes + 6;
    if (text.size() < date_bytes || text[year_bytes] != '-' || text[year_bytes + 3] != '-')
        return false;
    if (!is_day(digits(text.substr(0, year_bytes)), digits(text.substr(year_bytes + 1, 2)),
                digits(text.substr(year_bytes + 4, 2))))
        return false;
    const std::string_view rest = text.substr(date_bytes);
    return rest.empty() || (rest[0] == 'T' && is_time(rest.substr(1)));
}

bool holds_date(const HeaderCard& card) {
    if (!card.keyword.starts_with("DATE")) return false;
    if (card.keyword == "DATE" || card.keyword == "DATEREF" || card.keyword.starts_with("DATE-"))
        return true;
    // Others may be words about dates.
    return card.kind == ValueKind::kString && !card.value.empty() && is_digit(card.value[0]);
}

void check_date(const StatedHeader& stated, const HeaderCard& card) {
    const DateForm form =
        card.kind == ValueKind::kString ? date_form(card.value) : DateForm::kWrong;
    if (form == DateForm::kIso || card.kind == ValueKind::kUnknown) return;
    const bool old = form == DateForm::kOld;
    const std::string sentence =
        old ? fmt::format(
                  "the date `{0}` of {1} in card {2} has the old form and means the year "
                  "19{3}",
                  quoted(card.value), card.keyword, card.card, card.value.substr(6))
            : fmt::format("the value of {} in card {} (`{}`) is not a date of FITS", card.keyword,
                          card.card, card.quoted_card);
    const std::string iso = old ? fmt::format("19{}-{}-{}", card.value.substr(6),
                                              card.value.substr(3, 2), card.value.substr(0, 2))
                                : "YYYY-MM-DD or YYYY-MM-DDThh:mm:ss";
    report(stated, &card,
           {"FIT-020", old ? Severity::kWarning : Severity::kError, sentence, iso,
            fmt::format("Write {}", iso)});
}

}  // namespace

DateForm date_form(std::string_view text) {
    if (is_iso(text)) return DateForm::kIso;
    return is_old(text) ? DateForm::kOld : DateForm::kWrong;
}

void check_dates(const StatedHeader& stated) {
    for (const HeaderCard& card : stated.cards)
        if (holds_date(card)) check_date(stated, card);
}

}  // namespace heafs
