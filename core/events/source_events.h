// The usable events of an event list: legal channel or energy, known position, inside the good
// time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "config/missions/instrument.h"
#include "core/events/source_positions.h"
#include "core/events/source_times.h"
#include "core/fits/fits_view.h"
#include "core/sky/direction.h"
#include "core/time/good_time.h"

namespace heafs {

struct SourceEvent {
    int64_t cell = 0;
    SkyPoint point;
    double time = 0;  // mission seconds, TIMEZERO included
    // The channel; of lists with energies the bits of the energy as a float of 32 bits, in the unit
    // of their column, 0 or more: they are in order as the energies are.
    int32_t channel = 0;
    int32_t selected = 0;  // bits of the named selections that it is of
    int32_t row = 0;       // in the source, from 0
};

using TakeEvent = std::function<void(const SourceEvent&)>;

// What is known of all of them together.
struct SourceEvents {
    const FitsHdu* table = nullptr;  // of the view that was read
    std::vector<TimeInterval> gti;   // sorted, disjoint; TIMEZERO included
    SourceClock clock;
    double start = 0;  // of the good time
    double stop = 0;
    SkyPoint pointing;
    Angle roll;
    Angle reach;                // from the pointing to the farthest event
    int32_t first_channel = 0;  // legal channels
    int32_t last_channel = 0;
    SourcePositions::Plane plane;
};

// Why the header of the list is not of that instrument; "" when it is.
std::string why_not_of(const FitsView& view, const Instrument& instrument);

// Hands out the usable events by row. Raises Fault::kMalformed when the list lacks what the
// instrument's description names.
SourceEvents read_source_events(const FitsView& view, const Instrument& instrument,
                                const std::string& name, const TakeEvent& take);

}  // namespace heafs
