#include "core/fits/stated_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/fits/card.h"
#include "core/fits/mandatory_order.h"

namespace heafs {

bool StatedHeader::is_table() const {
    return header.xtension && header.xtension->value.ends_with("TABLE");
}

bool StatedHeader::is_array() const {
    return !header.xtension || header.xtension->value == "IMAGE";
}

bool StatedHeader::is_compressed_image() const {
    const HeaderCard* card = find("ZIMAGE");
    return is_table() && card != nullptr && card->value == "T";
}

bool StatedHeader::is_compressed_table() const {
    const HeaderCard* card = find("ZTABLE");
    return is_table() && card != nullptr && card->value == "T";
}

const HeaderCard* StatedHeader::find(std::string_view keyword) const {
    const auto found = std::find_if(cards.begin(), cards.end(), [keyword](const HeaderCard& card) {
        return card.keyword == keyword;
    });
    return found == cards.end() ? nullptr : &*found;
}

std::optional<int64_t> StatedHeader::integer(std::string_view keyword) const {
    const HeaderCard* card = find(keyword);
    if (card == nullptr || card->kind != ValueKind::kInteger) return std::nullopt;
    return parse_integer(card->value);
}

void report(const StatedHeader& stated, const HeaderCard* card, Verdict verdict) {
    if (!stated.findings.wants(verdict.rule)) return;
    Finding finding;
    finding.rule = verdict.rule;
    finding.severity = verdict.severity;
    finding.hdu = stated.header.hdu;
    finding.extname = stated.header.extname;
    if (card != nullptr) {
        finding.card = card->card;
        finding.offset = stated.header.offset + (card->card - 1) * static_cast<int64_t>(kCardBytes);
        finding.found = card->quoted_card;
    }
    finding.column = std::move(verdict.column);
    finding.expected = std::move(verdict.expected);
    finding.text = fmt::format("{}: {}.", hdu_label(stated.header), verdict.sentence);
    finding.remedy = std::move(verdict.remedy);
    stated.findings.add(std::move(finding));
}

std::optional<double> number(const HeaderCard* card) {
    if (card == nullptr) return std::nullopt;
    if (card->kind != ValueKind::kInteger && card->kind != ValueKind::kReal) return std::nullopt;
    std::string text = card->value;
    std::replace(text.begin(), text.end(), 'D', 'E');
    if (text.starts_with('+')) text.erase(0, 1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<IndexedName> indexed_name(std::string_view keyword, std::string_view prefix) {
    IndexedName name;
    if (keyword.size() > prefix.size() && keyword.back() >= 'A' && keyword.back() <= 'Z') {
        name.alternate = keyword.back();
        keyword.remove_suffix(1);
    }
    name.index = name_index(keyword, prefix);
    if (name.index == 0) return std::nullopt;
    return name;
}

}  // namespace heafs
