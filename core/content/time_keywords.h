// Moments that a header states, in days of its own scale and in seconds since 1970.
#pragma once

#include <optional>
#include <string>

#include "core/content/file_facts.h"

namespace heafs {

// MJD = days + fraction, in the scale of TIMESYS, where TIME is 0.
struct TimeReference {
    double days = 0;
    double fraction = 0;
};

// MJDREFI and MJDREFF, or MJDREF, of the HDU or the primary header.
std::optional<TimeReference> time_reference_of(const FileFacts& file, const HduView& hdu);

// A date as a header writes it.
struct StatedDate {
    double mjd = 0;        // in the scale that it means
    double to_within = 0;  // seconds: a date without its time is good to a day
    const HeaderCard* card = nullptr;
    std::string text;
};

// DATE-OBS or DATE_OBS with TIME-OBS (END alike) of this HDU alone; nothing where there is none or
// it is no date.
std::optional<StatedDate> stated_date(const HduView& hdu, const std::string& which);

// How many seconds of UTC the moment `seconds` after the reference is behind the same reading of
// the scale TIMESYS; nothing for scales that have no fixed relation to UTC.
std::optional<double> seconds_behind_utc(const TimeReference& reference, double seconds,
                                         const std::string& scale);

}  // namespace heafs
