#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "core/fits/card.h"
#include "core/fits/column_cards.h"
#include "core/fits/table_layout.h"

namespace heafs {
namespace {

constexpr std::string_view kIntegers = "BIJKX";
constexpr std::string_view kNumbers = "BIJKXEDFCM";

bool is_one_of(char type, std::string_view types) {
    return types.find(type) != std::string_view::npos;
}

// A format in its parts: code, width, digits, exponent; -1 where a number is not stated.
struct DisplayFormat {
    char code = 0;  // EN and ES are E
    int64_t width = -1;
    int64_t digits = -1;
    int64_t exponent = -1;
};

// Takes a number of at most three digits off the front of `text`.
int64_t take_count(std::string_view& text) {
    constexpr size_t kMostDigits = 3;
    const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    if (end == 0 || end > kMostDigits) return -1;
    const auto number = parse_integer(text.substr(0, end));
    text.remove_prefix(end);
    return number.value_or(-1);
}

// Nothing if the format is written in no way of FITS.
std::optional<DisplayFormat> parse_display(std::string_view text) {
    DisplayFormat format;
    if (text.empty() || !is_one_of(text[0], "ALIBOZFEGD")) return std::nullopt;
    format.code = text[0];
    text.remove_prefix(text.starts_with("EN") || text.starts_with("ES") ? 2 : 1);
    format.width = take_count(text);
    if (format.width < 1) return std::nullopt;
    const bool may_point = !is_one_of(format.code, "AL");
    if (may_point && text.starts_with('.')) {
        text.remove_prefix(1);
        format.digits = take_count(text);
        if (format.digits < 0) return std::nullopt;
    }
    const bool may_exponent = is_one_of(format.code, "EGD");
    if (may_exponent && format.digits >= 0 && text.starts_with('E')) {
        text.remove_prefix(1);
        format.exponent = take_count(text);
        if (format.exponent < 1) return std::nullopt;
    }
    return text.empty() ? std::optional(format) : std::nullopt;
}

// Why the numbers of the format cannot be, or "".
std::string size_fault(const DisplayFormat& format) {
    const char code = format.code;
    if (is_one_of(code, "AL")) return "";
    if (is_one_of(code, "IBOZ"))
        return format.digits > format.width ? "asks for more digits than it has columns" : "";
    if (format.digits < 0) return "does not say how many digits follow the decimal point";
    const int64_t around = code == 'F' ? 1 : code == 'G' ? 0 : 3;
    const int64_t exponent = code == 'F' || code == 'G' ? 0 : std::max<int64_t>(format.exponent, 2);
    return format.width < format.digits + exponent + around ? "is too narrow for its digits" : "";
}

}  // namespace

std::string display_fault(std::string_view text, char type) {
    const auto format = parse_display(text);
    if (!format) return "is no format of FITS";
    const char code = format->code;
    const bool fits = code == 'A'               ? type == 'A'
                      : code == 'L'             ? type == 'L'
                      : is_one_of(code, "IBOZ") ? is_one_of(type, kIntegers)
                      : code == 'G'             ? true
                                                : is_one_of(type, kNumbers);
    if (!fits) return fmt::format("does not show a column of type {}", type);
    return size_fault(*format);
}

char element_type(const HeaderCard* form, bool is_ascii) {
    if (form == nullptr || form->kind != ValueKind::kString) return 0;
    if (is_ascii) return parse_ascii_form(form->value) ? form->value[0] : '\0';
    const auto binary = parse_binary_form(form->value);
    if (!binary) return 0;
    return binary->element != 0 ? binary->element : binary->type;
}

void check_display_formats(const StatedHeader& stated, const std::vector<ColumnKeywords>& columns) {
    const bool is_ascii = stated.header.xtension && stated.header.xtension->value == "TABLE";
    for (size_t i = 0; i < columns.size(); ++i) {
        const HeaderCard* card = columns[i].display;
        if (card == nullptr || card->kind != ValueKind::kString || card->value.empty()) continue;
        const char type = element_type(columns[i].form, is_ascii);
        if (type == 0) continue;  // TAB-001 says so
        const std::string fault = display_fault(card->value, type);
        if (fault.empty()) continue;
        const std::string name = columns[i].name != nullptr ? columns[i].name->value : "";
        Verdict verdict{
            "TAB-007", Severity::kError,
            fmt::format("the display format of {} in card {} (`{}`) {}; its TFORM is `{}`",
                        column_label({name, static_cast<int64_t>(i) + 1, 0, {}}), card->card,
                        card->quoted_card, fault, quoted(columns[i].form->value)),
            "Aw, Lw, Iw.m, Bw.m, Ow.m, Zw.m, Fw.d, Ew.dEe, ENw.d, ESw.d, Gw.dEe or Dw.dEe, as the "
            "column's type is",
            "Write a display format of the column's kind, or remove the card"};
        verdict.column = name;
        report(stated, card, std::move(verdict));
    }
}

}  // namespace heafs
