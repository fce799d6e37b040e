// From delivered files and rules to the products of rows, and the tables about them.
#include "products/tables/data_products.h"

#include <gmock/gmock.h>

#include <fstream>

#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/fits/fits_writer.h"
#include "products/tables/archive_tables.h"
#include "products/tables/product_tables.h"
#include "tests/core/tables/small_table.h"
#include "tests/products/tables/random_table.h"
#include "tests/support/outside_programs.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kMission =
    "[mission]\nname = \"messier\"\ntitle = \"Messier\"\n[delivery]\npublish = \"file\"\n"
    "[ftp]\npaths = { \"messier/data\" = \"obs/messier\" }\n"
    "[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '(m\\d+|calib)' }\n"
    "[[obs.file]]\nclass = \"image\"\nlevel = 2\nfiles = '.*'\n"
    "[[waive]]\nrule = \"NAM-007\"\nfiles = \"*\"\nreason = \"short names of tests\"\n"
    "until = \"2099-01-01\"\n"
    "[[waive]]\nrule = \"NAM-007\"\nfiles = \"*/*\"\nreason = \"short names of tests\"\n"
    "until = \"2099-01-01\"\n";

constexpr const char* kRules =
    "url_prefix = ftp://heasarc.gsfc.nasa.gov\n"
    "dir_prefix = /FTP\n"
    "${messier} = ${prefix}/messier/data\n"
    "set[heasarc_messier(Messier Image)] = messier.@{name}.img.*,messier.calib.flatfield // Image\n"
    "set[heasarc_messier(all)] = messier.@{name}.*,messier.@{name}.img.* // All\n"
    "set[heasarc_messier(sized)] = messier.@{size}.all // By size\n"
    "url[heasarc_messier(messier.@{name}.img.far)] = https://far.example/v?o=@{name} // Far (GIF)\n"
    "tag[messier.{%1}.img.{%2}] = ${messier}/([^/]+)/(?:[ab]/)?(.*)\\.fits // Messier Image "
    "(FITS)\n"
    "tag[messier.calib.flatfield] = ${messier}/calib/flatfield\\.fits // Flat Field (FITS)\n";

// An archive with the rules above and a table of two objects.
struct Site {
    TestArchive archive{{"halosat"}, {kMission}};
    StagingRun run{archive.archive()};
    std::unique_ptr<DataProducts> products;
    std::shared_ptr<const TableSegment> table;

    explicit Site(const std::string& rules = kRules) {
        std::filesystem::create_directories(archive.path() / "tables" / "products");
        std::ofstream(archive.path() / "tables" / "products" / "messier.conf") << rules;
        products = std::make_unique<DataProducts>(archive.archive(), run.ledger());
        TableSchema schema = schema_of({"name char6", "size float4"}, {"name"});
        schema.name = "heasarc_messier";
        table = table_of(schema, {{"M1", ""}, {"M2", "0.5"}});
    }
    void publish(const std::string& path, int32_t value = 1) {
        FitsWriter writer;
        writer.add_empty_primary();
        writer.write_card({"TELESCOP", "MESSIER", "telescope"});
        writer.write_card({"VALUE", value, "any"});
        const uint64_t now = run.delivery("now", "messier");
        const uint64_t folder = run.folder(now, "obs/" + parent_path(path));
        if (run.staging().find(folder, base_name(path)))
            run.staging().remove_file(folder, base_name(path));
        run.put(now, "obs/" + path, writer.finish());
        run.staging().wait_until_idle();
        ASSERT_TRUE(run.published("obs/messier/" + path)) << path;
    }
    std::vector<std::string> files(int64_t row, const std::string& set) {
        std::vector<std::string> lines;
        for (const RowProduct& file : products->files(*table, row, set))
            lines.push_back(file.name + " " + (file.path.empty() ? file.text : file.path));
        return lines;
    }
    ArchiveTableSet tables() {
        ArchiveTableSet set;
        set.emplace("heasarc_messier", ArchiveTable{table});
        ProductTables maker(*products, archive.archive(), run.ledger());
        for (ArchiveTable& made : maker.make(set)) set.emplace(made.segment.schema().name, made);
        return set;
    }
    std::string rows(const std::string& name) {
        const ArchiveTableSet set = tables();
        const LazyTable& lazy = set.at(name).segment;
        const std::shared_ptr<const TableSegment> made = lazy;
        // What was said of it before it was made is what it is.
        EXPECT_EQ(made->size(), lazy.size());
        EXPECT_EQ(made->schema(), lazy.summary().schema);
        return made->size() == 0 ? "" : std::string(made->records(0, made->size()));
    }
};

