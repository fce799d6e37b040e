#include "core/fits/header_cards.h"

#include <algorithm>
#include <string>
#include <utility>

namespace heafs {
namespace {

constexpr size_t kHierarchBytes = 8;

// The words of `text` with one blank between them.
std::string single_blanks(std::string_view text) {
    std::string words;
    for (const char c : text) {
        if (c != ' ')
            words += c;
        else if (!words.empty() && words.back() != ' ')
            words += ' ';
    }
    if (words.ends_with(' ')) words.pop_back();
    return words;
}

HeaderCard header_card(const Card& card, std::string_view bytes, int64_t card_number) {
    HeaderCard kept;
    kept.card = card_number;
    kept.keyword = card.name;
    kept.kind = card.kind;
    kept.value = value_text(card);
    kept.comment = card.comment;
    kept.quoted_card = quoted(bytes);
    return kept;
}

}  // namespace

HeaderCard parse_hierarch(std::string_view bytes, int64_t card_number) {
    const size_t equals = bytes.find('=', kHierarchBytes);
    if (equals == std::string_view::npos) {
        HeaderCard bare;
        bare.card = card_number;
        bare.keyword = "HIERARCH";
        bare.quoted_card = quoted(bytes);
        return bare;
    }
    // The value has the syntax of any other: read it as if it stood behind a short name.
    std::string plain = "HIERKEY = " + std::string(bytes.substr(equals + 1));
    plain.resize(std::max(plain.size(), kCardBytes), ' ');
    plain.resize(kCardBytes);
    HeaderCard card = header_card(parse_card(plain), bytes, card_number);
    card.keyword =
        single_blanks("HIERARCH " + std::string(bytes.substr(kHierarchBytes, equals - 8)));
    return card;
}

void HeaderCards::add(const Card& card, std::string_view bytes, int64_t card_number) {
    if (card.name == "CONTINUE") {
        if (goes_on_) go_on(card);
        return;
    }
    goes_on_ = false;
    if (card.name == "HIERARCH") {
        keep(parse_hierarch(bytes, card_number));
    } else if (card.kind != ValueKind::kNone) {
        keep(header_card(card, bytes, card_number));
    }
}

void HeaderCards::keep(HeaderCard card) {
    if (list_.size() == kMostCardsKept) {
        cut_ = true;
        return;
    }
    goes_on_ = card.kind == ValueKind::kString && card.value.ends_with('&');
    list_.push_back(std::move(card));
}

void HeaderCards::go_on(const Card& card) {
    goes_on_ = false;
    if (card.kind != ValueKind::kString) return;
    std::string& value = list_.back().value;
    value.pop_back();  // the "&" that promised this card
    value += value_text(card);
    goes_on_ = value.ends_with('&') && value.size() <= kMaxCardValueBytes;
    if (value.size() > kMaxCardValueBytes) value.resize(kMaxCardValueBytes);
}

}  // namespace heafs
