#include "core/archive/record_json.h"

#include <gtest/gtest.h>

#include "config/base/error.h"

namespace heafs {
namespace {

// As records were written before they told of delivery ids, times and staged names.
constexpr const char* kOldRecord = R"({
 "format": 1, "mission": "halosat", "delivery": "first", "revision": 2, "publication": 7,
 "journalled": "2026-11-22T19:59:41Z", "mission_file_sha256": "ff",
 "files": [{"path": "obs/halosat/123401/a.fits", "sha256": "aa", "size": 10, "inflated_size": 20,
  "mtime_ns": 5, "inode": 17, "version": 2, "class": "events", "level": 1, "obs_id": "123401",
  "uid": 1000, "gid": 100, "replaces": {"inode": 3, "sha256": "bb", "size": 9, "kept": "k"},
  "public_date": null, "verdict": "accepted", "findings": [],
  "observation": {"object": "Crab", "start": "", "stop": "", "ra": 83.63308, "dec": 22.0145}}]})";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

TEST(RecordJson, OfAnOlderHeafsIsRead) {
    const Record record = record_from_json(kOldRecord);
    EXPECT_EQ(record.heading.mission, "halosat");
    EXPECT_EQ(record.heading.revision, 2);
    EXPECT_EQ(record.heading.publication, 7);
    EXPECT_EQ(record.heading.delivery_id, 0);
    EXPECT_EQ(record.heading.published_ns, 0);
    ASSERT_EQ(record.entries.size(), 1u);
    const JournalEntry& entry = record.entries[0];
    EXPECT_EQ(entry.file_id, 17);
    EXPECT_EQ(entry.version, 2);
    EXPECT_EQ(entry.mission, "halosat");
    EXPECT_EQ(entry.uid, 1000u);
    EXPECT_EQ(entry.replaces->file_id, 3);
    EXPECT_EQ(entry.replaces->superseded_path, "k");
    EXPECT_EQ(entry.delivery_path, "");
    EXPECT_EQ(entry.public_date, "");
}

TEST(RecordJson, SurvivesBeingReadAndWritten) {
    Record record = record_from_json(kOldRecord);
    record.heading.delivery_id = 4;
    record.heading.unit_mode = "unit";
    record.heading.made_ns = 1795386620969119824;
    record.heading.published_ns = 1795386621012377040;
    record.entries[0].delivery_path = "obs/123401/a.fits";
    record.entries[0].staged = ".heafs-staging/9";
    record.entries[0].public_date = "2030-01-01";
    record.entries.push_back(record.entries[0]);
    record.entries[1].replaces.reset();
    record.entries[1].observation = "";
    const std::string text = record_to_json(record.heading, record.entries);
    const Record again = record_from_json(text);
    EXPECT_EQ(record_to_json(again.heading, again.entries), text);
    EXPECT_EQ(again.heading.made_ns, 1795386620969119824);
    EXPECT_EQ(again.entries[0].staged, ".heafs-staging/9");
    EXPECT_EQ(again.entries[0].public_date, "2030-01-01");
}

struct Change {
    const char* from;
    const char* to;
};

class BadRecords : public testing::TestWithParam<Change> {};

TEST_P(BadRecords, AreMalformed) {
    try {
        record_from_json(replaced(kOldRecord, GetParam().from, GetParam().to));
        FAIL() << "it was read";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kMalformed);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadRecords,
    testing::Values(Change{"\"format\": 1", "\"format\": 2"}, Change{"\"files\": [", "\"files\": "},
                    Change{"\"sha256\": \"aa\", ", ""}, Change{"\"size\": 10", "\"size\": \"10\""},
                    Change{"\"size\": 10", "\"size\": -1"}, Change{"\"inode\": 17", "\"inode\": 1"},
                    Change{"\"version\": 2", "\"version\": 0"},
                    Change{"\"kept\": \"k\"", "\"gone\": \"k\""}));

}  // namespace
}  // namespace heafs
