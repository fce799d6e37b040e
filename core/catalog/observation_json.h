// What an observation's headers say of it, as the JSON object that the journal keeps.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "config/base/units.h"

namespace heafs {

struct ObservationFacts {
    std::string object;
    std::string start;        // DATE-OBS
    std::string stop;         // DATE-END
    std::optional<Angle> ra;  // as the header says
    std::optional<Angle> dec;
    // What the mission's observation table needs of the file, by HeaderKeyword::text().
    std::map<std::string, std::string> header;
    bool operator==(const ObservationFacts&) const = default;
};

std::string observation_to_json(const ObservationFacts& facts);
ObservationFacts observation_from_json(const std::string& text);

}  // namespace heafs
