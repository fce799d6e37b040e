#include "products/plan/table_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/files.h"
#include "tests/core/tables/small_table.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TableSchema messier() {
    TableSchema schema = schema_of({"name char12 (key)", "ra float8_degree", "dec float8_degree",
                                    "mag float4", "class int2", "size float4_arcmin"},
                                   {"name"});
    schema.name = "messier";
    return schema;
}

TableSchema with_default_radius(const std::string& text) {
    TableSchema schema = messier();
    schema.virtual_parameters.emplace_back("default_search_radius", text);
    return schema;
}

// What `path` below tables/messier/ leads to, step by step as a kernel goes, links followed:
// the canonical path, or why there is none.
std::string led_to(const TableSchema& schema, const std::string& path) {
    std::string folder, rest = path;
    for (int steps = 0; !rest.empty(); ++steps) {
        if (steps > 100) return "a loop";
        const std::string name = rest.substr(0, rest.find('/'));
        rest = rest.size() > name.size() ? rest.substr(name.size() + 1) : "";
        if (name == "..") {
            folder = parent_path(folder);
            continue;
        }
        const auto request = table_request_of(schema, folder);
        if (!request) return "not canonical: " + folder;
        const TableStep step = interpret_table_name(schema, *request, name);
        if (const auto* refusal = std::get_if<SkyRefusal>(&step)) return refusal->reason;
        if (std::holds_alternative<NoSelection>(step)) return "no selection: " + name;
        if (const auto* link = std::get_if<SkyLink>(&step)) {
            rest = rest.empty() ? link->target : join_path(link->target, rest);
            continue;
        }
        folder = join_path(folder, name);
        EXPECT_EQ(std::get<TableFolder>(step).request.path(schema), "tables/messier/" + folder);
    }
    return folder;
}

std::string led_to(const std::string& path) { return led_to(messier(), path); }

TEST(TableRequest, CanonicalPathsLeadToThemselves) {
    for (const char* path :
         {"cone/83.63308/22.0145/30", "cone/0/-90/10800", "where/name/M31", "where/mag/..5.5",
          "where/name/M%2A/class/6600", "cone/10.68/41.27/0.5/where/class/null",
          "where/ra/1..2/mag/-2.5..3", "where", "where/name", "cone/1", "where/name/README%2Etxt"})
        EXPECT_EQ(led_to(path), path);
}

TEST(TableRequest, OtherSpellingsLeadToTheCanonicalOne) {
    EXPECT_EQ(led_to("cone/05h34m31.97s/+22d00m52.2s/0.5d"), "cone/83.63321/22.0145/30");
    EXPECT_EQ(led_to("cone/083.630/22.010/30m"), "cone/83.63/22.01/30");
    EXPECT_EQ(led_to("where/NAME/M31"), "where/name/M31");
    EXPECT_EQ(led_to("where/name/M*"), "where/name/M%2A");
    EXPECT_EQ(led_to("where/name/%4d31"), "where/name/M31");
    EXPECT_EQ(led_to("where/name/ngc 224"), "where/name/ngc%20224");
    EXPECT_EQ(led_to("where/mag/5.0..+7"), "where/mag/5..7");
    EXPECT_EQ(led_to("where/mag/1e1"), "where/mag/10");
    EXPECT_EQ(led_to("where/class/06600"), "where/class/6600");
    EXPECT_EQ(led_to("where/mag/5..5"), "where/mag/5");
}

TEST(TableRequest, TextsInQuotesAreWhatTheyAre) {
    for (const char* path : {"where/name/%22null%22", "where/name/%22a..b%22",
                             "where/name/%22M%2A%22", "where/name/%22%22x%22%22"})
        EXPECT_EQ(led_to(path), path);
    EXPECT_EQ(led_to("where/name/\"null\""), "where/name/%22null%22");
    EXPECT_EQ(led_to("where/name/\"M31\""), "where/name/M31");
    EXPECT_EQ(led_to("where/name/null..null"), "where/name/%22null%22");
    EXPECT_THAT(led_to("where/mag/\"5\""), HasSubstr("is no value of mag"));
}

