#include "core/delivery/worker_request_json.h"

#include <gtest/gtest.h>

#include "config/base/error.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

TEST(IndexOrders, ComeBackAsTheyWereSent) {
    const WorkerRequest request{
        12345678901,
        {},
        IndexOrder{"[mission]\nname = \"a\" # \"quoted\" \xc3\xa9\n",
                   "swift_xrt_pc",
                   {"obs/swift/a b'c.evt", "sha", "swift", "00030795038", "mission sha"}}};
    EXPECT_EQ(worker_request_from_json(worker_request_to_json(request)), request);
}

TEST(IndexOrders, AreAbsentFromARequestForContent) {
    EXPECT_FALSE(worker_request_from_json(worker_request_to_json({5, {"DATE"}, {}})).index);
}

TEST(IndexVerdicts, ComeBackAsTheyWereSent) {
    for (const IndexVerdict& verdict :
         {IndexVerdict{}, IndexVerdict{"no column \"PI\"\n"}, IndexVerdict{"full", true}})
        EXPECT_EQ(index_verdict_from_json(index_verdict_to_json(verdict)), verdict);
}

// Foreign bytes of a header may stand in a reason.
TEST(IndexVerdicts, BytesThatAreNoUtf8AreReplaced) {
    EXPECT_EQ(index_verdict_from_json(index_verdict_to_json({"INSTRUME is \xff"})).why_not,
              "INSTRUME is \xef\xbf\xbd");
}

TEST(TableOrders, ComeBackAsTheyWereSent) {
    WorkerRequest request;
    request.size = 7;
    request.table =
        IngestOrder{"messier", "upsert", "fits.gz", "messier.toml", "# \"a\" \xc3\xa9\n"};
    EXPECT_EQ(worker_request_from_json(worker_request_to_json(request)), request);
}

TEST(ContentOrders, AMissionFileThatIsKnownIsLeftOut) {
    WorkerRequest request;
    request.size = 7;
    request.place = ContentPlace{"swift", "# the text", "obs", "a.evt", 12, "", ""};
    EXPECT_EQ(worker_request_from_json(worker_request_to_json(request)), request);
    request.same_mission_file = true;
    const WorkerRequest read = worker_request_from_json(worker_request_to_json(request));
    EXPECT_TRUE(read.same_mission_file);
    EXPECT_EQ(read.place->mission_file, "");
    EXPECT_EQ(read.place->path, "a.evt");
}

TEST(TableVerdicts, ComeBackAsTheyWereSent) {
    const Finding finding = make_finding("TDT-002", "", "the key is there twice");
    for (const TableVerdict& verdict : {TableVerdict{}, TableVerdict{{finding}, false}})
        EXPECT_EQ(table_verdict_from_json(table_verdict_to_json(verdict)), verdict);
    EXPECT_THROW(table_verdict_from_json("{\"findings\":\"[{}]\",\"no_space\":false}"), Error);
    EXPECT_THROW(table_verdict_from_json("{\"findings\":[],\"no_space\":false}"), Error);
}

TEST(WorkerMessages, WhatIsNoneIsRefused) {
    for (const char* text :
         {"", "null", "[]", "{}", "{\"size\":1}", "{\"size\":\"1\",\"keywords\":[]}",
          "{\"size\":1,\"keywords\":[],\"index\":{}}", "{\"size\":1,\"keywords\":[],\"index\":7}",
          "{\"why_not\":1,\"no_space\":false}", "{\"why_not\":\"\"}",
          "{\"why_not\":\"\",\"no_space\":1}"}) {
        EXPECT_THROW(worker_request_from_json(text), Error) << text;
        EXPECT_THROW(index_verdict_from_json(text), Error) << text;
    }
}

}  // namespace
}  // namespace heafs