TEST(DataProducts, SetsAreNamedSafelyInPaths) {
    Site site;
    const auto sets = site.products->sets("heasarc_messier");
    ASSERT_THAT(sets, SizeIs(3));
    EXPECT_EQ(sets[0].folder, "Messier%20Image");
    EXPECT_EQ(sets[0].name, "Messier Image");
    EXPECT_EQ(sets[0].tag_format, "messier.@{name}.img.*,messier.calib.flatfield");
    EXPECT_THAT(site.products->sets("swiftmastr"), SizeIs(4));
    EXPECT_THAT(site.products->sets("nothing"), IsEmpty());
}

TEST(DataProducts, ARowHasTheFilesOfItsTagsAndRemoteOnesAsTexts) {
    Site site;
    site.publish("m1/red.fits");
    site.publish("m1/blue.fits");
    site.publish("m2/red.fits");
    site.publish("calib/flatfield.fits");
    EXPECT_THAT(site.files(0, "Messier%20Image"),
                ElementsAre("blue.fits obs/messier/m1/blue.fits",
                            "flatfield.fits obs/messier/calib/flatfield.fits",
                            "messier.M1.img.far.url https://far.example/v?o=M1\n",
                            "red.fits obs/messier/m1/red.fits"));
    EXPECT_THAT(site.files(1, "Messier%20Image"), SizeIs(3));
    EXPECT_THAT(site.files(0, "no_set"), IsEmpty());
}

TEST(DataProducts, AFileThatTwoTagsNameIsThereOnce) {
    Site site;
    site.publish("m1/red.fits");
    EXPECT_THAT(site.files(0, "all"), SizeIs(2));
}

TEST(DataProducts, FilesOfOneNameAreToldApart) {
    Site site;
    site.publish("m1/a/red.fits");
    site.publish("m1/b/red.fits");
    EXPECT_THAT(
        site.files(0, "all"),
        ElementsAre("a_red.fits obs/messier/m1/a/red.fits", "b_red.fits obs/messier/m1/b/red.fits",
                    "messier.M1.img.far.url https://far.example/v?o=M1\n"));
}

TEST(DataProducts, ARowWithoutTheValueAsksForNothing) {
    Site site;
    EXPECT_THAT(site.files(0, "sized"), IsEmpty());
    EXPECT_EQ(site.rows("zzghosts").find("M1|sized"), std::string::npos);
}

TEST(DataProducts, TheTarHoldsEachFileOnceAndItsSizeIsKnown) {
    Site site;
    site.publish("m1/red.fits", 1);
    site.publish("m2/red.fits", 2);
    site.publish("calib/flatfield.fits", 3);
    const auto tar = site.products->tar("x/products.tar", {{site.table, 0}, {site.table, 1}});
    const std::string bytes = rendered(*tar);
    ASSERT_EQ(static_cast<int64_t>(bytes.size()), tar->size);
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "a.tar", std::ios::binary) << bytes;
    const std::string where = folder.path().string();
    EXPECT_EQ(output_of("tar -tf " + where + "/a.tar"),
              "obs/messier/calib/flatfield.fits\nobs/messier/m1/red.fits\n"
              "obs/messier/m2/red.fits\nurls/messier.M1.img.far.url\n"
              "urls/messier.M2.img.far.url\n");
    output_of("tar -C " + where + " -xf " + where + "/a.tar");
    for (const char* path : {"obs/messier/m1/red.fits", "obs/messier/m2/red.fits"})
        EXPECT_EQ(sha256_hex(read_file(folder.path() / path)), site.run.published(path)->sha256);
    EXPECT_EQ(read_file(folder.path() / "urls/messier.M2.img.far.url"),
              "https://far.example/v?o=M2\n");
}

