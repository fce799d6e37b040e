// What a numeric column of a binary table holds, gathered in passes over many rows at once: its
// range, its nulls and whether it ascends. Rules TAB-017 (values), TAB-018 and TAB-019.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/fits/column_keywords.h"
#include "core/fits/finding_list.h"
#include "core/fits/hdu_facts.h"
#include "core/fits/header.h"
#include "core/fits/table_layout.h"

namespace heafs {

// Whole cells, or in rows too wide to keep, whole elements of one cell.
struct CellRun {
    const std::byte* first = nullptr;
    int64_t row = 0;  // 0 is the first
    int64_t rows = 0;
    int64_t stride = 0;    // from row to row
    int64_t elements = 0;  // of each row
};

// One column. The result does not depend on how its cells are cut into runs. Not for concurrent
// use.
class NumericCheck {
   public:
    NumericCheck(const BinaryColumn& column, const ColumnKeywords& keywords);
    virtual ~NumericCheck() = default;
    NumericCheck(const NumericCheck&) = delete;
    NumericCheck& operator=(const NumericCheck&) = delete;

    virtual void take(const CellRun& run) = 0;
    // `is_time`: NaN is no value here (TAB-019).
    void report(const Header& header, bool is_time, FindingList& findings) const;
    const ColumnFacts& facts() const { return facts_; }
    double physical(double stored) const { return zero_ + scale_ * stored; }

   protected:
    bool has_limits() const { return legal_min_ || legal_max_; }
    bool outside(double value) const {
        return (legal_min_ && value < *legal_min_) || (legal_max_ && value > *legal_max_);
    }
    void note_outside(double value, int64_t row);

    ColumnFacts facts_;
    double scale_ = 1;
    double zero_ = 0;
    bool scalar_ = false;
    std::optional<double> legal_min_;
    std::optional<double> legal_max_;
    std::optional<double> data_min_;
    std::optional<double> data_max_;
    int64_t outside_ = 0;
    int64_t first_outside_row_ = 0;
    double first_outside_ = 0;

   private:
    void report_outside(const Header& header, FindingList& findings) const;
    void report_data_range(const Header& header, FindingList& findings) const;
    void report_nan(const Header& header, FindingList& findings) const;
};

// Nothing for columns that hold no plain real numbers (L X A C M P Q).
std::unique_ptr<NumericCheck> make_numeric_check(const BinaryColumn& column,
                                                 const ColumnKeywords& keywords);

}  // namespace heafs
