// The usable events of a list in the order of the index, in bounded memory however many there are:
// an external merge sort. What is more than one run goes to a file in sorted runs.
#pragma once

#include <cstdint>
#include <vector>

#include "core/events/source_events.h"

namespace heafs {

// 48 MiB of them.
inline constexpr int64_t kEventsOfARun = int64_t{1} << 20;

class EventSorter {
   public:
    // Runs are kept in the file `scratch` from `offset` on; a list of one run does not touch it.
    EventSorter(int scratch, int64_t offset, int64_t events_of_a_run)
        : scratch_(scratch), end_(offset), events_of_a_run_(events_of_a_run) {}

    void add(const SourceEvent& event) {
        if (static_cast<int64_t>(run_.size()) == events_of_a_run_) end_run();
        run_.push_back(event);
        ++size_;
    }
    int64_t size() const { return size_; }

    // Hands out all events, by cell, then row; once, after the last add().
    void drain(const TakeEvent& take);

   private:
    struct Run {
        int64_t offset = 0;
        int64_t events = 0;
    };
    class Reader;
    void sort_run();
    void end_run();
    void merge(const TakeEvent& take) const;

    const int scratch_;
    int64_t end_;
    const int64_t events_of_a_run_;
    int64_t size_ = 0;
    std::vector<SourceEvent> run_;
    std::vector<Run> runs_;
};

}  // namespace heafs
