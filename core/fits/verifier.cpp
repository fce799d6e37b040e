#include "core/fits/verifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <optional>
#include <string_view>

#include "core/fits/card.h"
#include "core/fits/hdu_check.h"
#include "core/fits/keyword_rules.h"
#include "core/fits/telemetry_check.h"

namespace heafs {
namespace {

constexpr auto kBlock = static_cast<size_t>(kBlockBytes);
constexpr std::string_view kPrimaryBegin = "SIMPLE  =";
constexpr std::string_view kExtensionBegin = "XTENSION";

std::string_view as_text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string hex(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte value : bytes)
        text += fmt::format("{}{:02X}", text.empty() ? "" : " ", std::to_integer<int>(value));
    return text;
}

Finding file_finding(const char* rule, Severity severity, int64_t offset, const std::string& text,
                     const std::string& remedy) {
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.offset = offset;
    finding.text = text;
    finding.remedy = remedy;
    return finding;
}

Finding not_fits(std::span<const std::byte> begin) {
    const auto first = begin.first(std::min(begin.size(), kPrimaryBegin.size()));
    std::string what =
        fmt::format("The file does not begin with `SIMPLE  = T`: its first bytes are {}",
                    first.empty() ? "missing" : hex(first));
    if (as_text(first).starts_with("\x1f\x8b")) what += " (gzip data)";
    if (as_text(first) == kPrimaryBegin)
        what = "The file does not claim to be FITS: its first card does not say SIMPLE = T";
    Finding finding = file_finding("FIT-001", Severity::kFatal, 0, what + ".",
                                   "Deliver FITS files, or give the file the name of what it is");
    finding.found = quoted(as_text(begin.first(std::min(begin.size(), kCardBytes))));
    finding.expected = "SIMPLE  =                    T";
    return finding;
}

}  // namespace

// One pass over a file. Bytes are handled in whole blocks, from the caller's memory where possible
// and else from a block of our own: so nothing depends on how the file is cut into pieces.
class FitsVerifier::Pass {
   public:
    explicit Pass(std::vector<std::string> wanted) : wanted_(std::move(wanted)) {}
    void feed(std::span<const std::byte> bytes);
    FitsReport finish();

   private:
    void take_blocks(std::span<const std::byte> blocks);
    bool begins_hdu(std::span<const std::byte> bytes);
    void begin_hdu();
    void end_hdu();
    void end_of_file(std::span<const std::byte> rest);
    void report_size();

    std::vector<std::string> wanted_;
    FindingList findings_;
    FileKeywords keywords_;
    TelemetryCheck telemetry_;
    FitsReport report_;
    size_t intervals_ = 0;                 // in the facts so far
    std::array<std::byte, kBlock> block_;  // the begin of a block whose rest is to come
    size_t filled_ = 0;
    int64_t position_ = 0;  // of the next block in the file
    std::optional<HduCheck> hdu_;
    int64_t hdu_begin_ = 0;
    bool stopped_ = false;  // nothing more is looked at
    bool is_fits_ = true;
    std::optional<int64_t> trailing_begin_;  // where the HDUs end and the file does not
};

void FitsVerifier::Pass::feed(std::span<const std::byte> bytes) {
    report_.size_bytes += static_cast<int64_t>(bytes.size());
    while (!bytes.empty() && !stopped_) {
        if (filled_ == 0 && bytes.size() >= kBlock) {
            const size_t whole = bytes.size() / kBlock * kBlock;
            take_blocks(bytes.first(whole));
            bytes = bytes.subspan(whole);
            continue;
        }
        const size_t count = std::min(bytes.size(), kBlock - filled_);
        std::memcpy(block_.data() + filled_, bytes.data(), count);
        bytes = bytes.subspan(count);
        filled_ += count;
        if (filled_ < kBlock) continue;
        filled_ = 0;
        take_blocks(block_);
    }
}

void FitsVerifier::Pass::take_blocks(std::span<const std::byte> blocks) {
    while (!blocks.empty() && !stopped_) {
        if (!hdu_) {
            if (!begins_hdu(blocks)) return;
            begin_hdu();
        }
        const size_t taken = hdu_->take(blocks);
        position_ += static_cast<int64_t>(taken);
        blocks = blocks.subspan(taken);
        const auto state = hdu_->state();
        if (state == HduCheck::State::kDone || state == HduCheck::State::kLost) end_hdu();
    }
}

