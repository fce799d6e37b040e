#include "core/tables/row_sorter.h"

#include <algorithm>
#include <span>
#include <type_traits>

#include "core/base/merge_runs.h"

namespace heafs {
namespace {

static_assert(std::is_trivially_copyable_v<KeyedRow>, "runs hold rows as memory does");

// All buffers of a merge together, and what one has at least.
constexpr size_t kMergedRows = kRowsOfARun / 8;
constexpr size_t kLeastBuffered = 64;

// A type of its own, so that sorting has it inline.
struct ByKey {
    bool operator()(const KeyedRow& a, const KeyedRow& b) const {
        return a.key != b.key ? a.key < b.key : a.row < b.row;
    }
};

}  // namespace

// One run, read from its file piece by piece.
class RowSorter::Reader {
   public:
    Reader(const ScratchFile& file, const Run& run, size_t buffered)
        : file_(file), rest_(run), buffered_(buffered) {
        fill();
    }
    const KeyedRow& head() const { return buffer_[next_]; }
    // Whether there is another.
    bool advance() {
        if (++next_ < buffer_.size()) return true;
        fill();
        return !buffer_.empty();
    }

   private:
    void fill() {
        buffer_.resize(std::min(buffered_, rest_.rows));
        file_.read(std::as_writable_bytes(std::span(buffer_)), rest_.offset);
        rest_.offset += static_cast<int64_t>(buffer_.size() * sizeof(KeyedRow));
        rest_.rows -= buffer_.size();
        next_ = 0;
    }

    const ScratchFile& file_;
    Run rest_;
    size_t buffered_;
    std::vector<KeyedRow> buffer_;
    size_t next_ = 0;
};

void RowSorter::sort_run() {
    std::sort(run_.begin(), run_.end(), ByKey());
    if (further_ != nullptr) refine_equals(0, run_.size(), 0);
}

// Every group of equal keys by its further piece `number`.
void RowSorter::refine_equals(size_t begin, size_t end, int number) {
    while (begin < end) {
        size_t behind = begin + 1;
        while (behind < end && run_[behind].key == run_[begin].key) ++behind;
        if (behind - begin > 1) refine(begin, behind, number);
        begin = behind;
    }
}

// The rows of [begin, end) have the same key, which they keep.
void RowSorter::refine(size_t begin, size_t end, int number) {
    const auto rows = std::span(run_).subspan(begin, end - begin);
    if (number >= further_->pieces()) {
        std::sort(rows.begin(), rows.end(), [&](const KeyedRow& a, const KeyedRow& b) {
            const int order = further_->compare(a.row, b.row);
            return order != 0 ? order < 0 : a.row < b.row;
        });
        return;
    }
    const uint64_t shared = rows[0].key;
    for (KeyedRow& one : rows) one.key = further_->piece(one.row, number);
    std::sort(rows.begin(), rows.end(), ByKey());
    refine_equals(begin, end, number + 1);
    for (KeyedRow& one : rows) one.key = shared;
}

bool RowSorter::comes_first(const KeyedRow& a, const KeyedRow& b) const {
    if (a.key != b.key) return a.key < b.key;
    const int order = further_ == nullptr ? 0 : further_->compare(a.row, b.row);
    return order != 0 ? order < 0 : a.row < b.row;
}

void RowSorter::end_run() {
    sort_run();
    runs_.push_back({scratch_.append(std::as_bytes(std::span(run_))), run_.size()});
    run_.clear();
}

void RowSorter::drain(const std::function<void(const KeyedRow&)>& take) {
    if (runs_.empty()) {
        sort_run();
        for (const KeyedRow& one : run_) take(one);
        return;
    }
    if (!run_.empty()) end_run();
    run_ = {};
    merge(take);
}

void RowSorter::merge(const std::function<void(const KeyedRow&)>& take) {
    const size_t buffered = std::max(kLeastBuffered, kMergedRows / runs_.size());
    std::vector<Reader> readers;
    readers.reserve(runs_.size());
    for (const Run& run : runs_) readers.emplace_back(scratch_, run, buffered);
    merge_runs(
        readers, [this](const KeyedRow& a, const KeyedRow& b) { return comes_first(a, b); }, take);
}

}  // namespace heafs
