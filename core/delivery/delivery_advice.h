// What a delivery lacks beside its files, as warnings about it as a whole: documents (DOC-001,
// CAL-016) and the files that an index of CALDB names (CAL-014). Pure functions.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/missions/mission.h"
#include "core/base/finding.h"

namespace heafs {

struct DeliveredIndex {
    std::string path;                // in the delivery
    std::vector<std::string> files;  // that its rows name: "data/swift/xrt/cpf/x.rmf"
};

// `delivery_paths` are the delivery's files; `public_documents` those below doc/<mission> of the
// archive, by their paths there; `is_public` tells whether a path below data/ is a published file.
std::vector<Finding> delivery_advice(const Mission& mission,
                                     const std::vector<std::string>& delivery_paths,
                                     const std::vector<std::string>& public_documents,
                                     const std::vector<DeliveredIndex>& indexes,
                                     const std::function<bool(const std::string&)>& is_public);

}  // namespace heafs
