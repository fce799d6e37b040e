// Judges one HDU block by block: its header, then its data unit. Rules FIT-003, FIT-004, FIT-006
// and FIT-007, and through its parts all the others that concern a single HDU.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/fits/ascii_walk.h"
#include "core/fits/checksum.h"
#include "core/fits/data_checks.h"
#include "core/fits/finding_list.h"
#include "core/fits/hdu_facts.h"
#include "core/fits/hdu_size.h"
#include "core/fits/header_check.h"

namespace heafs {

// The list, the wanted names and the keywords are borrowed and outlive it. Not for concurrent use.
class HduCheck {
   public:
    enum class State {
        kHeader,  // END has not been seen
        kData,    // blocks of data are missing
        kDone,
        kLost,  // the end of this HDU cannot be known
    };

    HduCheck(int hdu, int64_t offset, FindingList& findings, const std::vector<std::string>& wanted,
             std::vector<Keyword>& keywords, size_t most_intervals = kMostIntervalsKept);
    HduCheck(const HduCheck&) = delete;
    HduCheck& operator=(const HduCheck&) = delete;

    State state() const { return state_; }
    // Takes whole blocks from the front of `blocks` as far as they belong here; returns how many
    // bytes it took. At least one block is given and taken while the state is kHeader or kData.
    size_t take(std::span<const std::byte> blocks);
    // The file ends with `rest`, which is less than a block.
    void end_of_file(std::span<const std::byte> rest);
    // What is known of the HDU; nothing before END.
    const std::optional<HduSize>& size() const { return size_; }
    const Header& header() const { return header_; }
    // What is kept of it, complete when the state is kDone.
    HduFacts take_facts() { return std::move(facts_); }
    bool has_header() const { return has_header_; }
    // The cards of the header with their values.
    const std::vector<HeaderCard>& cards() const { return header_check_.kept_cards().list(); }

   private:
    void take_header(std::span<const std::byte> bytes);
    void check_header_fill(std::span<const std::byte> bytes);
    void finish_header();
    void begin_facts();
    void begin_table();
    void take_cells(std::span<const std::byte> bytes);
    void finish_cells();
    void take_data(std::span<const std::byte> bytes);
    void check_data_fill(std::span<const std::byte> bytes);
    void end_within_header(std::span<const std::byte> rest);
    void end_within_data(std::span<const std::byte> rest);
    void finish_data();
    void report_no_end(bool end_of_file);
    Finding finding(const char* rule, Severity severity, const std::string& sentence) const;

    FindingList& findings_;
    int64_t offset_;
    HeaderCheck header_check_;
    Header header_;
    bool has_header_ = false;
    int64_t header_blocks_ = 0;
    std::optional<HduSize> size_;
    std::optional<CellWalk> cells_;    // of a sound binary table
    std::optional<AsciiWalk> fields_;  // of a sound ASCII table
    HduFacts facts_;
    size_t most_intervals_;
    OnesComplementSum header_sum_;
    OnesComplementSum data_sum_;
    int64_t data_seen_ = 0;  // with fill
    State state_ = State::kHeader;
};

}  // namespace heafs
