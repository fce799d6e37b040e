// What stands at a position and at a band above the instruments: which observations saw it, and the
// numbers of all instruments in one file, for scripts over many positions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "products/sky/sky_plan.h"

namespace heafs {

// One event list that saw a position.
struct SeenBy {
    std::string instrument;
    std::string obs_id;
    double start_mjd = 0;  // TT
    double stop_mjd = 0;
    Seconds live_time;
    Angle off_axis;
};

std::string observations_txt(const std::vector<SeenBy>& seen);
std::string observations_csv(const std::vector<SeenBy>& seen);  // RFC 4180
std::string observations_fits(const std::vector<SeenBy>& seen);

// One instrument of a band's summary; no plan: it has no exposure there, and why.
struct BandPart {
    std::string instrument;
    SkyPlanning planning;
};
std::string band_summary_txt(const std::string& path, const std::vector<BandPart>& parts);
std::string band_summary_json(const std::string& path, const std::vector<BandPart>& parts);

}  // namespace heafs
