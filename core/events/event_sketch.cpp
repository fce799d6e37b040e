#include "core/events/event_sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>

namespace heafs {
namespace {

constexpr int64_t kFewEvents = 10;

// Seconds. A double of 10^9 s, thirty years, has steps of 1.2e-7 s, so that another order of adding
// TIMEZERO moves it by a few of those: seldom across a border between steps, and those events that
// it does are missed while the others tell. Two events of one pixel that are not the same are so
// close together once in 10^6 seconds where the pixel counts one a second.
constexpr double kTimeStep = 1e-6;

// The finalizer of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA '14).
uint64_t mixed(uint64_t value) {
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

// Adding 0.0 makes one zero of the two.
uint64_t hash_of(const EventIdentity& event) {
    const double step = std::nearbyint(event.time / kTimeStep) + 0.0;
    const uint64_t time = mixed(std::bit_cast<uint64_t>(step));
    const uint64_t x = mixed(time ^ static_cast<uint64_t>(event.x));
    return mixed(x ^ static_cast<uint64_t>(event.y));
}

// Up to here a sketch knows every identity of its list.
uint64_t known_up_to(const EventSketch& sketch) {
    return sketch.complete || sketch.smallest.empty() ? std::numeric_limits<uint64_t>::max()
                                                      : sketch.smallest.back();
}

int64_t count_up_to(const EventSketch& sketch, uint64_t bound) {
    return std::ranges::upper_bound(sketch.smallest, bound) - sketch.smallest.begin();
}

int64_t shared_identities(const EventSketch& a, const EventSketch& b) {
    std::vector<uint64_t> both;
    std::ranges::set_intersection(a.smallest, b.smallest, std::back_inserter(both));
    return static_cast<int64_t>(both.size());
}

bool times_overlap(const EventSketch& a, const EventSketch& b) {
    return a.first_time <= b.last_time + kTimeStep && b.first_time <= a.last_time + kTimeStep;
}

}  // namespace

void EventSketcher::add(const EventIdentity& event) {
    if (!std::isfinite(event.time)) return;
    seen_.first_time = seen_.rows == 0 ? event.time : std::min(seen_.first_time, event.time);
    seen_.last_time = seen_.rows == 0 ? event.time : std::max(seen_.last_time, event.time);
    ++seen_.rows;
    const uint64_t hash = hash_of(event);
    const bool full = smallest_.size() == kSketchSize;
    if (full && hash > *smallest_.rbegin()) {
        seen_.complete = false;
        return;
    }
    if (!smallest_.insert(hash).second || !full) return;
    smallest_.erase(std::prev(smallest_.end()));
    seen_.complete = false;
}

EventSketch EventSketcher::sketch() const {
    EventSketch made = seen_;
    made.smallest.assign(smallest_.begin(), smallest_.end());
    return made;
}

CommonEvents common_events(const EventSketch& a, const EventSketch& b) {
    if (a.rows == 0 || b.rows == 0 || !times_overlap(a, b)) return {};
    const int64_t shared = shared_identities(a, b);
    const int64_t needed = std::min(a.rows, b.rows) < kFewEvents ? 1 : 2;
    if (shared < needed) return {};
    if (a.complete && b.complete) return {shared, true};
    const uint64_t bound = std::min(known_up_to(a), known_up_to(b));
    const int64_t joint = count_up_to(a, bound) + count_up_to(b, bound) - shared;
    const double jaccard = static_cast<double>(shared) / static_cast<double>(joint);
    const double events = static_cast<double>(a.rows) + static_cast<double>(b.rows);
    return {std::llround(jaccard / (1 + jaccard) * events), false};
}

}  // namespace heafs
