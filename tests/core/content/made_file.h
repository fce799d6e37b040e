// The facts of a sound file of events, as the verifier would give them, to be spoilt in one place.
#pragma once

#include <string>
#include <vector>

#include "config/missions/mission.h"
#include "core/content/content_rules.h"

namespace heafs {

// The text of its mission: tables may be added to it.
std::string made_mission_text();

// A header that keywords are set in and taken from.
class MadeHdu {
   public:
    HduFacts facts;

    MadeHdu& set(const std::string& keyword, const std::string& value);  // a string
    MadeHdu& set(const std::string& keyword, double value);
    MadeHdu& remove(const std::string& keyword);
    MadeHdu& add_column(const std::string& name, const std::string& unit = "");

   private:
    HeaderCard& card(const std::string& keyword);
};

// Primary header, EVENTS (TIME from 100 to 900 s) and GTI ([100, 400], [500, 900]) of a mission
// "made" that was launched in 2001; MJDREF is that of 2001-01-01, TIMESYS is TT.
struct MadeFile {
    MadeFile();
    MadeHdu primary, events, gti;
    std::vector<MadeHdu> others;
    Mission mission;
    std::string area = "obs";
    std::string path = "made_cl.evt";
    int64_t now = 1'000'000'000;  // 2001-09-09

    std::vector<Finding> judge() const;
    // The only finding's rule and text: "TIM-004 warning: TSTART ..."; "" for none, all of them
    // with "; " between them otherwise.
    std::string verdict() const;
};

}  // namespace heafs
