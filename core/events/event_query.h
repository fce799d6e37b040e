// Which events of a segment lie in a region of the sky, a channel range and an interval of time.
// The cost is that of the answer: cells are found by bisection, and the exact angle is computed
// in cells that the region's edge may cross only.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "core/events/event_segment.h"
#include "core/sky/direction.h"
#include "core/sky/healpix.h"

namespace heafs {

// All that is not farther from `centre` than `radius`: |v - c|^2 <= 4 sin^2(r/2).
struct SkyCircle {
    SkyPoint centre;
    Angle radius;
};

// A circle on the sky, or an annulus: separation in (inner, outer]. Circles may be cut out of it,
// whose edges are cut out too.
class SkyRegion {
   public:
    SkyRegion(SkyPoint centre, Angle outer, std::optional<Angle> inner = {},
              std::vector<SkyCircle> holes = {});

    const Direction& centre() const { return centre_; }
    SkyPoint place() const { return place_; }  // the centre as it was given
    Angle outer() const { return outer_; }
    std::optional<Angle> inner() const { return inner_; }
    const std::vector<SkyCircle>& holes() const { return holes_; }
    bool is_cut(const Direction& direction) const {
        for (const Cut& cut : cuts_)
            if (chord2(direction, cut.centre) <= cut.chord2) return true;
        return false;
    }
    // Computed when they are first asked for: a plan alone needs none. Any thread may ask.
    const std::vector<CellRange>& cells() const;
    bool contains(const Direction& direction) const {
        const double distance = chord2(direction, centre_);
        return distance <= outer_chord2_ && !(inner_ && distance <= inner_chord2_) &&
               !is_cut(direction);
    }

   private:
    struct Cut {
        Direction centre;
        double chord2 = 0;
    };

    SkyPoint place_;
    Direction centre_;
    Angle outer_;
    std::optional<Angle> inner_;
    double outer_chord2_ = 0;
    double inner_chord2_ = 0;
    std::vector<SkyCircle> holes_;
    std::vector<Cut> cuts_;  // the same, to be compared with
    mutable std::once_flag computed_;
    mutable std::vector<CellRange> cells_;
};

// [low, high) in the unit of the event list's column.
struct EnergyRange {
    double low = 0;
    double high = 0;
    bool operator==(const EnergyRange&) const = default;
};

struct EventFilter {
    int32_t first_channel = 0;  // both included; of segments with energies, of their grid
    int32_t last_channel = INT32_MAX;
    std::optional<EnergyRange> energies;  // of segments with energies: instead of the channels
    int32_t selected = 0;                 // bits of the named selections that an event must have
    std::optional<TimeInterval> time;     // mission seconds of the segment, half-open
};

// Indices of the events, ascending: in the order of their cells.
std::vector<int32_t> select_events(const EventSegment& segment, const SkyRegion& region,
                                   const EventFilter& filter);
// The same where the sky has one axis only, which runs through the pointing at the roll angle:
// region and events are projected onto it, so that the region is a length. Nothing is cut out.
std::vector<int32_t> select_events_along_strip(const EventSegment& segment, const SkyRegion& region,
                                               const EventFilter& filter);
// All events that pass the filter, wherever they are.
std::vector<int32_t> select_events(const EventSegment& segment, const EventFilter& filter);

}  // namespace heafs
