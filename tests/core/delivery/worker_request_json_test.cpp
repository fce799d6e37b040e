#include "core/delivery/worker_request_json.h"

#include <gtest/gtest.h>

#include "config/base/error.h"

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

TEST(IndexAnswers, ComeBackAsTheyWereSent) {
    for (const char* why_not : {"", "no column \"PI\"\n"})
        EXPECT_EQ(index_answer_from_json(index_answer_to_json(why_not)), why_not);
}

// Foreign bytes of a header may stand in a reason.
TEST(IndexAnswers, BytesThatAreNoUtf8AreReplaced) {
    EXPECT_EQ(index_answer_from_json(index_answer_to_json("INSTRUME is \xff")),
              "INSTRUME is \xef\xbf\xbd");
}

TEST(WorkerMessages, WhatIsNoneIsRefused) {
    for (const char* text :
         {"", "null", "[]", "{}", "{\"size\":1}", "{\"size\":\"1\",\"keywords\":[]}",
          "{\"size\":1,\"keywords\":[],\"index\":{}}", "{\"size\":1,\"keywords\":[],\"index\":7}",
          "{\"why_not\":1}"}) {
        EXPECT_THROW(worker_request_from_json(text), Error) << text;
        EXPECT_THROW(index_answer_from_json(text), Error) << text;
    }
}

}  // namespace
}  // namespace heafs
