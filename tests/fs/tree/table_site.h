// An archive with a few tables of its own making, and the areas that show them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fs/tree/search_area.h"
#include "fs/tree/tables_area.h"
#include "tests/core/tables/small_table.h"
#include "tests/support/test_archive.h"

namespace heafs {

inline std::shared_ptr<const TableSegment> site_table(const std::string& name, TableSchema schema,
                                                      const TextRows& rows) {
    schema.name = name;
    return table_of(schema, rows);
}

// Beside the tables of HaloSat and the metabase: heasarc_messier, which links to catalog_point;
// pairs, whose key has two columns; nokey.
class TableSite {
   public:
    TableSite() : run_(archive_.archive()) {}

    StagingRun& run() { return run_; }
    TablesArea& tables() { return tables_area_; }
    SearchArea& search() { return search_area_; }

   private:
    static TableSchema messier() {
        TableSchema schema =
            schema_of({"name char12 (key) // Designation", "ra float8_degree", "dec float8_degree",
                       "mag float4 // Magnitude", "class int2 // Class", "extent float4_arcmin"},
                      {"name"});
        schema.description = "Messier Nebulae";
        schema.virtual_parameters.insert(schema.virtual_parameters.begin() + 1,
                                         {"default_search_radius", "60"});
        schema.virtual_parameters.emplace_back("target_name", "@name");
        return schema;
    }
    static TableSchema points() {
        TableSchema schema = schema_of({"id int4 (key)", "target_name char12", "ra float8_degree",
                                        "dec float8_degree", "size float4_arcmin"},
                                       {"id"});
        schema.description = "Points";
        schema.virtual_parameters.insert(schema.virtual_parameters.begin() + 1,
                                         {"default_search_radius", "@size"});
        return schema;
    }
    static std::vector<ArchiveTable> made() {
        return {{site_table("heasarc_messier", messier(),
                            {{"M1", "83.6331", "22.0145", "8.4", "1500", "6"},
                             {"M31", "10.68458", "41.26917", "3.4", "6600", "178"},
                             {"M32", "10.67417", "40.86528", "8.1", "6600", ""},
                             {"M33 N", "23.4621", "30.65994", "5.7", "", "73"}})},
                {site_table("catalog_point", points(),
                            {{"1", "m31", "10.7", "41.27", "5"},
                             {"2", "M31", "200", "-10", "0.1"},
                             {"3", "M1", "83.64", "22.01", "1"},
                             {"4", "", "", "", ""}})},
                {site_table("pairs", schema_of({"a char8", "n int4"}, {"a", "n"}),
                            {{"u,v", "1"}, {"u", "2"}})},
                {site_table("nokey", schema_of({"x float8"}), {{"1.5"}, {"2.5"}})}};
    }
    static std::vector<LinkDefinition> links_of_site(const std::string& table) {
        if (table != "heasarc_messier") return {};
        return {{table, "point", 1, "P", "cone: messier.ra,messier.dec,30", "Points nearby"},
                {table, "catalog_point", 2, "N", "target_name = messier.name", "Of that name"},
                {table, "heasarc_gone", 3, "G", "id = 1", "A table that is not here"},
                {table, "pairs", 4, "F", "nam = messier.name", "A faulty one"}};
    }

    TestArchive archive_;
    StagingRun run_;
    ArchiveTables tables_{archive_.archive(), run_.ledger(),
                          [](Database&, const ArchiveTableSet&) { return made(); }};
    DataProducts products_{archive_.archive(), run_.ledger()};
    TableSelections selections_;
    TargetNames names_{run_.ledger(), &tables_};
    TablesArea tables_area_{tables_, selections_, products_, links_of_site};
    SearchArea search_area_{tables_, selections_, products_, names_};
};

}  // namespace heafs