TEST(DataProducts, TheTarIsReadFromAnyOffset) {
    Site site;
    site.publish("m1/red.fits");
    const auto tar = site.products->tar("x/products.tar", {{site.table, 0}});
    const std::string bytes = rendered(*tar);
    for (const int64_t offset : {int64_t{0}, int64_t{1}, int64_t{511}, int64_t{512}, int64_t{3000},
                                 tar->size - 1025, tar->size - 1, tar->size})
        for (const size_t length : {1UL, 512UL, 700UL, 100000UL}) {
            std::vector<std::byte> part(length, std::byte{1});
            part.resize(tar->read(offset, part));
            EXPECT_EQ(text_of(part), bytes.substr(static_cast<size_t>(offset), length))
                << offset << " " << length;
        }
}

TEST(DataProducts, AnOpenTarKeepsTheVersionsThatItWasPlannedOf) {
    Site site;
    site.publish("m1/red.fits", 1);
    const auto before = site.products->tar("x/products.tar", {{site.table, 0}});
    const std::string bytes = rendered(*before);
    site.publish("m1/red.fits", 2);
    EXPECT_EQ(rendered(*before), bytes);
    EXPECT_NE(site.products->tar("x/products.tar", {{site.table, 0}})->key, before->key);
}

TEST(ProductTables, ZzdpHasEachProductWithItsUrl) {
    Site site;
    site.publish("m1/red.fits");
    EXPECT_EQ(site.rows("zzdp"),
              "messier.m1.img.red|ftp://heasarc.gsfc.nasa.gov/messier/data/m1/red.fits|Messier "
              "Image|FITS|\n"
              "messier.M1.img.far|https://far.example/v?o=M1|Far|GIF|\n"
              "messier.M2.img.far|https://far.example/v?o=M2|Far|GIF|\n");
}

TEST(ProductTables, ZzdpsetsHasTheSetsOfTheTablesThatAreThere) {
    Site site;
    EXPECT_THAT(site.rows("zzdpsets"),
                HasSubstr("heasarc_messier|Messier Image|messier.@{name}.img.*,messier.calib."
                          "flatfield|Image|\n"));
    EXPECT_EQ(site.rows("zzdpsets").find("swiftmastr"), std::string::npos);
}

TEST(ProductTables, GhostsAreTheTagsOfRowsThatNoFileHas) {
    Site site;
    site.publish("m1/red.fits");
    EXPECT_EQ(site.rows("zzghosts"),
              "heasarc_messier|M1|Messier Image|messier.calib.flatfield|\n"
              "heasarc_messier|M2|Messier Image|messier.calib.flatfield|\n"
              "heasarc_messier|M2|sized|messier.0.5.all|\n");
}

TEST(ProductTables, OrphansAreTheFilesThatNoRowNames) {
    Site site;
    site.publish("m1/red.fits");
    site.publish("m3/red.fits");
    site.publish("m1/notes.txt.fits");
    const std::string orphans = site.rows("zzorphans");
    EXPECT_THAT(orphans, HasSubstr("obs/messier/m3/red.fits|image|messier|m3|"));
    EXPECT_EQ(orphans.find("m1/"), std::string::npos);
}

TEST(ProductTables, RulesWithFaultsAreLeftOut) {
    Site site("set[heasarc_messier(a)] = b\n");
    EXPECT_THAT(site.products->sets("heasarc_messier"), IsEmpty());
    EXPECT_THAT(site.rows("zzghosts"), IsEmpty());
}

}  // namespace
}  // namespace heafs
