// The numbers that files of tables get when they are published: a table's files are kept in the
// order in which they came, data/tables/messier/0001_append.tdat.gz, 0002_replace.tdat, ...
#pragma once

#include <map>
#include <string>

#include "core/archive/archive.h"
#include "core/catalog/ledger.h"
#include "core/delivery/due_unit.h"

namespace heafs {

// For one group commit. Used by the publisher's thread alone.
class TableNumbers {
   public:
    TableNumbers(Ledger& ledger, const Archive& archive) : ledger_(ledger), archive_(archive) {}

    // Where `due`, of the area tables, is to stand below data/: the place of the newest file of its
    // table where that came the same way with the same bytes, else the next one.
    std::string next(const DueFile& due);

   private:
    struct Newest {
        int64_t last = 0;    // that was ever given
        int64_t number = 0;  // of the newest file that is published
        std::string mode;
        std::string sha256;
    };
    Newest& newest_of(const std::string& table);

    Ledger& ledger_;
    const Archive& archive_;
    std::map<std::string, Newest> newest_;
};

// The path of the newest published file of a table that the mission delivered, or "".
std::string newest_table_file(Ledger& ledger, const std::string& mission, const std::string& table);

// Why a mission may not deliver a table, or "": it is another mission's, or made from headers
// alone.
std::string obstacle_to_table(const DueFile& due, const std::map<std::string, Mission>& missions,
                              Ledger& ledger);

}  // namespace heafs
