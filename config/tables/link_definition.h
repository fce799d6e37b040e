// A link from each row of a table to rows of another, as [[link]] of a table's settings declares it
// and zzlink shows it (the guide, step 9). Plain texts: what a criterion means is in
// link_criterion.h.
#pragma once

#include <cstdint>
#include <string>

namespace heafs {

struct LinkDefinition {
    std::string table;       // whose rows link
    std::string link_table;  // to whose rows
    int64_t priority = 1;    // the order of display
    std::string symbol;      // names the link within its table: rows/<key>/links/<symbol>.<fmt>
    // "cone: table.ra,table.dec,30", "time: table.time,other.time,60", "target_name = table.name",
    // joined by `and`. Columns of `table` are qualified by its name; others are of `link_table`.
    std::string criterion;
    std::string description;
    bool operator==(const LinkDefinition&) const = default;
};

}  // namespace heafs
