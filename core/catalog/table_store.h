// The versions of ingested tables in the catalogue: which file below the archive holds the rows of
// each table now, and which held them before.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalog/database.h"

namespace heafs {

struct TableVersionRow {
    // The name of its folder below data/tables, "messier"; what the table is called, perhaps
    // heasarc_messier, its schema says.
    std::string table;
    std::string mission;
    std::string path;     // below the archive: "tables/messier.0002_0123456789ab.fits"
    int64_t version = 0;  // the number of the newest file that is in it
    int64_t newest_file_id = 0;
    bool operator==(const TableVersionRow&) const = default;
};

// Becomes the current version of its table. The one before stays known, older ones do not. To be
// called in a transaction.
void store_table_version(Database& database, const TableVersionRow& row);

// That version of the table and all after it are not known any more. To be called in a transaction.
void forget_table_versions(Database& database, const std::string& table, int64_t from);

// The versions of a table that are known, the newest first.
std::vector<TableVersionRow> known_table_versions(Database& database, const std::string& table);

// The current one of each table, by name.
std::vector<TableVersionRow> load_table_versions(Database& database);

// The paths of all that are known, in no order: what is not among them is in use by nobody.
std::vector<std::string> known_table_paths(Database& database);

// Another number whenever load_table_versions() may give something else, but for versions that are
// forgotten: these go with a publication.
int64_t tables_state(Database& database);

}  // namespace heafs
