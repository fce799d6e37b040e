// A mission file tried on sample files: which class and instrument each is taken for, and what of
// its events could be used.
#pragma once

#include <string>
#include <vector>

#include "config/missions/mission.h"

namespace heafs {

// What a mission file says, in a line or two for eyes.
std::string mission_in_words(const Mission& mission);

struct SampleReport {
    std::string text;   // some lines for eyes, indented
    bool good = false;  // it has a class, and its events, if it holds any, can be used
};

// `sample` is a file, or FILE=PATH where PATH is where it would lie below obs/<mission>/; without
// one, the part of its path from the observation folder on. The bytes are read by a worker. Raises
// Fault::kNotFound for a file that is not there.
class MissionCheck {
   public:
    explicit MissionCheck(const Mission& mission) : mission_(mission) {}
    SampleReport try_on(const std::string& sample) const;

   private:
    const Mission& mission_;
};

}  // namespace heafs
