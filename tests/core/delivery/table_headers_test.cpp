#include "core/delivery/table_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/delivery/worker_request_json.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Mission mission_with_table(const std::string& hdu = "") {
    return parse_mission(
        "[mission]\nname = 'small'\ntitle = 'Small'\n[delivery]\npublish = 'file'\n"
        "[obs]\nfolder = '{obs_id}'\nparts = { obs_id = '\\d{4}' }\n"
        "[[obs.file]]\nclass = 'events'\nlevel = 2\nfiles = '.*\\.evt'\n"
        "[[obs.file]]\nclass = 'log'\nlevel = 2\nfiles = '.*\\.log'\n"
        "[table]\nname = 'smallmaster'\nfrom = ['events']\n"
        "[[table.column]]\nname = 'obsid'\ntype = 'char4'\nvalue = 'obs_id'\n"
        "[[table.column]]\nname = 'exposure'\ntype = 'float8'\nkeywords = ['EXPOSURE']\n" +
            hdu,
        "small.toml");
}

Content content_with(std::vector<HeaderValue> values) {
    Content content;
    content.header = std::move(values);
    return content;
}

TEST(TableKeywords, AreThoseOfTheColumnsAndTheDate) {
    EXPECT_THAT(table_keywords(mission_with_table()), ElementsAre("DATE", "EXPOSURE"));
}

TEST(TableKeywords, AreNoneWithoutATable) { EXPECT_THAT(table_keywords(Mission()), IsEmpty()); }

TEST(TableValues, AreThoseOfTheFirstHduThatHasOne) {
    const Content content = content_with(
        {{1, "EXPOSURE", ""}, {2, "EXPOSURE", "10.5"}, {3, "EXPOSURE", "11"}, {1, "OBJECT", "x"}});
    EXPECT_THAT(table_values(mission_with_table(), "a.evt", content),
                ElementsAre(Pair("EXPOSURE", "10.5")));
}

TEST(TableValues, AreThoseOfTheHduThatIsAskedFor) {
    const Content content = content_with({{2, "EXPOSURE", "10.5"}, {3, "EXPOSURE", "11"}});
    EXPECT_THAT(table_values(mission_with_table("hdu = 3\n"), "a.evt", content),
                ElementsAre(Pair("EXPOSURE@3", "11")));
    EXPECT_THAT(table_values(mission_with_table("hdu = 4\n"), "a.evt", content), IsEmpty());
}

TEST(TableValues, AreNoneOfFilesThatTheTableDoesNotUse) {
    const Content content = content_with({{1, "EXPOSURE", "10.5"}});
    EXPECT_THAT(table_values(mission_with_table(), "a.log", content), IsEmpty());
    EXPECT_THAT(table_values(mission_with_table(), "a.xyz", content), IsEmpty());
}

TEST(TableValues, AreNotKeptWhenTheyAreVeryLong) {
    const Content content =
        content_with({{1, "EXPOSURE", std::string(kMaxTableValueBytes + 1, 'x')}});
    EXPECT_THAT(table_values(mission_with_table(), "a.evt", content), IsEmpty());
}

TEST(WorkerRequest, ComesBackAsItWasSent) {
    const WorkerRequest request{12345678901, {"DATE", "EXPOSURE"}, std::nullopt};
    const WorkerRequest back = worker_request_from_json(worker_request_to_json(request));
    EXPECT_EQ(back.size, request.size);
    EXPECT_EQ(back.keywords, request.keywords);
    EXPECT_FALSE(back.index);
}

}  // namespace
}  // namespace heafs
