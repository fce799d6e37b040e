#include "core/events/event_sorter.h"

#include <algorithm>
#include <span>
#include <type_traits>

#include "core/base/merge_runs.h"
#include "core/base/write_at.h"

namespace heafs {
namespace {

static_assert(std::is_trivially_copyable_v<SourceEvent>, "runs hold events as memory does");

constexpr int64_t kEventBytes = sizeof(SourceEvent);
// All buffers of a merge together, and what one has at least.
constexpr int64_t kMergedEvents = kEventsOfARun / 2;
constexpr int64_t kLeastBuffered = 64;

bool comes_first(const SourceEvent& a, const SourceEvent& b) {
    return a.cell != b.cell ? a.cell < b.cell : a.row < b.row;
}

}  // namespace

// One run, read from its file piece by piece.
class EventSorter::Reader {
   public:
    Reader(int fd, const Run& run, int64_t buffered) : fd_(fd), rest_(run), buffered_(buffered) {
        fill();
    }
    const SourceEvent& head() const { return buffer_[next_]; }
    // Whether there is another.
    bool advance() {
        if (++next_ < buffer_.size()) return true;
        fill();
        return !buffer_.empty();
    }

   private:
    void fill() {
        const int64_t events = std::min(buffered_, rest_.events);
        buffer_.resize(static_cast<size_t>(events));
        read_at(fd_, std::as_writable_bytes(std::span(buffer_)), rest_.offset, "sorted events");
        rest_.offset += events * kEventBytes;
        rest_.events -= events;
        next_ = 0;
    }

    int fd_;
    Run rest_;
    int64_t buffered_;
    std::vector<SourceEvent> buffer_;
    size_t next_ = 0;
};

void EventSorter::sort_run() { std::sort(run_.begin(), run_.end(), comes_first); }

void EventSorter::end_run() {
    sort_run();
    write_at(scratch_, std::as_bytes(std::span(run_)), end_, "sorted events");
    runs_.push_back({end_, static_cast<int64_t>(run_.size())});
    end_ += runs_.back().events * kEventBytes;
    run_.clear();
}

void EventSorter::drain(const TakeEvent& take) {
    if (runs_.empty()) {
        sort_run();
        for (const SourceEvent& event : run_) take(event);
        return;
    }
    if (!run_.empty()) end_run();
    run_ = {};
    merge(take);
}

void EventSorter::merge(const TakeEvent& take) const {
    const int64_t buffered =
        std::max(kLeastBuffered, kMergedEvents / static_cast<int64_t>(runs_.size()));
    std::vector<Reader> readers;
    for (const Run& run : runs_) readers.emplace_back(scratch_, run, buffered);
    merge_runs(readers, comes_first, take);
}

}  // namespace heafs
