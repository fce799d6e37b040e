// One card of a FITS header: 80 bytes with a keyword, perhaps a value and a comment (FITS 4.0,
// section 4.1 and 4.2). A bad card is an ordinary result with its faults listed, never an
// exception: most of the interesting cards are bad ones.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace heafs {

inline constexpr size_t kCardBytes = 80;

enum class ValueKind {
    kNone,       // a commentary card: COMMENT, HISTORY, END, blank name, or no "= " in columns 9-10
    kUndefined,  // a value indicator and nothing after it but perhaps a comment
    kString,
    kLogical,
    kInteger,
    kReal,
    kComplex,
    kUnknown,  // something that is no FITS value
};

enum class CardFault {
    kNameNotLeftJustified,
    kNameCharacter,  // other than A-Z 0-9 - _
    kNotPrintable,   // a byte outside 0x20..0x7E
    kUnterminatedString,
    kBadLogical,
    kBadNumber,
    kLowerCaseExponent,
    kBadComplex,
    kUnknownValue,
    kMissingSlash,  // text after the value that is not set off by "/"
    kEndNotBlank,   // END with something behind it
};

struct CardFaultAt {
    CardFault fault = CardFault::kNameCharacter;
    int column = 0;  // 1 is the first byte of the card

    bool operator==(const CardFaultAt&) const = default;
};

// The views point into the 80 bytes that were parsed and live as long as these do.
struct Card {
    std::string_view name;  // without trailing blanks; empty for a blank name
    ValueKind kind = ValueKind::kNone;
    std::string_view value;    // a string without its quotes, '' still doubled; else as it stands
    std::string_view comment;  // after the slash, or all of a commentary card from column 9
    int value_column = 0;  // where the value begins (its quote, for a string), 0 if there is none
    int value_end_column = 0;  // its last column
    std::array<CardFaultAt, 4> fault_list{};
    size_t fault_count = 0;

    std::span<const CardFaultAt> faults() const { return {fault_list.data(), fault_count}; }
};

// `bytes` are exactly kCardBytes long. CONTINUE has the string after its name as its value if it is
// well formed (FITS 4.0, 4.2.1.2); HIERARCH is taken for commentary.
Card parse_card(std::string_view bytes);

// The value as text: a string with '' made ' and without trailing blanks, anything else as it is.
std::string value_text(const Card& card);

// The value of an integer card; nothing for any other kind or beyond 64 bits.
std::optional<int64_t> integer_value(const Card& card);

// True for an integer that is written with digits only after an optional sign and fits 64 bits.
std::optional<int64_t> parse_integer(std::string_view text);

// `bytes` for people: trailing blanks cut, unprintable bytes as "\x00".
std::string quoted(std::string_view bytes);

}  // namespace heafs
