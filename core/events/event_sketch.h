// A small summary of the events of one list, by which two lists are asked whether they share events
// without being read again: the kSketchSize smallest hashes of the distinct identities ("bottom-k";
// Cohen & Kaplan 2007, PODC '07, "Summarizing data using bottom-k sketches").
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace heafs {

inline constexpr size_t kSketchSize = 256;

// What tells one event from another; time in seconds, TIMEZERO included. x and y are a position on
// the detector, or x alone an energy channel, as the list has them; 0 where it has neither.
struct EventIdentity {
    double time;
    int64_t x;
    int64_t y;
};

struct EventSketch {
    int64_t rows = 0;
    double first_time = 0;  // s; of no meaning where rows is 0
    double last_time = 0;
    std::vector<uint64_t> smallest;  // ascending, distinct, at most kSketchSize
    bool complete = true;            // smallest holds every identity
    bool operator==(const EventSketch&) const = default;
};

class EventSketcher {
   public:
    // An event whose time is no finite number has no identity and is left out, of rows too.
    void add(const EventIdentity& event);
    EventSketch sketch() const;

   private:
    EventSketch seen_;
    std::set<uint64_t> smallest_;
};

struct CommonEvents {
    int64_t count = 0;
    bool exact = true;
};

// The events that both lists hold: counted where both sketches are complete, else estimated as
// J/(1+J) (|A|+|B|), J the Jaccard index as the joint bottom-k shows it. None where the times do
// not overlap, and none for a single shared identity of lists of ten events or more: it may be
// chance.
CommonEvents common_events(const EventSketch& a, const EventSketch& b);

}  // namespace heafs
