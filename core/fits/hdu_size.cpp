#include "core/fits/hdu_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "core/fits/card.h"

namespace heafs {
namespace {

constexpr const char* kRestUnseen = "nothing behind this header was looked at";

// FITS 4.0, appendix F: the registered extension types.
constexpr std::array<std::string_view, 7> kRegistered = {
    "IMAGE", "TABLE", "BINTABLE", "A3DTABLE", "IUEIMAGE", "FOREIGN", "DUMP"};

bool is_table_type(const std::string& kind) {
    return kind == "TABLE" || kind == "BINTABLE" || kind == "A3DTABLE";
}

// Reports at the card of `stated`, where there is one.
void report(FindingList& findings, const Header& header, const char* rule,
            const std::optional<StatedInteger>& stated, const std::string& expected,
            const std::string& sentence, const std::string& remedy,
            Severity severity = Severity::kError) {
    if (!findings.wants(rule)) return;
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.hdu = header.hdu;
    finding.extname = header.extname;
    if (stated) {
        finding.card = stated->card;
        finding.offset = header.offset + (stated->card - 1) * 80;
        finding.found = fmt::format("{}", stated->value);
    }
    finding.expected = expected;
    finding.text = fmt::format("{}: {}.", hdu_label(header), sentence);
    finding.remedy = remedy;
    findings.add(std::move(finding));
}

void check_type(const Header& header, FindingList& findings) {
    if (!header.xtension) return;
    const std::string& type = header.xtension->value;
    if (std::find(kRegistered.begin(), kRegistered.end(), type) != kRegistered.end()) return;
    if (!findings.wants("FIT-024")) return;
    Finding finding;
    finding.rule = "FIT-024";
    finding.severity = Severity::kError;
    finding.hdu = header.hdu;
    finding.extname = header.extname;
    finding.card = header.xtension->card;
    finding.offset = header.offset;
    finding.found = header.xtension->quoted_card;
    finding.expected = "IMAGE, TABLE or BINTABLE";
    finding.text = fmt::format("{}: the extension type `{}` is not registered.", hdu_label(header),
                               quoted(type));
    finding.remedy = "Use IMAGE, TABLE or BINTABLE";
    findings.add(std::move(finding));
}

bool check_bitpix(const Header& header, bool table, FindingList& findings) {
    if (!header.bitpix) return false;
    constexpr std::array<int64_t, 6> kLegal = {8, 16, 32, 64, -32, -64};
    const int64_t bitpix = header.bitpix->value;
    if (std::find(kLegal.begin(), kLegal.end(), bitpix) == kLegal.end()) {
        report(findings, header, "FIT-016", header.bitpix, "8, 16, 32, 64, -32 or -64",
               fmt::format("BITPIX = {} is not one of 8, 16, 32, 64, -32, -64; {}", bitpix,
                           kRestUnseen),
               "State the number of bits of a data value");
        return false;
    }
    if (table && bitpix != 8)
        report(findings, header, "FIT-016", header.bitpix, "8",
               fmt::format("BITPIX is {} and must be 8 in a table", bitpix), "Write BITPIX = 8");
    return true;
}

bool check_axes(const Header& header, FindingList& findings) {
    if (!header.naxis) return false;
    const int64_t naxis = header.naxis->value;
    if (naxis < 0 || naxis > kMaxAxes) {
        report(findings, header, "FIT-015", header.naxis, "0 to 999",
               fmt::format("NAXIS = {} is not between 0 and 999; {}", naxis, kRestUnseen),
               "State the number of axes");
        return false;
    }
    if (header.axes.size() < static_cast<size_t>(naxis)) return false;
    for (size_t i = 0; i < static_cast<size_t>(naxis); ++i) {
        const auto& axis = header.axes[i];
        if (!axis) return false;
        if (axis->value >= 0) continue;
        report(findings, header, "FIT-015", axis, "0 or more",
               fmt::format("NAXIS{} = {} is negative; {}", i + 1, axis->value, kRestUnseen),
               "State the length of the axis");
        return false;
    }
    return true;
}

void check_axis_count(const Header& header, bool table, FindingList& findings) {
    const int64_t naxis = header.naxis->value;
    if (table && naxis != 2)
        report(findings, header, "FIT-015", header.naxis, "2",
               fmt::format("NAXIS is {} and must be 2 in a table", naxis), "Write NAXIS = 2");
    const auto end = header.axes.begin() + naxis;
    const bool data =
        std::none_of(header.axes.begin(), end, [](const auto& axis) { return axis->value == 0; });
    if (!table && naxis > 9 && data)
        report(findings, header, "FIT-015", header.naxis, "at most 9 axes",
               fmt::format("the array has {} axes, which many programs cannot read", naxis),
               "Store the data with fewer axes", Severity::kWarning);
}

// False if a count is negative, so that no size follows from it.
bool check_counts(const Header& header, int64_t pcount, int64_t gcount, bool free_pcount,
                  bool free_gcount, FindingList& findings) {
    const std::string kind = header.xtension ? header.xtension->value : "a primary array";
    if (pcount < 0 || (pcount != 0 && !free_pcount))
        report(findings, header, "FIT-017", header.pcount, free_pcount ? "0 or more" : "0",
               fmt::format("PCOUNT = {} is not legal in {}", pcount, kind),
               free_pcount ? "State the number of bytes behind the rows" : "Write PCOUNT = 0");
    if (gcount < 0 || (gcount != 1 && !free_gcount))
        report(findings, header, "FIT-017", header.gcount, free_gcount ? "0 or more" : "1",
               fmt::format("GCOUNT = {} is not legal in {}", gcount, kind),
               free_gcount ? "State the number of groups" : "Write GCOUNT = 1");
    return pcount >= 0 && gcount >= 0;
}

// |BITPIX|/8 * GCOUNT * (PCOUNT + NAXIS1 * ... * NAXISn); nothing if that is beyond 2^63.
std::optional<int64_t> data_bytes(const Header& header, int64_t pcount, int64_t gcount) {
    const auto axes = static_cast<size_t>(header.naxis->value);
    if (axes == 0) return 0;
    int64_t product = 1;
    bool overflow = false;
    bool empty = false;
    // A zero anywhere makes an empty array, whatever the other axes would multiply to.
    for (size_t i = header.groups ? 1 : 0; i < axes; ++i) {
        empty = empty || header.axes[i]->value == 0;
        overflow = overflow || __builtin_mul_overflow(product, header.axes[i]->value, &product);
    }
    if (empty) {
        product = 0;
        overflow = false;
    }
    overflow = overflow || __builtin_add_overflow(product, pcount, &product);
    overflow = overflow || __builtin_mul_overflow(product, gcount, &product);
    overflow =
        overflow || __builtin_mul_overflow(product, std::abs(header.bitpix->value) / 8, &product);
    // Room for the fill and for the offset of whatever may follow.
    if (overflow || product > std::numeric_limits<int64_t>::max() / 2) return std::nullopt;
    return product;
}

void report_unsized(const Header& header, FindingList& findings, size_t before) {
    if (findings.size() != before) return;  // the reason has been told
    report(findings, header, "FIT-015", std::nullopt, "BITPIX, NAXIS and every NAXISn as integers",
           fmt::format("the size of the data cannot be computed from BITPIX, NAXIS and NAXISn; {}",
                       kRestUnseen),
           "Mend the mandatory keywords of this header");
}

}  // namespace

std::optional<HduSize> check_size(const Header& header, FindingList& findings) {
    HduSize size;
    size.kind = header.xtension ? header.xtension->value : "PRIMARY";
    check_type(header, findings);
    const bool table = is_table_type(size.kind);
    const size_t before = findings.size();
    if (!check_bitpix(header, table, findings) || !check_axes(header, findings)) {
        report_unsized(header, findings, before);
        return std::nullopt;
    }
    check_axis_count(header, table, findings);
    const bool array = header.hdu == 1 ? !header.groups : size.kind == "IMAGE";
    const int64_t pcount = header.pcount ? header.pcount->value : 0;
    const int64_t gcount = header.gcount ? header.gcount->value : 1;
    const bool plain = array || size.kind == "TABLE";
    if (!check_counts(header, pcount, gcount, !plain, !plain && !table, findings))
        return std::nullopt;
    const auto bytes = data_bytes(header, pcount, gcount);
    if (!bytes) {
        report(findings, header, "FIT-015", std::nullopt, "less than 2^63 bytes",
               fmt::format("the size of the data overflows 2^63 bytes; {}", kRestUnseen),
               "Mend NAXISn, PCOUNT and GCOUNT");
        return std::nullopt;
    }
    size.data_bytes = *bytes;
    size.is_table = table && header.naxis->value == 2 && header.bitpix->value == 8 && gcount == 1;
    if (!size.is_table) return size;
    size.row_bytes = header.axes[0]->value;
    size.rows = header.axes[1]->value;
    size.pcount = pcount;
    return size;
}

}  // namespace heafs
