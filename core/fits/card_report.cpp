#include "core/fits/card_report.h"

#include <fmt/format.h>

namespace heafs {
namespace {

struct Words {
    const char* rule;
    const char* what;  // "... in column 12"
    const char* expected;
    const char* remedy;
};

Words words_of(CardFault fault) {
    switch (fault) {
        case CardFault::kNameNotLeftJustified:
            return {"FIT-011", "the keyword name does not begin in column 1",
                    "a name that begins in column 1", "Move the keyword name to column 1"};
        case CardFault::kNameCharacter:
            return {"FIT-011", "the keyword name has a character that names may not have",
                    "only A-Z, 0-9, - and _",
                    "Rename the keyword, or put the text in a COMMENT card"};
        case CardFault::kNotPrintable:
            return {"FIT-010", "there is a byte that is no printable ASCII character",
                    "bytes 0x20 to 0x7E", "Replace the byte with plain ASCII text"};
        case CardFault::kUnterminatedString:
            return {"FIT-012", "the string is not closed", "a closing quote",
                    "Close the string with ' and write a quote inside it twice"};
        case CardFault::kBadLogical:
            return {"FIT-012", "the value is neither a logical nor a quoted string", "T or F",
                    "Write T or F alone, or put quotes around a string"};
        case CardFault::kBadNumber:
            return {"FIT-012", "the value is not a number", "an integer or a real number",
                    "Write a plain number such as 12 or 1.5E-3, or quote it as a string"};
        case CardFault::kLowerCaseExponent:
            return {"FIT-012", "the exponent letter is in lower case", "E or D",
                    "Write the exponent with E or D"};
        case CardFault::kBadComplex:
            return {"FIT-012", "the value is not a complex number", "(real, imaginary)",
                    "Write two numbers in parentheses, with a comma between them"};
        case CardFault::kUnknownValue:
            return {"FIT-012", "the value is of no FITS type",
                    "a string in quotes, T, F, a number or (real, imaginary)",
                    "Put quotes around a string"};
        case CardFault::kMissingSlash:
            return {"FIT-012", "text follows the value without a slash", "/ before the comment",
                    "Write / between the value and the comment"};
        case CardFault::kEndNotBlank:
            return {"FIT-006", "there is text after END", "END and 77 blanks",
                    "Fill the END card with blanks"};
    }
    return {"FIT-012", "the card cannot be read", "a FITS card", "Rewrite the card"};
}

// What is wrong with the format, or nullptr if nothing is.
const char* fixed_format_fault(const Card& card, ValueKind kind) {
    if (card.kind != kind) {
        if (kind == ValueKind::kInteger) return "is not an integer";
        return kind == ValueKind::kLogical ? "is neither T nor F" : "is not a string";
    }
    if (kind == ValueKind::kString) {
        if (card.value_column != 11) return "does not begin in column 11";
        return card.value_end_column < 20 ? "ends before column 20" : nullptr;
    }
    return card.value_end_column == 30 ? nullptr : "does not end in column 30";
}

}  // namespace

Finding card_finding(const char* rule, Severity severity, const CardPlace& place) {
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.hdu = place.hdu;
    finding.card = place.card;
    finding.offset = place.offset;
    finding.found = quoted(place.bytes);
    return finding;
}

void report_card_faults(const Card& card, const CardPlace& place, FindingList& findings) {
    for (const CardFaultAt& at : card.faults()) {
        const Words words = words_of(at.fault);
        if (!findings.wants(words.rule)) continue;
        Finding finding = card_finding(words.rule, Severity::kError, place);
        finding.offset = place.offset + at.column - 1;
        finding.expected = words.expected;
        finding.text = fmt::format("HDU {}: in card {} (`{}`), column {}, {}.", place.hdu,
                                   place.card, finding.found, at.column, words.what);
        finding.remedy = words.remedy;
        findings.add(std::move(finding));
    }
}

void check_fixed_format(const Card& card, ValueKind kind, const CardPlace& place,
                        FindingList& findings) {
    const char* fault = fixed_format_fault(card, kind);
    if (fault == nullptr || !findings.wants("FIT-009")) return;
    Finding finding = card_finding("FIT-009", Severity::kError, place);
    finding.expected = kind == ValueKind::kString
                           ? "a string from column 11 that is closed in column 20 or later"
                       : kind == ValueKind::kLogical ? "T or F in column 30"
                                                     : "an integer that ends in column 30";
    finding.text =
        fmt::format("HDU {}: the value of the mandatory keyword {} in card {} (`{}`) {}.",
                    place.hdu, card.name, place.card, finding.found, fault);
    finding.remedy = "Write mandatory keywords in fixed format (FITS 4.0, section 4.2)";
    findings.add(std::move(finding));
}

}  // namespace heafs
