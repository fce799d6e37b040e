// Tables that are delivered and made from headers. Expected rows are written by hand.
#include "products/tables/merged_table.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "core/fits/fits_writer.h"
#include "products/tables/archive_tables.h"
#include "tests/core/tables/small_table.h"
#include "tests/products/tables/random_table.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> records(const TableSegment& table) {
    std::vector<std::string> all;
    for (int64_t row = 0; row < table.size(); ++row) {
        all.emplace_back(table.record(row));
        all.back().pop_back();
    }
    return all;
}

std::shared_ptr<const TableSegment> from_headers(const TextRows& rows) {
    TableSchema schema = schema_of({"obsid char4", "name char20", "exposure float8_s", "ra float8",
                                    "dec float8", "status int4"},
                                   {"obsid"});
    schema.name = "smallmaster";
    return table_of(schema, rows);
}

std::shared_ptr<const TableSegment> delivered(const TextRows& rows) {
    TableSchema schema = schema_of(
        {"pi char8 // Investigator", "obsid char6 (key)", "name char4 // Its name", "status int1"},
        {"obsid"});
    schema.name = "heasarc_smallmaster";
    schema.virtual_parameters = {{"target_name", "@name"}};
    return table_of(schema, rows);
}

class Merged : public testing::Test {
   protected:
    TestArchive archive_;
    MergedTable merged_{archive_.archive().cache()};
};

TEST_F(Merged, HasTheColumnsOfBothAndTheDeliveredOnesFirst) {
    const TableSchema schema = merged_schema(delivered({})->schema(), from_headers({})->schema());
    EXPECT_EQ(schema.name, "smallmaster");
    std::vector<std::string> names;
    for (const TableColumn& column : schema.columns)
        names.push_back(column.name + " " + name_of(column.type));
    EXPECT_THAT(names, ElementsAre("pi char8", "obsid char6", "name char20", "status int1",
                                   "exposure float8", "ra float8", "dec float8"));
    EXPECT_EQ(schema.columns[2].description, "Its name");
    EXPECT_THAT(schema.virtual_parameters,
                ElementsAre(KeyValue{"target_name", "@name"}, KeyValue{"declination", "@dec"},
                            KeyValue{"right_ascension", "@ra"}));
}

TEST_F(Merged, JoinsRowsByObservationAndKeepsThoseOfOneSide) {
    const auto headers = from_headers({{"0001", "Crab Nebula", "12.5", "83.6", "22", "7"},
                                       {"0003", "Vela", "3", "128.8", "-45.2", ""}});
    const auto own = delivered({{"Smith", "0002", "M31", "1"}, {"Jones", "0001", "M1", ""}});
    EXPECT_THAT(records(*merged_.current(own, headers)),
                ElementsAre("Smith|0002|M31|1||||", "Jones|0001|M1|7|12.5|83.6|22|",
                            "|0003|Vela||3|128.8|-45.2|"));
}

TEST_F(Merged, AHeadersValueThatTheDeliveredColumnDoesNotTakeIsNull) {
    const auto headers = from_headers({{"0001", "", "", "", "", "300"}});
    EXPECT_THAT(records(*merged_.current(delivered({{"", "0001", "", ""}}), headers)),
                ElementsAre("|0001||||||"));
}

TEST_F(Merged, IsTheSameTableWhileBothAre) {
    const auto headers = from_headers({{"0001", "Crab", "1", "", "", ""}});
    const auto own = delivered({{"Smith", "0002", "M31", "1"}});
    const auto first = merged_.current(own, headers);
    EXPECT_EQ(merged_.current(own, headers), first);
    EXPECT_NE(merged_.current(own, from_headers({})), first);
}

// Rows are copied where they can be: what comes out is what would be made from the beginning.
TEST_F(Merged, InStepsIsWhatItIsAtOnce) {
    const auto own = delivered({{"Smith", "0002", "M31", "1"}, {"Jones", "0001", "", ""}});
    const std::vector<TextRows> states = {
        {{"0001", "Crab", "1", "", "", ""}, {"0004", "Four", "4", "", "", "4"}},
        {{"0001", "Crab", "2", "", "", ""},
         {"0003", "Three", "3", "1", "1", ""},
         {"0004", "Four", "4", "", "", "4"}},
        {{"0002", "Two", "2", "5", "5", ""}, {"0004", "Another name", "4", "", "", "4"}},
        {},
        {{"0001", "Crab", "2", "", "", ""}}};
    for (const TextRows& state : states) {
        const auto headers = from_headers(state);
        MergedTable fresh(archive_.archive().cache());
        const auto stepwise = merged_.current(own, headers), at_once = fresh.current(own, headers);
        EXPECT_EQ(records(*stepwise), records(*at_once));
        EXPECT_EQ(stepwise->content_hash(), at_once->content_hash());
    }
    const auto more = delivered({{"Smith", "0001", "M1", "1"}});
    EXPECT_THAT(records(*merged_.current(more, from_headers(states.back()))),
                ElementsAre("Smith|0001|M1|1|2|||"));
}

