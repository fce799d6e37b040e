// When observations of a proprietary mission may become public. Release cannot be undone: whatever
// is missing, no date or too far away holds them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/finding.h"

namespace heafs {

struct Mission;

// Dates are YYYY-MM-DD, UTC; `public_date` is that of delivery.toml, or "".
bool may_be_public(const Mission& mission, std::string_view public_date, std::string_view today);

// SEC-002 for a date that is none, or that lies further ahead than any proprietary period. Nothing
// for "", and for missions that are not proprietary.
std::optional<Finding> judge_public_date(const Mission& mission, std::string_view public_date,
                                         std::string_view today);

// Why an observation is held, as a sentence.
std::string reason_to_hold(const Mission& mission, std::string_view public_date);

}  // namespace heafs