// Looks at what stands where an HDU may begin, and stops if none does.
bool FitsVerifier::Pass::begins_hdu(std::span<const std::byte> bytes) {
    const std::string_view text = as_text(bytes);
    if (position_ == 0) {
        is_fits_ = text.starts_with(kPrimaryBegin);
        if (is_fits_ && text.size() >= kCardBytes)
            is_fits_ = parse_card(text.substr(0, kCardBytes)).value == "T";
        if (!is_fits_) findings_.add(not_fits(bytes));
        stopped_ = !is_fits_;
        return is_fits_;
    }
    if (!text.starts_with(kExtensionBegin)) {
        trailing_begin_ = position_;
        stopped_ = true;
        return false;
    }
    if (static_cast<int64_t>(report_.hdus.size()) < kMaxHdus) return true;
    findings_.add(file_finding(
        "FIT-005", Severity::kError, position_,
        fmt::format("The file has more than {} HDUs, and the rest was not looked at.", kMaxHdus),
        "Split the file"));
    stopped_ = true;
    return false;
}

void FitsVerifier::Pass::begin_hdu() {
    hdu_begin_ = position_;
    hdu_.emplace(static_cast<int>(report_.hdus.size()) + 1, position_, findings_, wanted_,
                 report_.keywords, kMostIntervalsKept - intervals_);
}

void FitsVerifier::Pass::end_hdu() {
    const Header& header = hdu_->header();
    if (hdu_->state() == HduCheck::State::kDone && header.hdu <= kMaxKeywordHdus) {
        report_.facts.push_back(hdu_->take_facts());
        intervals_ += report_.facts.back().intervals.size();
    }
    if (hdu_->has_header()) {
        keywords_.add({header, hdu_->cards(), findings_});
        const auto& size = hdu_->size();
        telemetry_.add({header, hdu_->cards(), findings_}, size ? size->data_bytes : 0);
        HduSummary summary;
        summary.number = header.hdu;
        summary.extname = header.extname;
        summary.kind = header.xtension ? header.xtension->value : "PRIMARY";
        summary.header_offset = hdu_begin_;
        summary.data_offset = hdu_begin_ + header.blocks * kBlockBytes;
        summary.data_bytes = size ? size->data_bytes : -1;
        summary.naxis = header.naxis ? header.naxis->value : 0;
        summary.rows = size ? size->rows : 0;
        report_.hdus.push_back(std::move(summary));
    }
    stopped_ = stopped_ || hdu_->state() == HduCheck::State::kLost;
    hdu_.reset();
}

void FitsVerifier::Pass::end_of_file(std::span<const std::byte> rest) {
    if (!hdu_) {
        if (rest.empty() && position_ > 0) return;
        if (!begins_hdu(rest)) return;
        begin_hdu();
    }
    hdu_->end_of_file(rest);
    end_hdu();
}

void FitsVerifier::Pass::report_size() {
    const int64_t size = report_.size_bytes;
    if (trailing_begin_) {
        const int64_t extra = size - *trailing_begin_;
        Finding finding = file_finding(
            "FIT-005", Severity::kError, *trailing_begin_,
            fmt::format("{} extra bytes at byte {}, after the last HDU.", extra, *trailing_begin_),
            "Cut the file after its last HDU");
        finding.found = fmt::format("{} bytes", extra);
        finding.expected = "the end of the file, or XTENSION";
        findings_.add(std::move(finding));
    }
    const int64_t beyond = size % kBlockBytes;
    if (beyond == 0) return;
    Finding finding =
        file_finding("FIT-002", Severity::kError, size - beyond,
                     fmt::format("The file has {} bytes, {} bytes beyond a whole block of {}.",
                                 size, beyond, kBlockBytes),
                     "Send the file again, or fill its last block");
    finding.found = fmt::format("{} bytes", size);
    finding.expected = fmt::format("a multiple of {} bytes", kBlockBytes);
    findings_.add(std::move(finding));
}

FitsReport FitsVerifier::Pass::finish() {
    if (!stopped_) end_of_file(std::span(block_).first(filled_));
    if (is_fits_) report_size();
    keywords_.finish(findings_);
    telemetry_.finish(findings_);
    report_.findings = findings_.finish();
    return std::move(report_);
}

FitsVerifier::FitsVerifier(std::vector<std::string> wanted)
    : pass_(std::make_unique<Pass>(std::move(wanted))) {}

FitsVerifier::~FitsVerifier() = default;

void FitsVerifier::feed(std::span<const std::byte> bytes) { pass_->feed(bytes); }

FitsReport FitsVerifier::finish() { return pass_->finish(); }

}  // namespace heafs
