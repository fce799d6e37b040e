#include "core/catalog/table_store.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/catalog/catalogue_fixture.h"

namespace heafs {
namespace {

class TableStore : public Catalogue {
   protected:
    void store(const std::string& table, int64_t version) {
        const std::string path = "tables/" + table + "." + std::to_string(version) + ".fits";
        database_.transaction([&] {
            store_table_version(database_, {table, "halosat", path, version, file_});
        });
    }
    int64_t file_ = 0;
};

TEST_F(TableStore, TheNewestVersionOfEachTableIsTheCurrentOne) {
    file_ = publish_one(entry("tables/messier/0001_append.tdat")).id;
    store("messier", 1);
    store("abell", 1);
    store("messier", 2);
    const auto current = load_table_versions(database_);
    ASSERT_EQ(current.size(), 2u);
    EXPECT_EQ(current[0].table, "abell");
    EXPECT_EQ(current[1],
              (TableVersionRow{"messier", "halosat", "tables/messier.2.fits", 2, file_}));
}

TEST_F(TableStore, TheVersionBeforeStaysKnownAndOlderOnesDoNot) {
    file_ = publish_one(entry("tables/messier/0001_append.tdat")).id;
    for (const int64_t version : {1, 2, 3}) store("messier", version);
    auto paths = known_table_paths(database_);
    std::sort(paths.begin(), paths.end());
    EXPECT_EQ(paths, (std::vector<std::string>{"tables/messier.2.fits", "tables/messier.3.fits"}));
}

TEST_F(TableStore, ItsStateChangesWithEveryVersionAlsoOneMadeAgain) {
    file_ = publish_one(entry("tables/messier/0001_append.tdat")).id;
    const int64_t none = tables_state(database_);
    store("messier", 1);
    const int64_t first = tables_state(database_);
    store("messier", 1);
    EXPECT_NE(none, first);
    EXPECT_NE(first, tables_state(database_));
    EXPECT_EQ(load_table_versions(database_).size(), 1u);
}

}  // namespace
}  // namespace heafs
