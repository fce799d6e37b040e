// What is known of a column's values once they have passed, in bounded memory.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/tables/table_segment.h"

namespace heafs {

// How many different values there are, up to kMostDistinct; each is known by 64 bits of hash.
class DistinctCount {
   public:
    void add(uint64_t hash) {
        if ((hash != last_ || count_ == 0) && count_ >= 0) look_up(hash);
    }
    int64_t count() const { return count_; }  // -1: more than kMostDistinct

   private:
    void look_up(uint64_t hash);

    int64_t count_ = 0;
    uint64_t last_ = 0;
    bool zero_ = false;            // whether the hash 0 was there
    std::vector<uint64_t> slots_;  // 0: free
};

// Which of the lowest values of an integer type occur: one that does not stands for null.
class LowValues {
   public:
    explicit LowValues(int64_t least) : least_(least) {}

    void add(int64_t value) {
        const uint64_t above = static_cast<uint64_t>(value) - static_cast<uint64_t>(least_);
        if (above < kValues) note(above);
    }
    // The smallest that does not occur; nothing when all kValues of them do.
    std::optional<int64_t> absent() const;
    int64_t end() const { return least_ + static_cast<int64_t>(kValues); }
    static constexpr uint64_t kValues = 65536;  // all of the type I of FITS

   private:
    void note(uint64_t above);

    int64_t least_;
    std::vector<uint64_t> bits_;
};

class ColumnSummary {
   public:
    // `least` of the FITS type of an integer column.
    explicit ColumnSummary(int64_t least = 0) : low_(least) {}

    void add_null() { ++nulls_; }
    void add_integer(int64_t value) {
        low_.add(value);
        distinct_.add(static_cast<uint64_t>(value));
        extend(static_cast<double>(value));
    }
    void add_real(double value);
    void add_text(std::string_view text);

    ColumnRange range() const;
    int64_t nulls() const { return nulls_; }
    int64_t longest() const { return longest_; }
    const LowValues& low_values() const { return low_; }

   private:
    void extend(double value) {
        if (value < least_) least_ = value;
        if (value > most_) most_ = value;
    }

    double least_ = std::numeric_limits<double>::infinity();
    double most_ = -std::numeric_limits<double>::infinity();
    int64_t nulls_ = 0;
    int64_t longest_ = 0;
    DistinctCount distinct_;
    LowValues low_;
};

}  // namespace heafs
