#include "products/tables/table_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "products/tables/page_parts.h"
#include "tests/products/tables/random_table.h"

namespace heafs {
namespace {

using testing::HasSubstr;
using testing::Not;

// The guide's example, with what a page could stumble over.
LazyTable::Summary messier() {
    LazyTable::Summary table;
    table.schema.name = "heasarc_messier";
    table.schema.description = "New Messier catalog & <more>";
    table.schema.columns = {column_of("name", "char6"), column_of("ra", "float8"),
                            column_of("dec", "float8")};
    table.schema.columns[1].unit = "degree";
    table.schema.columns[1].description = "Right Ascension (\"ICRS\" > B1950)";
    table.schema.columns[1].index = "key";
    table.schema.unique_key = {"name"};
    table.schema.parameter_defaults = {"name", "ra"};
    table.schema.virtual_parameters = {
        {"default_search_radius", "60"}, {"right_ascension", "@ra"}, {"declination", "@dec"}};
    table.schema.document_url = "javascript:alert(1)";
    table.size = 12345;
    table.ranges = {{}, {0.5, 359.25, 0, -1}, {}};
    table.dates.modified = parse_calendar_moment("1781-04-13T01:02:03");
    return table;
}

TEST(TablePage, HasAnAnchorForEachColumn) {
    const std::string page = table_page(messier(), {});
    for (const char* column : {"name", "ra", "dec"})
        EXPECT_THAT(page, HasSubstr("<a name=\"" + std::string(column) + "\""));
    for (const char* part : {"overview", "parameters", "dataproducts", "contact_person"})
        EXPECT_THAT(page, HasSubstr("<a name=\"" + std::string(part) + "\">"));
}

TEST(TablePage, SaysWhatTheMetabaseSays) {
    const std::string page = table_page(messier(), {});
    EXPECT_THAT(page, HasSubstr("12,345"));
    EXPECT_THAT(page, HasSubstr("0.5 to 359.25"));
    EXPECT_THAT(page, HasSubstr("1781-04-13 01:02:03"));
    EXPECT_THAT(page, HasSubstr("<a href=\"#ra\">ra</a>"));
    EXPECT_THAT(page, HasSubstr("searched within 60 arcmin"));
    EXPECT_THAT(page, HasSubstr("href=\"heasarc_messier.vot\""));
}

TEST(TablePage, EscapesWhatATableSays) {
    const std::string page = table_page(messier(), {});
    EXPECT_THAT(page, HasSubstr("New Messier catalog &amp; &lt;more&gt;"));
    EXPECT_THAT(page, HasSubstr("Right Ascension (&quot;ICRS&quot; &gt; B1950)"));
    EXPECT_THAT(page, Not(HasSubstr("href=\"javascript")));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(TablePage, ShowsProductsAndLinks) {
    TableDocument document;
    document.product_sets = {{"image", "Image for Messier Data"}};
    document.links = {{"heasarc_messier", "wgacat", 1, "W", "cone: a.ra,a.dec,30", "Nearby"}};
    document.contact = "Dr. Messier";
    const std::string page = table_page(messier(), document);
    EXPECT_THAT(page, HasSubstr("Image for Messier Data"));
    EXPECT_THAT(page, HasSubstr("<a href=\"wgacat.html\">wgacat</a>"));
    EXPECT_THAT(page, HasSubstr("Dr. Messier"));
    EXPECT_THAT(table_page(messier(), {}), HasSubstr("No set of data products"));
}

TEST(TableIndex, ListsEachTableWithRowsAndDate) {
    const LazyTable::Summary one = messier();
    LazyTable::Summary other = messier();
    other.schema.name = "zzgen";
    const std::string page = table_index({{one, "catalogs"}, {other, ""}});
    EXPECT_THAT(page, HasSubstr("<a href=\"heasarc_messier.html\">heasarc_messier</a>"));
    EXPECT_THAT(page, HasSubstr("12,345"));
    EXPECT_THAT(page, HasSubstr("1781-04-13"));
    EXPECT_THAT(page, HasSubstr("<a href=\"zzgen.csv\">csv</a>"));
    EXPECT_LT(page.find("heasarc_messier.html"), page.find("zzgen.html"));
}

TEST(CountedText, GroupsThousands) {
    EXPECT_EQ(counted_text(0), "0");
    EXPECT_EQ(counted_text(999), "999");
    EXPECT_EQ(counted_text(1000), "1,000");
    EXPECT_EQ(counted_text(12345678), "12,345,678");
}

TEST(Markdown, BecomesHtml) {
    EXPECT_EQ(html_of_markdown("# Overview\nThe *bright* and\n**extended** objects `M1`.\n"),
              "<h3>Overview</h3>\n<p>The <em>bright</em> and <strong>extended</strong> objects "
              "<code>M1</code>.</p>\n");
    EXPECT_EQ(html_of_markdown("- one\n- two\n\nend"),
              "<ul><li>one</li>\n<li>two</li>\n</ul>\n<p>end</p>\n");
    EXPECT_EQ(html_of_markdown("see [the paper](https://example.org/a?b)"),
              "<p>see <a href=\"https://example.org/a?b\">the paper</a></p>\n");
}

TEST(Markdown, LeavesTextThatLooksLikeIt) {
    EXPECT_EQ(html_of_markdown("2 * 3 * 4 < 5 [0.5-2] `open\n"),
              "<p>2 * 3 * 4 &lt; 5 [0.5-2] `open</p>\n");
    EXPECT_EQ(html_of_markdown("[x](javascript:alert(1))\n"), "<p>x)</p>\n");
    EXPECT_EQ(html_of_markdown("#no heading\r\n\r\n    a < b\n"),
              "<p>#no heading</p>\n<pre>    a &lt; b\n</pre>\n");
}

}  // namespace
}  // namespace heafs
