// Makes rows of the archive's table of rows as they were delivered, by an IngestPlan.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tables/ingest_plan.h"

namespace heafs {

class RowMaker {
   public:
    // What was done to values, over all rows.
    struct Counts {
        int64_t transformed = 0;  // positions
        int64_t mapped = 0;
        int64_t defaulted = 0;
        int64_t unknown = 0;          // words of a column `from` that `values` lacks
        std::set<std::string> words;  // some of these
    };

    // The plan outlives the maker.
    explicit RowMaker(const IngestPlan& plan);

    // The values in the order of the plan's columns; they hold until the next call. What is wrong
    // with the row is added to `faults`.
    std::span<const std::string_view> make(const TableInputRow& row, std::vector<Finding>& faults);
    const Counts& counts() const { return counts_; }

   private:
    void apply(const ColumnPlan& column);
    std::string_view other_word(const ColumnRule& rule, std::string_view word);
    void transform(const TableInputRow& row, std::vector<Finding>& faults);
    void require(const TableInputRow& row, std::vector<Finding>& faults) const;

    const IngestPlan& plan_;
    std::vector<std::string_view> values_;
    std::array<std::string, 2> position_;
    Counts counts_;
};

// A row's key as it is compared and shown: "M31", "1|2"; numbers in their shortest form.
std::string key_text(const IngestPlan& plan, std::span<const std::string_view> values);
std::string key_text(const IngestPlan& plan, const TableSegment& table, int64_t row);

}  // namespace heafs
