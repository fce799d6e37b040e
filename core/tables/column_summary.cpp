#include "core/tables/column_summary.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "core/base/mixed_hash.h"

namespace heafs {
namespace {

constexpr size_t kSlots = 4096;  // a power of two; a quarter of them is used at most

}  // namespace

void DistinctCount::look_up(uint64_t hash) {
    last_ = hash;
    if (slots_.empty()) slots_.resize(kSlots);
    if (hash == 0) {
        if (zero_) return;
        zero_ = true;
    } else {
        size_t at = mixed(hash) % kSlots;
        for (; slots_[at] != 0; at = (at + 1) % kSlots)
            if (slots_[at] == hash) return;
        slots_[at] = hash;
    }
    if (++count_ <= kMostDistinct) return;
    count_ = -1;
    slots_ = {};
}

void LowValues::note(uint64_t above) {
    if (bits_.empty()) bits_.resize(kValues / 64);
    bits_[above / 64] |= uint64_t{1} << (above % 64);
}

std::optional<int64_t> LowValues::absent() const {
    if (bits_.empty()) return least_;
    for (size_t i = 0; i < bits_.size(); ++i)
        if (~bits_[i] != 0)
            return least_ + static_cast<int64_t>(64 * i) + std::countr_one(bits_[i]);
    return std::nullopt;
}

void ColumnSummary::add_real(double value) {
    if (value == 0) value = 0;  // without its sign
    distinct_.add(std::bit_cast<uint64_t>(value));
    extend(value);
}

void ColumnSummary::add_text(std::string_view text) {
    longest_ = std::max(longest_, static_cast<int64_t>(text.size()));
    if (distinct_.count() >= 0) distinct_.add(std::hash<std::string_view>()(text));
}

ColumnRange ColumnSummary::range() const {
    ColumnRange range;
    if (least_ <= most_) {
        range.least = least_;
        range.most = most_;
    }
    range.nulls = nulls_;
    range.distinct = distinct_.count();
    return range;
}

}  // namespace heafs
