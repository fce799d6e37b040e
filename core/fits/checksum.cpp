#include "core/fits/checksum.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <string>
#include <string_view>

#include "core/fits/card.h"

namespace heafs {
namespace {

uint64_t big_endian_word(const std::byte* at) {
    uint32_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return std::endian::native == std::endian::little ? __builtin_bswap32(word) : word;
}

// DATASUM is an unsigned integer in a string, which many writers fill with blanks on the left.
bool agrees(const std::string& stated, uint32_t sum) {
    constexpr int64_t kModulus = 0xFFFFFFFF;  // which is -0, the same as 0
    const auto value =
        parse_integer(std::string_view(stated).substr(stated.find_first_not_of(' ')));
    return value && *value >= 0 && *value <= kModulus && *value % kModulus == sum % kModulus;
}

Finding sum_finding(const char* rule, Severity severity, const Header& header,
                    const StatedText& stated) {
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.hdu = header.hdu;
    finding.extname = header.extname;
    finding.card = stated.card;
    finding.offset = header.offset + (stated.card - 1) * static_cast<int64_t>(kCardBytes);
    finding.found = stated.quoted_card;
    return finding;
}

void report_data(const Header& header, uint32_t sum, FindingList& findings) {
    Finding finding = sum_finding("SUM-001", Severity::kError, header, *header.datasum);
    finding.expected = fmt::format("DATASUM = '{}'", sum);
    finding.text = fmt::format(
        "{}: the data have the checksum {}, but DATASUM is `{}`: the data changed after DATASUM "
        "was "
        "written.",
        hdu_label(header), sum, quoted(header.datasum->value));
    finding.remedy = "Send the file again, or run `ftchecksum update=yes` if the data are right";
    findings.add(std::move(finding));
}

void report_hdu(const Header& header, uint32_t sum, FindingList& findings) {
    Finding finding = sum_finding("SUM-002", Severity::kWarning, header, *header.checksum);
    finding.expected = "a sum of the whole HDU of -0 (all ones)";
    finding.text = fmt::format(
        "{}: the whole HDU sums to 0x{:08X} and not to all ones{}: the header was edited after "
        "CHECKSUM was written.",
        hdu_label(header), sum, header.datasum ? ", though DATASUM is right" : "");
    finding.remedy = "Run `ftchecksum update=yes` after the last edit of the header";
    findings.add(std::move(finding));
}

}  // namespace

uint64_t OnesComplementSum::fold(uint64_t sum) {
    while (sum >> 32 != 0) sum = (sum & 0xFFFFFFFF) + (sum >> 32);
    return sum;
}

void OnesComplementSum::add(std::span<const std::byte> bytes) {
    assert(bytes.size() % 4 == 0);
    // 2^31 words and a folded sum stay below 2^64: no carry is lost within one turn.
    constexpr size_t kTurnBytes = size_t{1} << 32;
    while (!bytes.empty()) {
        const auto turn = bytes.first(std::min(bytes.size(), kTurnBytes));
        uint64_t sum = 0;
        for (size_t i = 0; i < turn.size(); i += 4) sum += big_endian_word(turn.data() + i);
        sum_ = fold(sum_ + fold(sum));
        bytes = bytes.subspan(turn.size());
    }
}

void check_sums(const Header& header, const OnesComplementSum& header_sum,
                const OnesComplementSum& data_sum, FindingList& findings) {
    if (header.datasum && !agrees(header.datasum->value, data_sum.value())) {
        // A wrong DATASUM makes CHECKSUM wrong as a rule: one defect, one finding.
        if (findings.wants("SUM-001")) report_data(header, data_sum.value(), findings);
        return;
    }
    if (!header.checksum) return;
    OnesComplementSum whole = header_sum;
    whole.add(data_sum);
    const uint32_t sum = whole.value();
    if (sum == 0 || sum == 0xFFFFFFFF) return;
    if (findings.wants("SUM-002")) report_hdu(header, sum, findings);
}

}  // namespace heafs
