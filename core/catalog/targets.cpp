#include "core/catalog/targets.h"

namespace heafs {

std::vector<Target> load_targets(Database& database) {
    Rows rows = database.query(
        "SELECT object, ra, dec, mission, count(*), coalesce(min(start), '') FROM observation "
        "WHERE object IS NOT NULL AND ra IS NOT NULL AND dec IS NOT NULL "
        "GROUP BY object, ra, dec, mission "
        "ORDER BY min(start) IS NULL, min(start), mission, min(obs_id)");
    std::vector<Target> targets;
    while (rows.next())
        targets.push_back({rows.text(0), Angle{rows.real(1)}, Angle{rows.real(2)}, rows.text(3),
                           rows.integer(4), rows.text(5)});
    return targets;
}

}  // namespace heafs