TEST(TableRequest, ColumnsComeInTheOrderOfTheTable) {
    EXPECT_EQ(led_to("where/class/6600/name/M31"), "where/name/M31/class/6600");
    EXPECT_EQ(led_to("where/class/1/mag/2/dec/3/ra/4/name/x"),
              "where/name/x/ra/4/dec/3/mag/2/class/1");
    EXPECT_EQ(led_to("cone/1/2/3/where/mag/2.0/ra/4"), "cone/1/2/3/where/ra/4/mag/2");
    EXPECT_EQ(led_to("where/name/a/class/1/mag/2"), "where/name/a/mag/2/class/1");
}

TEST(TableRequest, MisspeltColumnsAreToldTheNearest) {
    EXPECT_THAT(led_to("where/nmae/M31"),
                AllOf(HasSubstr("no column 'nmae'"), HasSubstr("the nearest is name")));
    EXPECT_THAT(led_to("where/temperature/5"), HasSubstr("it has name, ra, dec, mag, class, size"));
}

TEST(TableRequest, WhatIsNoValueIsRefusedWithTheForms) {
    EXPECT_THAT(led_to("where/mag/bright"),
                AllOf(HasSubstr("'bright' is no value of mag"), HasSubstr("2.. or ..5, or null")));
    EXPECT_THAT(led_to("where/class/%2E%2E"), HasSubstr("is no value of class"));
    EXPECT_THAT(led_to("where/name/a%2"), HasSubstr("two hex digits"));
    EXPECT_THAT(led_to("where/name/x/name/y"), HasSubstr("asked for twice"));
}

TEST(TableRequest, WhatIsNoConeIsRefused) {
    EXPECT_THAT(led_to("cone/361"), HasSubstr("no right ascension"));
    EXPECT_THAT(led_to("cone/10/95"), HasSubstr("no declination"));
    EXPECT_THAT(led_to("cone/10/5/-3"), HasSubstr("no radius"));
    EXPECT_THAT(led_to("cone/10/5/default"), HasSubstr("no default_search_radius"));
    TableSchema bare = schema_of({"name char12"});
    bare.name = "messier";
    EXPECT_THAT(led_to(bare, "cone"), HasSubstr("no positions"));
}

TEST(TableRequest, TheDefaultRadiusLeadsToItsNumber) {
    EXPECT_EQ(led_to(with_default_radius("60"), "cone/10/5/default"), "cone/10/5/60");
    EXPECT_EQ(led_to(with_default_radius("60.0"), "cone/10/5/default"), "cone/10/5/60");
}

TEST(TableRequest, ARadiusOfEachRowIsAFolderOfItsOwn) {
    const TableSchema schema = with_default_radius("@size");
    EXPECT_EQ(led_to(schema, "cone/10/5/default/where/class/1"), "cone/10/5/default/where/class/1");
    const auto request = table_request_of(schema, "cone/10/5/default");
    ASSERT_TRUE(request && request->selects());
    EXPECT_EQ(std::get<AskedRowRadius>(*request->cone->radius).column, 5u);
}

TEST(TableRequest, FilesAreThereWhereRowsAreSelected) {
    for (const char* path : {"cone/1/2/3", "where/name/x", "cone/1/2/3/where/name/x"}) {
        EXPECT_TRUE(table_request_of(messier(), path)->selects()) << path;
        EXPECT_EQ(led_to(std::string(path) + "/rows.fits"), "no selection: rows.fits");
    }
    for (const char* path : {"", "cone", "cone/1/2", "where", "where/name", "cone/1/2/3/where"})
        EXPECT_FALSE(table_request_of(messier(), path)->selects()) << path;
}

TEST(TableRequest, TheQueryHasTheNumbersOfThePath) {
    const auto request = table_request_of(messier(), "cone/10.68/41.27/30/where/mag/..5");
    const TableQuery query = request->query();
    EXPECT_EQ(query.cone->centre.ra.degrees, 10.68);
    EXPECT_EQ(query.cone->centre.dec.degrees, 41.27);
    EXPECT_EQ(query.cone->radius.degrees, 0.5);
    ASSERT_EQ(query.where.size(), 1u);
    EXPECT_EQ(query.where[0].column, 3u);
    EXPECT_EQ(query.where[0].most, "5");
}

}  // namespace
}  // namespace heafs
