#include "core/events/segment_time.h"

#include <cmath>

namespace heafs {

MissionClock clock_of(const EventSegment& segment, ClockModel model) {
    const FitsHdu& header = segment.header();
    MissionClock clock;
    clock.model = model;
    clock.utcf_seconds = header.real("UTCFINIT").value_or(0);
    if (const auto days = header.real("MJDREFI")) {
        clock.mjdref_days = *days;
        clock.mjdref_fraction = header.real("MJDREFF").value_or(0);
        return clock;
    }
    const double whole = header.real("MJDREF").value_or(0);
    clock.mjdref_days = std::floor(whole);
    clock.mjdref_fraction = whole - clock.mjdref_days;
    return clock;
}

}  // namespace heafs
