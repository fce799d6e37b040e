#include "core/content/file_facts.h"

#include <algorithm>
#include <charconv>

#include "core/delivery/rules.h"

namespace heafs {
namespace {

struct Named {
    std::string_view name;
    HduClass hdu_class;
};

constexpr Named kByHduclas1[] = {
    {"EVENTS", HduClass::kEvents},
    {"GTI", HduClass::kGti},
    {"SPECTRUM", HduClass::kSpectrum},
    {"LIGHTCURVE", HduClass::kLightCurve},
    {"LIGHT CURVE", HduClass::kLightCurve},
    {"RATE", HduClass::kLightCurve},
    {"IMAGE", HduClass::kImage},
};
constexpr Named kByHduclas2[] = {
    // where HDUCLAS1 is RESPONSE
    {"RSP_MATRIX", HduClass::kRedistribution},
    {"EBOUNDS", HduClass::kEnergyBounds},
    {"SPECRESP", HduClass::kEffectiveArea},
};
constexpr Named kByExtname[] = {
    {"EVENTS", HduClass::kEvents},
    {"GTI", HduClass::kGti},
    {"STDGTI", HduClass::kGti},
    {"SPECTRUM", HduClass::kSpectrum},
    {"RATE", HduClass::kLightCurve},
    {"MATRIX", HduClass::kRedistribution},
    {"EBOUNDS", HduClass::kEnergyBounds},
    {"SPECRESP MATRIX", HduClass::kRedistribution},
    {"SPECRESP", HduClass::kEffectiveArea},
};

template <size_t N>
std::optional<HduClass> look_up(const Named (&table)[N], std::string_view name) {
    for (const Named& named : table)
        if (named.name == name) return named.hdu_class;
    return std::nullopt;
}

HduClass class_of(const HduView& hdu) {
    const std::string first = upper_case(hdu.text("HDUCLAS1"));
    if (first == "RESPONSE")
        return look_up(kByHduclas2, upper_case(hdu.text("HDUCLAS2"))).value_or(HduClass::kOther);
    if (!first.empty()) return look_up(kByHduclas1, first).value_or(HduClass::kOther);
    if (hdu.facts().kind != "BINTABLE" && hdu.facts().kind != "TABLE") return HduClass::kOther;
    return look_up(kByExtname, upper_case(hdu.facts().extname)).value_or(HduClass::kOther);
}

std::string trimmed(std::string_view text) {
    const size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

std::optional<double> number_of(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == 'D' || c == 'd'; }, 'E');
    if (!text.empty() && text[0] == '+') text.erase(0, 1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string_view name_of(HduClass hdu_class) {
    switch (hdu_class) {
        case HduClass::kEvents:
            return "EVENTS";
        case HduClass::kGti:
            return "GTI";
        case HduClass::kSpectrum:
            return "SPECTRUM";
        case HduClass::kLightCurve:
            return "LIGHTCURVE";
        case HduClass::kRedistribution:
            return "RSP_MATRIX";
        case HduClass::kEnergyBounds:
            return "EBOUNDS";
        case HduClass::kEffectiveArea:
            return "SPECRESP";
        case HduClass::kImage:
            return "IMAGE";
        case HduClass::kOther:
            break;
    }
    return "other";
}

std::string upper_case(std::string_view text) {
    std::string upper(text);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

HduView::HduView(const HduFacts& facts) : facts_(&facts), class_(HduClass::kOther) {
    for (const HeaderCard& card : facts.cards) {
        cards_.emplace(card.keyword, &card);
        if (card.keyword.size() < 6 || card.keyword.compare(0, 5, "TTYPE") != 0) continue;
        if (const auto column = number_of(card.keyword.substr(5)))
            columns_.emplace(upper_case(trimmed(card.value)), static_cast<int64_t>(*column));
    }
    class_ = class_of(*this);
}

bool HduView::is_science() const {
    return class_ != HduClass::kOther && class_ != HduClass::kGti && class_ != HduClass::kImage;
}

bool HduView::is_response() const {
    return class_ == HduClass::kRedistribution || class_ == HduClass::kEnergyBounds ||
           class_ == HduClass::kEffectiveArea;
}

bool HduView::has_column_with(std::string_view word) const {
    return std::any_of(columns_.begin(), columns_.end(), [&](const auto& column) {
        return column.first.find(word) != std::string::npos;
    });
}

const HeaderCard* HduView::find(std::string_view keyword) const {
    const auto found = cards_.find(keyword);
    return found == cards_.end() ? nullptr : found->second;
}

std::string HduView::text(std::string_view keyword) const {
    const HeaderCard* card = find(keyword);
    return card == nullptr || card->kind == ValueKind::kUndefined ? "" : trimmed(card->value);
}

std::optional<double> HduView::number(std::string_view keyword) const {
    return number_of(text(keyword));
}

std::optional<int64_t> HduView::column(std::string_view name) const {
    const auto found = columns_.find(upper_case(name));
    return found == columns_.end() ? std::nullopt : std::optional(found->second);
}

const ColumnFacts* HduView::column_facts(std::string_view name) const {
    const auto number = column(name);
    for (const ColumnFacts& facts : facts_->columns)
        if (number == facts.number) return &facts;
    return nullptr;
}

std::string HduView::column_keyword(std::string_view prefix, std::string_view name) const {
    const auto number = column(name);
    return number ? text(std::string(prefix) + std::to_string(*number)) : "";
}

Finding HduView::finding(std::string_view rule, std::string text, const HeaderCard* card) const {
    Finding finding = make_finding(rule, "", std::move(text));
    finding.hdu = facts_->number;
    finding.extname = facts_->extname;
    if (card == nullptr) return finding;
    finding.card = card->card;
    finding.found = card->quoted_card;
    return finding;
}

Finding HduView::softened(std::string_view rule, std::string text, const HeaderCard* card) const {
    Finding result = finding(rule, std::move(text), card);
    if (!is_science()) result.severity = std::min(result.severity, Severity::kWarning);
    return result;
}

FileFacts::FileFacts(std::span<const HduFacts> facts, const ContentContext& known)
    : context(known) {
    hdus.reserve(facts.size());
    for (const HduFacts& hdu : facts) hdus.emplace_back(hdu);
}

const HduView* FileFacts::first_science() const {
    const auto found =
        std::find_if(hdus.begin(), hdus.end(), [](const HduView& hdu) { return hdu.is_science(); });
    return found == hdus.end() ? nullptr : &*found;
}

const HeaderCard* FileFacts::find(const HduView& hdu, std::string_view keyword) const {
    return hdu.has(keyword) ? hdu.find(keyword) : hdus.front().find(keyword);
}

std::string FileFacts::text(const HduView& hdu, std::string_view keyword) const {
    return hdu.has(keyword) ? hdu.text(keyword) : hdus.front().text(keyword);
}

std::optional<double> FileFacts::number(const HduView& hdu, std::string_view keyword) const {
    return hdu.has(keyword) ? hdu.number(keyword) : hdus.front().number(keyword);
}

}  // namespace heafs
