// The rules that compare a file with others, for files that no staging holds: several that are
// validated before they are sent, and what an archive has published, where one is given. Staging
// and the publisher ask the same functions for what is delivered.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/missions/mission.h"
#include "core/base/finding.h"
#include "core/catalog/ledger.h"
#include "core/delivery/calibration_history.h"
#include "core/delivery/content.h"
#include "core/delivery/delivery_advice.h"
#include "core/delivery/shared_events.h"

namespace heafs {

class Neighbours {
   public:
    // `delivery_paths` are all files that go together. `published` is the archive to which they
    // would go, or null.
    Neighbours(const Mission& mission, std::vector<std::string> delivery_paths,
               bool replaces_observation, LedgerPool* published);

    // What the file is beside those that were added before it, and beside what stays published:
    // CAL-011 to CAL-013, CAL-015, SEC-005, EVT-001, after the mission's profile. What only an
    // archive can tell (CAL-012) is left out without one.
    std::vector<Finding> add(const std::string& delivery_path, const std::string& sha256,
                             const Content& content);

    // About all of them as a whole delivery: CAL-016; with an archive also DOC-001 and the part of
    // CAL-014 that looks for the files of an index.
    std::vector<Finding> advice() const;

   private:
    void compare_calibration(const std::string& path, const std::string& sha256,
                             const Content& content, std::vector<Finding>& findings);
    void look_for_twin(const std::string& path, std::vector<Finding>& findings);
    void compare_events(const std::string& path, const Content& content,
                        std::vector<Finding>& findings);

    const Mission& mission_;
    LedgerPool* published_;  // used by one thread
    std::vector<std::string> paths_;
    bool replaces_observation_;
    std::set<std::string> replaced_;  // final paths of all
    std::vector<DeliveredIndex> indexes_;
    std::map<std::string, std::vector<ReleasedCalibration>> calibration_;  // by instrument
    std::map<std::string, std::set<std::string>> names_;                   // by folder
    std::map<std::string, std::vector<SketchedList>> lists_;               // by list_group()
};

}  // namespace heafs
