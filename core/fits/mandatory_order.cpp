#include "core/fits/mandatory_order.h"

#include <fmt/format.h>

#include "core/fits/card.h"

namespace heafs {
namespace {

bool is_table(const Header& header) {
    if (!header.xtension) return false;
    const std::string& type = header.xtension->value;
    return type == "TABLE" || type == "BINTABLE" || type == "A3DTABLE";
}

// NAXIS as far as it can be followed card by card.
int64_t axis_count(const Header& header) {
    if (!header.naxis || header.naxis->value < 0 || header.naxis->value > kMaxAxes) return 0;
    return header.naxis->value;
}

Finding order_finding(const Header& header) {
    Finding finding;
    finding.rule = "FIT-008";
    finding.severity = Severity::kError;
    finding.hdu = header.hdu;
    finding.extname = header.extname;
    finding.remedy =
        "Begin the header with SIMPLE or XTENSION, BITPIX, NAXIS, NAXIS1 to NAXISn; an extension "
        "goes on with PCOUNT, GCOUNT and, for a table, TFIELDS";
    return finding;
}

}  // namespace

std::string mandatory_name(const Header& header, int64_t card) {
    if (card == 1) return header.hdu == 1 ? "SIMPLE" : "XTENSION";
    if (card == 2) return "BITPIX";
    if (card == 3) return "NAXIS";
    const int64_t axes = axis_count(header);
    if (card <= 3 + axes) return fmt::format("NAXIS{}", card - 3);
    if (header.hdu == 1) return "";
    if (card == 4 + axes) return "PCOUNT";
    if (card == 5 + axes) return "GCOUNT";
    return card == 6 + axes && is_table(header) ? "TFIELDS" : "";
}

int64_t name_index(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return 0;
    const std::string_view digits = name.substr(prefix.size());
    if (digits.empty() || digits[0] < '1' || digits[0] > '9') return 0;
    return parse_integer(digits).value_or(0);
}

bool is_mandatory(const Header& header, std::string_view name) {
    if (name == "SIMPLE" || name == "XTENSION" || name == "BITPIX" || name == "NAXIS") return true;
    if (name_index(name, "NAXIS") > 0) return true;
    if (name == "PCOUNT" || name == "GCOUNT") return header.hdu > 1 || header.groups;
    if (name == "GROUPS") return header.groups;
    if (!is_table(header)) return false;
    return name == "TFIELDS" || name_index(name, "TFORM") > 0 ||
           (header.xtension->value == "TABLE" && name_index(name, "TBCOL") > 0);
}

void MandatoryOrder::add(const Header& header, std::string_view name, std::string_view bytes) {
    if (break_at_ != 0) return;
    const std::string expected = mandatory_name(header, next_);
    if (expected.empty()) return;
    if (name == expected) {
        ++next_;
        return;
    }
    break_at_ = next_;
    break_name_ = name;
    break_card_ = quoted(bytes);
    expected_ = expected;
}

void MandatoryOrder::finish(const Header& header,
                            const std::function<bool(const std::string&)>& has,
                            FindingList& findings) const {
    bool missing = false;
    for (int64_t card = 1;; ++card) {
        const std::string name = mandatory_name(header, card);
        if (name.empty()) break;
        if (has(name)) continue;
        missing = true;
        if (findings.wants("FIT-008")) report_missing(header, name, findings);
    }
    if (!missing && break_at_ != 0) report_order(header, findings);
    if (!header.groups) return;
    for (const char* name : {"PCOUNT", "GCOUNT"}) {
        if (header.hdu == 1 && !has(name)) report_missing(header, name, findings);
    }
}

void MandatoryOrder::report_missing(const Header& header, const std::string& name,
                                    FindingList& findings) const {
    Finding finding = order_finding(header);
    if (name == expected_) {
        finding.card = break_at_;
        finding.found = break_card_;
    }
    finding.expected = name;
    finding.text = fmt::format("{}: the mandatory keyword {} is missing.", hdu_label(header), name);
    findings.add(std::move(finding));
}

void MandatoryOrder::report_order(const Header& header, FindingList& findings) const {
    Finding finding = order_finding(header);
    finding.card = break_at_;
    finding.offset = header.offset + (break_at_ - 1) * static_cast<int64_t>(kCardBytes);
    finding.found = break_card_;
    finding.expected = expected_;
    finding.text = fmt::format("{}, card {}: found `{}` where the keyword {} must stand.",
                               hdu_label(header), break_at_, break_card_, expected_);
    findings.add(std::move(finding));
}

}  // namespace heafs
