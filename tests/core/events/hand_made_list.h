// Event lists of a few events or many, made for tests, and the instruments that read them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/missions/instrument.h"
#include "core/events/event_segment.h"
#include "core/events/segment_builder.h"
#include "core/fits/fits_writer.h"
#include "core/time/good_time.h"

namespace heafs::hand_made {

// An event as its row has it. `a` and `b` are X and Y (native pixels) or RA and DEC (degrees).
struct Event {
    double time = 0;
    double a = 0;
    double b = 0;
    int32_t channel = 0;
};

// A list around ra 10, dec 20 in pixels of 2 arcsec: (500, 500) is the centre, X, Y whole numbers,
// legal channels 0 to 1023, TNULL -4095; or, with `degrees`, with columns RA and DEC.
struct EventList {
    std::vector<Event> events;
    std::vector<TimeInterval> gti = {{0, 1000}};
    bool degrees = false;
    std::string extname = "EVENTS";
    std::string gti_extname = "GTI";
    std::vector<FitsCard> cards = {};  // further ones of EVENTS, or instead of those it has
    std::string left_out = {};         // a column that is called otherwise
};

std::vector<std::byte> fits_of(const EventList& list);

// As a mission file has it; `degrees`: position = { ra, dec }.
Instrument instrument(bool degrees = false, const std::string& more = "");
std::string instrument_text(bool degrees, const std::string& more = "");

SegmentSource source();

// Events all over the sky or, with `radius_deg`, around a position; times in [0, 1000), channels
// 0 to 1023.
std::vector<Event> scattered(size_t count, uint64_t seed, std::optional<double> radius_deg = {},
                             double ra = 0, double dec = 0);

// A segment, written to a file that is gone again and mapped.
std::shared_ptr<const EventSegment> mapped(const std::vector<std::byte>& segment);

}  // namespace heafs::hand_made
