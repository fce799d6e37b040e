// Deliveries that come later than a mission has agreed on (DLV-014).
#pragma once

#include <optional>

#include "config/missions/mission.h"
#include "core/base/finding.h"
#include "core/delivery/content.h"

namespace heafs {

// The header keywords that judge_schedule() looks at, the first that a file has.
inline constexpr const char* kScheduleKeywords[] = {"DATE-END", "DATE_END", "DATE-OBS", "DATE_OBS"};

// A warning when a file that came at `now_ns` (since 1970) is later than the mission's within_days
// after the end of its observation. Nothing for a mission without a schedule and for a file without
// a date. The file's name is left open.
std::optional<Finding> judge_schedule(const Mission& mission, const Content& content,
                                      int64_t now_ns);

}  // namespace heafs
