// The clock of a segment's source, from the cards that the segment carries over.
#pragma once

#include "core/events/event_segment.h"
#include "core/time/mission_time.h"

namespace heafs {

// MJDREFI and MJDREFF, else MJDREF; as numbers or as texts that hold one.
MissionClock clock_of(const EventSegment& segment, ClockModel model);

}  // namespace heafs
