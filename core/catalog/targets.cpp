#include "core/catalog/targets.h"

namespace heafs {

std::vector<Target> load_targets(Database& database) {
    Rows rows = database.query(
        "SELECT object, ra, dec FROM observation WHERE object IS NOT NULL AND ra IS NOT NULL AND "
        "dec IS NOT NULL GROUP BY object, ra, dec ORDER BY object, min(mission), min(obs_id)");
    std::vector<Target> targets;
    while (rows.next()) targets.push_back({rows.text(0), Angle{rows.real(1)}, Angle{rows.real(2)}});
    return targets;
}

}  // namespace heafs
