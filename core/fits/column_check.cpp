#include "core/fits/column_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/fits/card.h"

namespace heafs {
namespace {

bool is_one_of(char type, std::string_view types) {
    return types.find(type) != std::string_view::npos;
}

// What is said of one column.
class ColumnCheck {
   public:
    ColumnCheck(const Header& header, const BinaryColumn& column, FindingList& findings)
        : header_(header), column_(column), findings_(findings) {
        const BinaryForm& form = column.form;
        type_ = form.type == 'P' || form.type == 'Q' ? form.element : form.type;
    }

    void check(const ColumnKeywords& keywords) {
        check_null(keywords.null);
        check_scale(keywords);
        check_dimensions(keywords.dimensions);
        check_string_width(keywords.form);
        check_limits(keywords);
    }

   private:
    void report(const char* rule, Severity severity, const HeaderCard& card,
                const std::string& sentence, const std::string& expected,
                const std::string& remedy) {
        if (!findings_.wants(rule)) return;
        Finding finding;
        finding.rule = rule;
        finding.severity = severity;
        finding.hdu = header_.hdu;
        finding.extname = header_.extname;
        finding.column = column_.name;
        finding.card = card.card;
        finding.offset = header_.offset + (card.card - 1) * static_cast<int64_t>(kCardBytes);
        finding.found = card.quoted_card;
        finding.expected = expected;
        const std::string name =
            column_.name.empty() ? "" : fmt::format(" ({})", quoted(column_.name));
        finding.text = fmt::format("{}, column {}{}: in card {} (`{}`), {}.", hdu_label(header_),
                                   column_.number, name, card.card, card.quoted_card, sentence);
        finding.remedy = remedy;
        findings_.add(std::move(finding));
    }

    void check_null(const HeaderCard* card) {
        if (card == nullptr || card->kind == ValueKind::kUndefined) return;
        if (!is_one_of(type_, "BIJK")) {
            report(
                "TAB-005", Severity::kError, *card,
                fmt::format("TNULL stands for a column of type {}, which has no such null", type_),
                "TNULL for integer columns only (B, I, J, K)",
                "Remove the card: NaN is the null of floating-point columns");
            return;
        }
        const auto null = integer_of(card);
        if (!null) {
            report("TAB-005", Severity::kError, *card, "TNULL is not an integer", "an integer",
                   "Write the stored value that means null, without quotes");
            return;
        }
        const int64_t most = type_ == 'B'   ? 255
                             : type_ == 'I' ? INT16_MAX
                             : type_ == 'J' ? INT32_MAX
                                            : INT64_MAX;
        const int64_t least = type_ == 'B' ? 0 : -most - 1;
        if (*null >= least && *null <= most) return;
        report("TAB-006", Severity::kWarning, *card,
               fmt::format("TNULL = {} is no value that type {} can store", *null, type_),
               fmt::format("{} to {}", least, most), "Use a null within the range of the type");
    }

    void check_scale(const ColumnKeywords& keywords) {
        for (const HeaderCard* card : {keywords.scale, keywords.zero}) {
            if (card == nullptr || !is_one_of(type_, "ALX")) continue;
            report("TAB-005", Severity::kError, *card,
                   fmt::format("a column of type {} is scaled, which has no numbers", type_),
                   "TSCAL and TZERO for numbers only", "Remove the card");
        }
        const auto scale = number_of(keywords.scale);
        if (!scale || *scale != 0) return;
        report("TAB-005", Severity::kError, *keywords.scale,
               "TSCAL is 0, which makes all values the same", "a scale other than 0",
               "Write the scale, or remove the card");
    }

    void check_dimensions(const HeaderCard* card) {
        if (card == nullptr || card->kind != ValueKind::kString || card->value.empty()) return;
        const auto sizes = parse_dimensions(card->value);
        if (!sizes) {
            report("TAB-008", Severity::kError, *card, "TDIM is no list of sizes",
                   "sizes such as (3,4)", "Write the sizes in parentheses, with commas between");
            return;
        }
        if (is_one_of(column_.form.type, "PQ")) return;
        int64_t product = 1;
        bool overflow = false;
        for (const int64_t size : *sizes)
            overflow = __builtin_mul_overflow(product, size, &product) || overflow;
        if (!overflow && product <= column_.form.repeat) return;
        report("TAB-008", Severity::kError, *card,
               fmt::format("TDIM asks for more elements than the {} of TFORM{}",
                           column_.form.repeat, column_.number),
               fmt::format("a product of at most {}", column_.form.repeat),
               "Make the product of TDIM the repeat count");
    }

    // rAw, the substring convention of CFITSIO.
    void check_string_width(const HeaderCard* card) {
        if (card == nullptr || column_.form.type != 'A') return;
        const std::string_view text = card->value;
        const std::string_view tail = text.substr(std::min(text.find('A'), text.size() - 1) + 1);
        if (tail.empty() || tail.find_first_not_of("0123456789") != std::string_view::npos) return;
        const auto width = parse_integer(tail);
        const int64_t repeat = column_.form.repeat;
        if (!width || *width == 0 || *width > repeat) {
            report("TAB-009", Severity::kError, *card,
                   fmt::format("strings of {} characters are not possible in {}", tail, repeat),
                   fmt::format("a width from 1 to {}", repeat), "Correct the width behind the A");
        } else if (repeat % *width != 0) {
            report(
                "TAB-009", Severity::kWarning, *card,
                fmt::format("{} characters hold no whole number of strings of {}", repeat, *width),
                "a width that divides the repeat count", "Correct the width behind the A");
        }
    }

    void check_limits(const ColumnKeywords& keywords) {
        for (const HeaderCard* card : {keywords.legal_min, keywords.legal_max}) {
            if (card == nullptr || card->kind == ValueKind::kUndefined) continue;
            if (number_of(card) && !is_one_of(type_, "ALX")) continue;
            // Quoted numbers are a habit of Fermi's; readers take them for what they mean.
            const bool quoted_number = card->kind == ValueKind::kString;
            report("TAB-017", quoted_number ? Severity::kWarning : Severity::kError, *card,
                   "the limit is not of the column's type", "a number, for a column of numbers",
                   "Write a plain number, or remove the card");
        }
        const auto least = number_of(keywords.legal_min);
        const auto most = number_of(keywords.legal_max);
        if (!least || !most || *least <= *most) return;
        report("TAB-017", Severity::kError, *keywords.legal_min,
               fmt::format("TLMIN is above TLMAX = {}", *most), "TLMIN <= TLMAX",
               "Correct TLMIN or TLMAX");
    }

    const Header& header_;
    const BinaryColumn& column_;
    FindingList& findings_;
    char type_;
};

}  // namespace

void check_columns(const Header& header, const TableLayout& layout,
                   const std::vector<ColumnKeywords>& keywords, FindingList& findings) {
    for (const BinaryColumn& column : layout.columns)
        ColumnCheck(header, column, findings)
            .check(keywords[static_cast<size_t>(column.number) - 1]);
}

}  // namespace heafs
