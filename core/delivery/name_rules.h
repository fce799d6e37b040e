// What a delivered file may be called: the archive's rules for names, and where in the archive a
// path of a delivery belongs. Pure functions of names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/missions/mission.h"
#include "core/base/finding.h"

namespace heafs {

inline constexpr size_t kMaxNameLength = 35;
inline constexpr size_t kMaxFolderEntries = 2000;

// A path inside a delivery ("obs/2008_08/00030795038/xrt/x.evt.gz") and what it stands for.
struct DeliveryPlace {
    std::string area;  // "obs", "trend", ...; "" when it is in none that the mission has
    // Below data/: "obs/swift/2008_08/..."; empty where there is none. Files of tables get their
    // number in it only when they are published: here it is "tables/messier/append.tdat.gz".
    std::string final_path;
    std::string obs_id;  // empty outside observations
    std::string folder;  // of the observation, below obs/<mission>/
    // Inside the observation folder; in trend/ below the type, in caldb/ below data/<mission>, in
    // other areas below the area. Empty where the layout is not the area's.
    std::string rest;
};

DeliveryPlace place_of(const Mission& mission, std::string_view delivery_path);

// COMMIT, manifest-sha256.txt and the like at the top of a delivery: exempt from the name rules.
bool is_control_name(std::string_view delivery_path);
// Below data/: the payload of a BagIt bag, which stands for the archive's tree.
bool is_payload(std::string_view delivery_path);
// Names that a delivery folder shows by itself: report.txt, report.json, report.html,
// verdict.txt, receipt.json.
bool is_reserved_name(std::string_view delivery_path);
// Dot-names, as rsync gives its files until they are whole.
bool is_temporary_name(std::string_view name);

// The findings of NAM-001 to NAM-004 for one new name, after the mission's waivers. These are the
// rules whose breach fails a create, mkdir or rename at once.
std::vector<Finding> check_new_name(const Mission& mission, std::string_view delivery_path,
                                    bool folder);

// All findings of names for a file that is whole: those above for every component, and the tree.
std::vector<Finding> check_path(const Mission& mission, std::string_view delivery_path);

// Applies the mission's waivers, raises and lowers that are in force on `today` (YYYY-MM-DD).
void apply_profile(const Mission& mission, std::string_view delivery_path, std::string_view today,
                   std::vector<Finding>& findings);

std::string today_utc();

}  // namespace heafs
