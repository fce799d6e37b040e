#include "core/fits/header_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <functional>

namespace heafs {
namespace {

constexpr size_t kMaxStrayKeywords = 1000;  // enough for any report of TAB-003

// FITS 4.0, sections 7.2 and 7.3 and table 22: keywords of one column.
constexpr std::array<std::string_view, 19> kColumnKeywords = {
    "TTYPE", "TFORM", "TBCOL", "TUNIT", "TNULL", "TSCAL", "TZERO", "TDISP", "TDIM", "TLMIN",
    "TLMAX", "TDMIN", "TDMAX", "TCTYP", "TCUNI", "TCRPX", "TCRVL", "TCDLT", "TCROT"};

bool is_printable_name(std::string_view bytes) {
    const std::string_view name = bytes.substr(0, 8);
    return std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

StatedText stated_text(const Card& card, const CardPlace& place) {
    return {value_text(card), place.card, quoted(place.bytes)};
}

}  // namespace

HeaderCheck::HeaderCheck(int hdu, int64_t offset, FindingList& findings,
                         const std::vector<std::string>& wanted, std::vector<Keyword>& keywords)
    : findings_(findings),
      first_finding_(findings.size()),
      collector_(hdu, findings, wanted, keywords) {
    header_.hdu = hdu;
    header_.offset = offset;
}

void HeaderCheck::add_card(std::string_view bytes) {
    assert(!ended_);
    const CardPlace place{header_.hdu, ++cards_,
                          header_.offset + (cards_ - 1) * static_cast<int64_t>(kCardBytes), bytes};
    const Card card = parse_card(bytes);
    // A header without END runs on into the data, where each card would be a finding.
    garbage_cards_ = is_printable_name(bytes) ? 0 : garbage_cards_ + 1;
    if (garbage_cards_ > 1) return;
    report_card_faults(card, place, findings_);
    order_.add(header_, card.name, bytes);
    if (card.name == "END") {
        ended_ = true;
        return;
    }
    collector_.add(card, bytes, place.card);
    kept_cards_.add(card, bytes, place.card);
    if (card.kind == ValueKind::kNone || card.name == "CONTINUE") return;
    if (note(card, place)) take_structure(card, place);
}

bool HeaderCheck::note(const Card& card, const CardPlace& place) {
    const size_t hash = std::hash<std::string_view>()(card.value);
    const auto [entry, first] = seen_.try_emplace(std::string(card.name));
    Seen& seen = entry->second;
    if (first) {
        seen.name = card.name;
        seen.card = place.card;
        seen.value_hash = hash;
        return true;
    }
    seen.same_value = seen.same_value && seen.value_hash == hash;
    if (seen.repetitions++ > 0) return false;
    seen.second_card = place.card;
    seen.second_quoted = quoted(place.bytes);
    return false;
}

void HeaderCheck::report_duplicates() {
    std::vector<const Seen*> repeated;
    for (const auto& [name, seen] : seen_) {
        if (seen.repetitions > 0) repeated.push_back(&seen);
    }
    std::sort(repeated.begin(), repeated.end(),
              [](const Seen* a, const Seen* b) { return a->second_card < b->second_card; });
    for (const Seen* seen : repeated) {
        if (findings_.wants("FIT-013")) report_duplicate(*seen);
    }
}

void HeaderCheck::report_duplicate(const Seen& seen) {
    const bool mandatory = is_mandatory(header_, seen.name);
    Finding finding;
    finding.rule = "FIT-013";
    finding.severity = mandatory ? Severity::kError : Severity::kWarning;
    finding.hdu = header_.hdu;
    finding.card = seen.second_card;
    finding.offset = header_.offset + (seen.second_card - 1) * static_cast<int64_t>(kCardBytes);
    finding.found = seen.second_quoted;
    finding.expected = "each keyword once";
    const std::string more =
        seen.repetitions == 1 ? std::string() : fmt::format(" and {} more", seen.repetitions - 1);
    finding.text =
        fmt::format("{}: the {}keyword {} stands in cards {} and {}{} with {} values.",
                    hdu_label(header_), mandatory ? "mandatory " : "", seen.name, seen.card,
                    seen.second_card, more, seen.same_value ? "the same" : "different");
    finding.remedy = "Keep one of the cards: readers differ in which of them they take";
    findings_.add(std::move(finding));
}

void HeaderCheck::take_structure(const Card& card, const CardPlace& place) {
    if (card.name == "SIMPLE" && header_.hdu == 1 && place.card == 1)
        check_fixed_format(card, ValueKind::kLogical, place, findings_);
    if (take_integer(card, place)) return;
    take_text(card, place);
    take_column(card, place);
}

bool HeaderCheck::take_integer(const Card& card, const CardPlace& place) {
    if (const int64_t index = name_index(card.name, "NAXIS"); index > 0) {
        take_axis(card, place, index);
        return true;
    }
    std::optional<StatedInteger>* target = card.name == "BITPIX"    ? &header_.bitpix
                                           : card.name == "NAXIS"   ? &header_.naxis
                                           : card.name == "PCOUNT"  ? &header_.pcount
                                           : card.name == "GCOUNT"  ? &header_.gcount
                                           : card.name == "TFIELDS" ? &header_.tfields
                                           : card.name == "THEAP"   ? &header_.theap
                                                                    : nullptr;
    if (target == nullptr) return false;
    if (const auto value = integer_value(card)) *target = StatedInteger{*value, place.card};
    if (is_mandatory(header_, card.name))
        check_fixed_format(card, ValueKind::kInteger, place, findings_);
    return true;
}

void HeaderCheck::take_axis(const Card& card, const CardPlace& place, int64_t index) {
    const auto value = integer_value(card);
    if (header_.naxis && index > header_.naxis->value) {
        if (surplus_axes_.size() < kMaxStrayKeywords)
            surplus_axes_.push_back({std::string(card.name), index, place.card});
        return;
    }
    check_fixed_format(card, ValueKind::kInteger, place, findings_);
    if (index > kMaxAxes || !value) return;
    if (header_.axes.size() < static_cast<size_t>(index))
        header_.axes.resize(static_cast<size_t>(index));
    header_.axes[static_cast<size_t>(index) - 1] = StatedInteger{*value, place.card};
}

void HeaderCheck::take_text(const Card& card, const CardPlace& place) {
    if (card.name == "XTENSION" && header_.hdu > 1) {
        check_fixed_format(card, ValueKind::kString, place, findings_);
        header_.xtension = stated_text(card, place);
    } else if (card.name == "EXTNAME") {
        header_.extname = value_text(card);
    } else if (card.name == "GROUPS") {
        header_.groups = header_.hdu == 1 && card.value == "T" && !header_.axes.empty() &&
                         header_.axes[0] && header_.axes[0]->value == 0;
        if (header_.groups) check_fixed_format(card, ValueKind::kLogical, place, findings_);
    } else if (card.name == "DATASUM" || card.name == "CHECKSUM") {
        StatedText text = stated_text(card, place);
        // FITS 4.0, 4.4.2.7: an empty value means that the checksum is not defined.
        if (text.value.find_first_not_of(' ') == std::string::npos) return;
        (card.name == "DATASUM" ? header_.datasum : header_.checksum) = std::move(text);
    }
}

void HeaderCheck::take_column(const Card& card, const CardPlace& place) {
    if (!header_.xtension) return;
    note_column_index(card, place);
    const int64_t index = std::max({name_index(card.name, "TTYPE"), name_index(card.name, "TFORM"),
                                    name_index(card.name, "TBCOL")});
    if (index == 0 || index > kMaxColumns) return;
    if (header_.columns.size() < static_cast<size_t>(index))
        header_.columns.resize(static_cast<size_t>(index));
    ColumnCards& column = header_.columns[static_cast<size_t>(index) - 1];
    if (card.name.starts_with("TTYPE")) {
        column.name = stated_text(card, place);
    } else if (card.name.starts_with("TFORM")) {
        if (card.kind == ValueKind::kString) column.form = stated_text(card, place);
    } else if (header_.xtension->value == "TABLE") {
        check_fixed_format(card, ValueKind::kInteger, place, findings_);
        if (const auto value = integer_value(card))
            column.start = StatedInteger{*value, place.card};
    }
}

void HeaderCheck::note_column_index(const Card& card, const CardPlace& place) {
    for (const std::string_view prefix : kColumnKeywords) {
        const int64_t index = name_index(card.name, prefix);
        if (index == 0) continue;
        if (header_.tfields && index <= header_.tfields->value) return;
        if (header_.stray.size() < kMaxStrayKeywords)
            header_.stray.push_back({std::string(card.name), index, place.card});
        return;
    }
}

void HeaderCheck::report_surplus_axes() {
    for (const ColumnIndex& axis : surplus_axes_) {
        Finding finding;
        finding.rule = "FIT-008";
        finding.severity = Severity::kError;
        finding.hdu = header_.hdu;
        finding.extname = header_.extname;
        finding.card = axis.card;
        finding.found = axis.keyword;
        finding.expected = fmt::format("no axis beyond NAXIS = {}", header_.naxis->value);
        finding.text = fmt::format("{}: card {} states {}, but NAXIS is {}.", hdu_label(header_),
                                   axis.card, axis.keyword, header_.naxis->value);
        finding.remedy = "Remove the card or raise NAXIS";
        findings_.add(std::move(finding));
    }
}

Header HeaderCheck::finish() {
    order_.finish(
        header_, [this](const std::string& name) { return seen_.contains(name); }, findings_);
    report_surplus_axes();
    report_duplicates();
    header_.blocks = (cards_ + 35) / 36;
    findings_.set_extname(first_finding_, header_.extname);
    return std::move(header_);
}

std::string hdu_label(const Header& header) {
    if (header.extname.empty()) return fmt::format("HDU {}", header.hdu);
    return fmt::format("HDU {} ({})", header.hdu, header.extname);
}

}  // namespace heafs
