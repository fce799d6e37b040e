// Puts together the rows of a table that the ends of pieces cut, so that cells are looked at whole
// and a column is one strided pass over many rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heafs {

inline constexpr int64_t kMaxWalkedRow = int64_t{1} << 20;  // wider rows are not put together

// Rows of one table, of 1 to kMaxWalkedRow bytes. Not for concurrent use.
class WholeRows {
   public:
    explicit WholeRows(int64_t row_bytes) : width_(static_cast<size_t>(row_bytes)) {}

    // The next bytes of the rows. `take(first, row, rows)` gets whole rows, 0 is the first; as many
    // at a time as the nearest cache holds, because each column comes by anew.
    template <typename Take>
    void add(std::span<const std::byte> bytes, Take take) {
        if (!cut_.empty()) {
            const size_t missing = std::min(width_ - cut_.size(), bytes.size());
            const auto rest = bytes.first(missing);
            cut_.insert(cut_.end(), rest.begin(), rest.end());
            bytes = bytes.subspan(missing);
            if (cut_.size() < width_) return;
            take(cut_.data(), row_++, 1);
            cut_.clear();
        }
        constexpr size_t kCacheBytes = 16384;
        const size_t most = std::max<size_t>(1, kCacheBytes / width_);
        while (bytes.size() >= width_) {
            const size_t rows = std::min(most, bytes.size() / width_);
            take(bytes.data(), row_, static_cast<int64_t>(rows));
            row_ += static_cast<int64_t>(rows);
            bytes = bytes.subspan(rows * width_);
        }
        cut_.assign(bytes.begin(), bytes.end());
    }

   private:
    size_t width_;
    int64_t row_ = 0;             // of the next whole row
    std::vector<std::byte> cut_;  // the begin of a row whose rest is to come
};

}  // namespace heafs