std::string mission_with(const std::string& source) {
    return "[mission]\nname = \"small\"\ntitle = \"Small\"\n[delivery]\npublish = \"file\"\n"
           "[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '\\d{4}' }\n"
           "[[obs.file]]\nclass = \"events\"\nlevel = 2\nfiles = '.*\\.evt'\n"
           "[table]\nname = \"smallmaster\"\ndescription = \"Small Master\"\nfrom = "
           "[\"events\"]\n" +
           source +
           "[[table.column]]\nname = \"obsid\"\ntype = \"char4\"\nvalue = \"obs_id\"\n"
           "[[table.column]]\nname = \"name\"\ntype = \"char20\"\nkeywords = [\"OBJECT\"]\n"
           "[[waive]]\nrule = \"NAM-007\"\nfiles = \"*\"\nreason = \"short names of tests\"\n"
           "until = \"2099-01-01\"\n";
}

std::string tdat_with(const std::string& key, const std::string& records) {
    return "<HEADER>\ntable_name = smallmaster\ntable_description = \"Of the team\"\n"
           "field[obsid] = char4 (key) // Observation\nfield[pi] = char8 // Investigator\n" +
           key + "line[1] = obsid pi\n<DATA>\n" + records + "<END>\n";
}

// An archive whose mission makes a table and delivers one.
struct MergedSite {
    explicit MergedSite(const std::string& source = "")
        : archive({"halosat"}, {mission_with(source)}) {}
    TestArchive archive;
    StagingRun run{archive.archive()};
    ArchiveTables tables{archive.archive(), run.ledger()};

    void publish_observation(const std::string& obs_id, const std::string& object) {
        FitsWriter writer;
        writer.add_empty_primary();
        writer.write_card({"TELESCOP", "SMALL", "telescope"});
        writer.write_card({"OBJECT", object, ""});
        run.put(run.delivery("now", "small"), "obs/" + obs_id + "/a.evt", writer.finish());
        run.staging().wait_until_idle();
    }
    std::string deliver(const std::string& name, const std::string& text) {
        run.put(run.delivery(name, "small"), "tables/replace/smallmaster.tdat", text);
        return run.verdict(name, "small");
    }
    std::vector<std::string> rows() {
        return records(*tables.current()->at("smallmaster").segment);
    }
};

TEST(MergedSite, BothCountAndEachChangesWithItsOwnDelivery) {
    MergedSite site;
    site.publish_observation("0001", "Crab");
    EXPECT_THAT(site.rows(), ElementsAre("0001|Crab|"));
    EXPECT_EQ(site.deliver("a", tdat_with("unique_key = obsid\n", "0001|Smith|\n0002|Lee|\n")),
              "published");
    EXPECT_THAT(site.rows(), ElementsAre("0001|Smith|Crab|", "0002|Lee||"));
    site.publish_observation("0002", "Vela");
    site.publish_observation("0003", "M31");
    EXPECT_THAT(site.rows(), ElementsAre("0001|Smith|Crab|", "0002|Lee|Vela|", "0003||M31|"));
    const auto hash = site.tables.current()->at("smallmaster").segment->content_hash();
    ArchiveTables again(site.archive.archive(), site.run.ledger());
    EXPECT_EQ(again.current()->at("smallmaster").segment->content_hash(), hash);
    EXPECT_EQ(again.current()->at("smallmaster").document.mission, "small");
}

TEST(MergedSite, ATableWithoutTheKeyOfBothIsRefused) {
    MergedSite site;
    site.publish_observation("0001", "Crab");
    EXPECT_EQ(site.deliver("a", tdat_with("unique_key = pi\n", "0001|Smith|\n")), "rejected");
    const auto findings = site.run.summary("a", "small").findings;
    ASSERT_TRUE(has_rule(findings, "TDT-002"));
    const auto refusal = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.rule == "TDT-002";
    });
    EXPECT_THAT(refusal->text, HasSubstr("unique_key = obsid"));
    EXPECT_THAT(site.rows(), ElementsAre("0001|Crab|"));
}

TEST(MergedSite, OfHeadersAloneTakesNoDeliveredTable) {
    MergedSite site("source = \"headers\"\n");
    site.publish_observation("0001", "Crab");
    EXPECT_EQ(site.deliver("a", tdat_with("unique_key = obsid\n", "0001|Smith|\n")), "rejected");
    EXPECT_TRUE(has_rule(site.run.summary("a", "small").findings, "NAM-009"));
    EXPECT_THAT(site.rows(), ElementsAre("0001|Crab|"));
}

TEST(MergedSite, ThatIsDeliveredHasNoRowsOfHeaders) {
    MergedSite site("source = \"delivered\"\n");
    site.publish_observation("0001", "Crab");
    EXPECT_EQ(site.tables.current()->count("smallmaster"), 0u);
    EXPECT_EQ(site.deliver("a", tdat_with("unique_key = pi\n", "0002|Smith|\n")), "published");
    EXPECT_THAT(site.rows(), ElementsAre("0002|Smith|"));
}

}  // namespace
}  // namespace heafs
