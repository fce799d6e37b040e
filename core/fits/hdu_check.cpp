#include "core/fits/hdu_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <string_view>

#include "core/fits/column_cards.h"
#include "core/fits/keyword_rules.h"
#include "core/fits/verifier.h"

namespace heafs {
namespace {

std::string_view as_text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

HduCheck::HduCheck(int hdu, int64_t offset, FindingList& findings,
                   const std::vector<std::string>& wanted, std::vector<Keyword>& keywords,
                   size_t most_intervals)
    : findings_(findings),
      offset_(offset),
      header_check_(hdu, offset, findings, wanted, keywords),
      most_intervals_(most_intervals) {}

size_t HduCheck::take(std::span<const std::byte> blocks) {
    assert(blocks.size() % static_cast<size_t>(kBlockBytes) == 0);
    if (state_ == State::kHeader) {
        const auto block = blocks.first(static_cast<size_t>(kBlockBytes));
        header_sum_.add(block);
        ++header_blocks_;
        take_header(block);
        if (state_ == State::kHeader && header_blocks_ == kMaxHeaderBlocks) report_no_end(false);
        return block.size();
    }
    const int64_t missing = size_->padded_bytes() - data_seen_;
    const auto part =
        blocks.first(static_cast<size_t>(std::min(missing, static_cast<int64_t>(blocks.size()))));
    take_data(part);
    return part.size();
}

void HduCheck::take_header(std::span<const std::byte> bytes) {
    while (bytes.size() >= kCardBytes && !header_check_.ended()) {
        header_check_.add_card(as_text(bytes.first(kCardBytes)));
        bytes = bytes.subspan(kCardBytes);
    }
    if (!header_check_.ended()) return;
    check_header_fill(bytes);
    finish_header();
}

void HduCheck::check_header_fill(std::span<const std::byte> bytes) {
    const auto bad = std::find_if(bytes.begin(), bytes.end(),
                                  [](std::byte value) { return value != std::byte{' '}; });
    if (bad == bytes.end() || !findings_.wants("FIT-006")) return;
    const int64_t at = bad - bytes.begin();
    const int64_t end = header_check_.cards() * static_cast<int64_t>(kCardBytes);
    Finding fill = finding("FIT-006", Severity::kError,
                           fmt::format("byte {} after the END card is 0x{:02X} and not a blank", at,
                                       std::to_integer<int>(*bad)));
    fill.offset = offset_ + end + at;
    fill.found = fmt::format("0x{:02X}", std::to_integer<int>(*bad));
    fill.expected = "blanks (0x20) to the end of the block";
    fill.remedy = "Fill the header after END with blanks";
    findings_.add(std::move(fill));
}

void HduCheck::finish_header() {
    header_ = header_check_.finish();
    has_header_ = true;
    check_keywords({header_, cards(), findings_}, header_check_.kept_cards().has_long_strings());
    size_ = check_size(header_, findings_);
    if (!size_) {
        state_ = State::kLost;
        return;
    }
    begin_facts();
    if (size_->is_table) begin_table();
    state_ = State::kData;
    if (size_->data_bytes == 0) finish_data();
}

void HduCheck::begin_facts() {
    facts_.number = header_.hdu;
    facts_.extname = header_.extname;
    facts_.kind = header_.xtension ? header_.xtension->value : "PRIMARY";
    facts_.naxis = header_.naxis ? header_.naxis->value : 0;
    facts_.data_bytes = size_->data_bytes;
    facts_.rows = size_->rows;
    facts_.cards = header_check_.kept_cards().list();
    facts_.cards_cut = header_check_.kept_cards().cut();
}

void HduCheck::begin_table() {
    const int64_t data_offset = offset_ + header_.blocks * kBlockBytes;
    const auto layout = check_table(header_, *size_, findings_);
    check_column_cards({header_, cards(), findings_});
    if (!layout) return;
    if (size_->kind == "TABLE")
        fields_.emplace(header_, *layout, data_offset, facts_.cards, findings_);
    else
        cells_.emplace(header_, *layout, data_offset, findings_, facts_, most_intervals_);
}

void HduCheck::take_cells(std::span<const std::byte> bytes) {
    if (cells_) cells_->add(bytes);
    if (fields_) fields_->add(bytes);
}

void HduCheck::finish_cells() {
    if (cells_) cells_->finish();
    if (fields_) fields_->finish();
}

void HduCheck::take_data(std::span<const std::byte> bytes) {
    data_sum_.add(bytes);
    take_cells(bytes);
    data_seen_ += static_cast<int64_t>(bytes.size());
    const int64_t fill = data_seen_ - size_->data_bytes;
    if (fill > 0) check_data_fill(bytes.last(static_cast<size_t>(fill)));
    if (data_seen_ == size_->padded_bytes()) finish_data();
}

void HduCheck::check_data_fill(std::span<const std::byte> bytes) {
    const bool blanks = size_->kind == "TABLE";
    const std::byte fill{blanks ? static_cast<unsigned char>(' ') : static_cast<unsigned char>(0)};
    const auto bad =
        std::find_if(bytes.begin(), bytes.end(), [fill](std::byte value) { return value != fill; });
    if (bad == bytes.end() || !findings_.wants("FIT-007")) return;
    const int64_t at = bad - bytes.begin();
    Finding wrong =
        finding("FIT-007", Severity::kError,
                fmt::format("byte {} of the fill after the data is 0x{:02X} and not {}", at,
                            std::to_integer<int>(*bad), blanks ? "a blank" : "zero"));
    wrong.offset = offset_ + header_.blocks * kBlockBytes + size_->data_bytes + at;
    wrong.found = fmt::format("0x{:02X}", std::to_integer<int>(*bad));
    wrong.expected = blanks ? "blanks (0x20)" : "zero bytes";
    wrong.remedy =
        fmt::format("Fill the last block of the data with {}", blanks ? "blanks" : "zero bytes");
    findings_.add(std::move(wrong));
}

void HduCheck::finish_data() {
    finish_cells();
    check_sums(header_, header_sum_, data_sum_, findings_);
    state_ = State::kDone;
}

void HduCheck::end_of_file(std::span<const std::byte> rest) {
    if (state_ == State::kHeader)
        end_within_header(rest);
    else if (state_ == State::kData)
        end_within_data(rest);
}

// A header whose last block is short may still be whole but for its fill (FIT-002 says so).
void HduCheck::end_within_header(std::span<const std::byte> rest) {
    std::array<std::byte, kBlockBytes> block;
    block.fill(std::byte{' '});
    std::copy(rest.begin(), rest.end(), block.begin());
    header_sum_.add(block);
    if (!rest.empty()) ++header_blocks_;
    take_header(rest);
    if (state_ == State::kHeader) report_no_end(true);
    if (state_ == State::kData) end_within_data({});
}

void HduCheck::end_within_data(std::span<const std::byte> rest) {
    const int64_t seen = data_seen_ + static_cast<int64_t>(rest.size());
    if (seen >= size_->data_bytes) {
        // Only fill is missing (FIT-002): judge the data as if it were there.
        std::array<std::byte, kBlockBytes> block;
        block.fill(size_->kind == "TABLE" ? std::byte{' '} : std::byte{0});
        std::copy(rest.begin(), rest.end(), block.begin());
        take_data(block);
        return;
    }
    take_cells(rest);
    finish_cells();
    Finding cut =
        finding("FIT-004", Severity::kError,
                fmt::format("the header declares {} bytes of data, the file ends after {}",
                            size_->data_bytes, seen));
    cut.offset = offset_ + header_.blocks * kBlockBytes + seen;
    cut.found = fmt::format("{} bytes", seen);
    cut.expected = fmt::format("{} bytes", size_->data_bytes);
    cut.remedy = "The file was cut on its way, or NAXISn are wrong: send it again";
    findings_.add(std::move(cut));
    state_ = State::kLost;
}

void HduCheck::report_no_end(bool end_of_file) {
    header_ = header_check_.header();
    state_ = State::kLost;
    Finding lost = finding(
        "FIT-003", Severity::kFatal,
        end_of_file ? fmt::format("the file ends after {} cards of the header without an END card",
                                  header_check_.cards())
                    : fmt::format("there is no END card in {} blocks", header_blocks_));
    lost.offset = offset_;
    lost.found = fmt::format("{} cards", header_check_.cards());
    lost.expected = "an END card";
    lost.remedy = "End each header with an END card; if there was one, send the file again";
    findings_.add(std::move(lost));
}

Finding HduCheck::finding(const char* rule, Severity severity, const std::string& sentence) const {
    const Header& header = has_header_ ? header_ : header_check_.header();
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    finding.hdu = header.hdu;
    finding.extname = header.extname;
    finding.text = fmt::format("{}: {}.", hdu_label(header), sentence);
    return finding;
}

}  // namespace heafs
