#include "core/fits/keyword_collector.h"

#include <fmt/format.h>

#include <algorithm>

namespace heafs {

KeywordCollector::KeywordCollector(int hdu, FindingList& findings,
                                   const std::vector<std::string>& wanted,
                                   std::vector<Keyword>& keywords)
    : hdu_(hdu),
      findings_(findings),
      wanted_(wanted),
      keywords_(keywords),
      first_(keywords.size()) {}

void KeywordCollector::add(const Card& card, std::string_view bytes, int64_t card_number) {
    if (card.name == "CONTINUE") {
        take_continue(card, bytes, card_number);
        return;
    }
    goes_on_ = collecting_ = too_long_ = false;
    // Long strings of HIERARCH keywords are none of the standard's, but their CONTINUE is no
    // orphan.
    if (card.name == "HIERARCH") goes_on_ = card.comment.find("&'") != std::string_view::npos;
    if (card.kind != ValueKind::kNone) take_value(card);
}

void KeywordCollector::take_value(const Card& card) {
    string_bytes_ = card.value.size();
    goes_on_ = card.kind == ValueKind::kString && value_text(card).ends_with('&');
    if (hdu_ > kMaxKeywordHdus || !is_first(card.name)) return;
    if (std::find(wanted_.begin(), wanted_.end(), card.name) == wanted_.end()) return;
    keywords_.push_back({hdu_, std::string(card.name), value_text(card)});
    collecting_ = goes_on_;
}

bool KeywordCollector::is_first(std::string_view name) const {
    return std::none_of(keywords_.begin() + static_cast<std::ptrdiff_t>(first_), keywords_.end(),
                        [name](const Keyword& keyword) { return keyword.name == name; });
}

void KeywordCollector::take_continue(const Card& card, std::string_view bytes,
                                     int64_t card_number) {
    if (!goes_on_) {
        report(bytes, card_number, "continues nothing: the string before it does not end in \"&\"");
        return;
    }
    if (card.kind != ValueKind::kString) {
        goes_on_ = collecting_ = false;
        return;
    }
    const std::string text = value_text(card);
    string_bytes_ += text.size();
    goes_on_ = text.ends_with('&');
    if (string_bytes_ > kMaxLongStringBytes && !too_long_) {
        too_long_ = true;
        report(bytes, card_number,
               fmt::format("makes a string of more than {} bytes", kMaxLongStringBytes));
    }
    if (!collecting_) return;
    std::string& value = keywords_.back().value;
    if (value.size() + text.size() > kMaxKeywordBytes) {
        collecting_ = false;
        return;
    }
    value.pop_back();  // the "&" that promised this card
    value += text;
    collecting_ = goes_on_;
}

void KeywordCollector::report(std::string_view bytes, int64_t card_number,
                              const std::string& text) {
    if (!findings_.wants("FIT-014")) return;
    Finding finding;
    finding.rule = "FIT-014";
    finding.severity = Severity::kWarning;
    finding.hdu = hdu_;
    finding.card = card_number;
    finding.found = quoted(bytes);
    finding.expected = "CONTINUE only right after a string that ends in \"&\"";
    finding.text = fmt::format("HDU {}: the CONTINUE in card {} {}.", hdu_, card_number, text);
    finding.remedy = "Write long strings with the OGIP long-string convention of FITS 4.0, 4.2.1.2";
    findings_.add(std::move(finding));
}

}  // namespace heafs
