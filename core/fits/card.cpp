#include "core/fits/card.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>

namespace heafs {
namespace {

constexpr size_t kNameBytes = 8;
constexpr size_t kValueBegin = 10;  // column 11

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_printable(char c) { return c >= 0x20 && c <= 0x7e; }
bool is_name_character(char c) {
    return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_';
}

void add_fault(Card& card, CardFault fault, size_t at) {
    if (card.fault_count == card.fault_list.size()) return;
    card.fault_list[card.fault_count++] = {fault, static_cast<int>(at) + 1};
}

std::string_view without_trailing_blanks(std::string_view text) {
    const size_t last = text.find_last_not_of(' ');
    return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

size_t skip_blanks(std::string_view bytes, size_t at) {
    return std::min(bytes.find_first_not_of(' ', at), bytes.size());
}

void parse_name(Card& card, std::string_view bytes) {
    card.name = without_trailing_blanks(bytes.substr(0, kNameBytes));
    if (card.name.starts_with(' ')) {
        add_fault(card, CardFault::kNameNotLeftJustified, 0);
        return;
    }
    // An unprintable byte is a fault of its own and not said twice.
    const auto bad = std::find_if(card.name.begin(), card.name.end(),
                                  [](char c) { return is_printable(c) && !is_name_character(c); });
    if (bad == card.name.end()) return;
    add_fault(card, CardFault::kNameCharacter, static_cast<size_t>(bad - card.name.begin()));
}

void check_printable(Card& card, std::string_view bytes) {
    const auto bad = std::find_if_not(bytes.begin(), bytes.end(), is_printable);
    if (bad == bytes.end()) return;
    add_fault(card, CardFault::kNotPrintable, static_cast<size_t>(bad - bytes.begin()));
}

void set_value(Card& card, ValueKind kind, std::string_view bytes, size_t begin, size_t end) {
    card.kind = kind;
    card.value = bytes.substr(begin, end - begin);
    card.value_column = static_cast<int>(begin) + 1;
    card.value_end_column = static_cast<int>(end);
}

// Where the string that opens at `begin` closes, or npos. Two quotes in a row are one character.
size_t find_closing_quote(std::string_view bytes, size_t begin) {
    size_t at = begin + 1;
    while ((at = bytes.find('\'', at)) != std::string_view::npos) {
        if (at + 1 >= bytes.size() || bytes[at + 1] != '\'') return at;
        at += 2;
    }
    return std::string_view::npos;
}

size_t parse_string(Card& card, std::string_view bytes, size_t begin) {
    const size_t close = find_closing_quote(bytes, begin);
    const bool closed = close != std::string_view::npos;
    if (!closed) add_fault(card, CardFault::kUnterminatedString, begin);
    const size_t end = closed ? close + 1 : bytes.size();
    set_value(card, ValueKind::kString, bytes, begin, end);
    card.value = bytes.substr(begin + 1, (closed ? close : end) - begin - 1);
    return end;
}

size_t skip_digits(std::string_view text, size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

size_t skip_sign(std::string_view text, size_t at) {
    return at < text.size() && (text[at] == '+' || text[at] == '-') ? at + 1 : at;
}

// FITS 4.0, 4.2.3 and 4.2.4. `lower` tells of an exponent letter e or d, which is not allowed.
ValueKind number_kind(std::string_view text, bool& lower) {
    lower = false;
    const size_t whole = skip_sign(text, 0);
    size_t at = skip_digits(text, whole);
    size_t digits = at - whole;
    bool real = false;
    if (at < text.size() && text[at] == '.') {
        real = true;
        const size_t fraction = at + 1;
        at = skip_digits(text, fraction);
        digits += at - fraction;
    }
    if (digits == 0) return ValueKind::kUnknown;
    if (at < text.size() && std::string_view("EDed").find(text[at]) != std::string_view::npos) {
        lower = text[at] == 'e' || text[at] == 'd';
        real = true;
        const size_t exponent = skip_sign(text, at + 1);
        at = skip_digits(text, exponent);
        if (at == exponent) return ValueKind::kUnknown;
    }
    if (at != text.size()) return ValueKind::kUnknown;
    return real ? ValueKind::kReal : ValueKind::kInteger;
}

// The end of the word at `begin`: the next blank or slash.
size_t word_end(std::string_view bytes, size_t begin) {
    return std::min(bytes.find_first_of(" /", begin), bytes.size());
}

size_t parse_number(Card& card, std::string_view bytes, size_t begin) {
    const size_t end = word_end(bytes, begin);
    bool lower = false;
    const ValueKind kind = number_kind(bytes.substr(begin, end - begin), lower);
    if (kind == ValueKind::kUnknown) add_fault(card, CardFault::kBadNumber, begin);
    if (lower) add_fault(card, CardFault::kLowerCaseExponent, begin);
    set_value(card, kind, bytes, begin, end);
    return end;
}

size_t parse_logical(Card& card, std::string_view bytes, size_t begin) {
    const size_t end = word_end(bytes, begin);
    if (end != begin + 1) add_fault(card, CardFault::kBadLogical, begin);
    set_value(card, end == begin + 1 ? ValueKind::kLogical : ValueKind::kUnknown, bytes, begin,
              end);
    return end;
}

bool is_number(std::string_view text) {
    const size_t begin = skip_blanks(text, 0);
    bool lower = false;
    const auto word = without_trailing_blanks(text.substr(begin));
    return number_kind(word, lower) != ValueKind::kUnknown && !lower;
}

size_t parse_complex(Card& card, std::string_view bytes, size_t begin) {
    const size_t slash = std::min(bytes.find('/', begin), bytes.size());
    const size_t close = bytes.substr(0, slash).find(')', begin);
    const bool closed = close != std::string_view::npos;
    const size_t end = closed ? close + 1 : slash;
    set_value(card, ValueKind::kComplex, bytes, begin, end);
    const auto inner = bytes.substr(begin + 1, (closed ? close : end) - begin - 1);
    const size_t comma = inner.find(',');
    const bool good = closed && comma != std::string_view::npos &&
                      is_number(inner.substr(0, comma)) && is_number(inner.substr(comma + 1));
    if (!good) add_fault(card, CardFault::kBadComplex, begin);
    return end;
}

size_t parse_unknown(Card& card, std::string_view bytes, size_t begin) {
    const size_t end = std::min(bytes.find('/', begin), bytes.size());
    add_fault(card, CardFault::kUnknownValue, begin);
    set_value(card, ValueKind::kUnknown, bytes, begin, end);
    card.value = without_trailing_blanks(card.value);
    return end;
}

size_t parse_value(Card& card, std::string_view bytes, size_t begin) {
    const char first = bytes[begin];
    if (first == '\'') return parse_string(card, bytes, begin);
    if (first == 'T' || first == 'F') return parse_logical(card, bytes, begin);
    if (is_digit(first) || first == '+' || first == '-' || first == '.')
        return parse_number(card, bytes, begin);
    if (first == '(') return parse_complex(card, bytes, begin);
    return parse_unknown(card, bytes, begin);
}

void parse_value_and_comment(Card& card, std::string_view bytes) {
    card.kind = ValueKind::kUndefined;
    size_t at = skip_blanks(bytes, kValueBegin);
    if (at < bytes.size() && bytes[at] != '/') at = parse_value(card, bytes, at);
    at = skip_blanks(bytes, at);
    if (at == bytes.size()) return;
    const bool slash = bytes[at] == '/';
    if (!slash) add_fault(card, CardFault::kMissingSlash, at);
    card.comment = without_trailing_blanks(bytes.substr(slash ? at + 1 : at));
}

void parse_continue(Card& card, std::string_view bytes) {
    const size_t begin = skip_blanks(bytes, kNameBytes);
    if (begin == bytes.size() || bytes[begin] != '\'') return;
    if (find_closing_quote(bytes, begin) == std::string_view::npos) return;
    parse_string(card, bytes, begin);
}

bool is_commentary(std::string_view name) {
    return name.empty() || name == "COMMENT" || name == "HISTORY" || name == "HIERARCH" ||
           name == "CONTINUE";
}

}  // namespace

Card parse_card(std::string_view bytes) {
    assert(bytes.size() == kCardBytes);
    Card card;
    check_printable(card, bytes);
    parse_name(card, bytes);
    if (card.name == "END") {
        const size_t text = skip_blanks(bytes, kNameBytes);
        if (text < bytes.size()) add_fault(card, CardFault::kEndNotBlank, text);
        return card;
    }
    if (!is_commentary(card.name) && bytes.substr(kNameBytes, 2) == "= ") {
        parse_value_and_comment(card, bytes);
        return card;
    }
    card.comment = without_trailing_blanks(bytes.substr(kNameBytes));
    if (card.name == "CONTINUE") parse_continue(card, bytes);
    return card;
}

std::string value_text(const Card& card) {
    if (card.kind != ValueKind::kString) return std::string(card.value);
    std::string text;
    for (size_t i = 0; i < card.value.size(); ++i) {
        text += card.value[i];
        if (card.value[i] == '\'') ++i;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::optional<int64_t> parse_integer(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<int64_t> integer_value(const Card& card) {
    if (card.kind != ValueKind::kInteger) return std::nullopt;
    return parse_integer(card.value);
}

std::string quoted(std::string_view bytes) {
    std::string text;
    for (const char c : without_trailing_blanks(bytes)) {
        if (is_printable(c))
            text += c;
        else
            text += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
    }
    return text;
}

}  // namespace heafs
