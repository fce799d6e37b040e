#include "core/archive/rebuild.h"

#include <gmock/gmock.h>

#include "config/base/error.h"
#include "core/archive/writer_lock.h"
#include "core/delivery/content_json.h"
#include "tests/core/archive/interrupted_publication.h"
#include "tests/core/archive/recorded_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

namespace stdfs = std::filesystem;

auto path_is(const std::string& path) { return Field(&ScanFinding::path, path); }

class Rebuild : public RecordedArchive {
   protected:
    ScanReport rebuild() {
        WorkerPool workers(own_worker_command(), 1);
        RebuildParts parts;
        parts.describe = [&](int fd, int64_t size) {
            return content_to_json(workers.examine(fd, size));
        };
        return rebuild_catalogue(archive_.archive(), parts);
    }
    void lose_catalogue() {
        for (const char* end : {"", "-wal", "-shm"})
            stdfs::remove(archive_.archive().catalogue().string() + end);
    }
    std::string all_of(const std::string& table) { return says("SELECT * FROM " + table); }
};

using RebuildWithoutACatalogue = Rebuild;
using RebuildWithFindings = Rebuild;
using RebuildOfAStoppedPublication = InterruptedPublication;

TEST_F(Rebuild, GivesEveryTableRowByRow) {
    std::map<std::string, std::string> before;
    for (const char* table : {"dir", "file", "delivery", "observation", "staged",
                              // Segments are made again by who rebuilds: their ids are new ones.
                              "(SELECT * FROM sqlite_sequence WHERE name <> 'segment')",
                              "(SELECT name, sql FROM sqlite_master)"})
        before[table] = all_of(table);
    const ScanReport report = rebuild();
    EXPECT_THAT(report.findings, IsEmpty());
    EXPECT_THAT(report.notes, IsEmpty());
    EXPECT_EQ(report.files, kRecorded);
    for (const auto& [table, rows] : before) {
        EXPECT_NE(rows, "") << table;
        EXPECT_EQ(all_of(table), rows) << table;
    }
}

TEST_F(Rebuild, KeepsTheOldCatalogue) {
    const std::string files = all_of("file");
    says("UPDATE file SET level = 7");
    rebuild();
    EXPECT_EQ(all_of("file"), files);
    stdfs::rename(archive_.path() / "catalog.db.before-rebuild", archive_.archive().catalogue());
    EXPECT_EQ(says("SELECT min(level) FROM file"), "7");
    EXPECT_FALSE(stdfs::exists(archive_.path() / "catalog.db.rebuild"));
}

TEST_F(Rebuild, ADeliveryInProgressGoesOn) {
    rebuild();
    StagingRun run(archive_.archive());
    const uint64_t open = run.delivery("open");
    for (const SimulatedFile& file : simulate_halosat_observation("123403", 1, 20))
        if (file.path != "products/hs123403_s14_cl.evt.gz")
            run.put(open, "obs/123403/" + file.path, file.bytes);
    EXPECT_EQ(run.verdict("open"), "published");
}

TEST_F(Rebuild, TellsEachPublishedFileOnceAllRowsAreThere) {
    std::vector<int64_t> ids;
    RebuildParts parts;
    parts.each_published = [&](Database& database, const FileRow& file) {
        ids.push_back(file.id);
        EXPECT_EQ(Ledger(database).counts().files, kPublished);
        database.transaction(
            [&] { database.run("UPDATE file SET level = 9 WHERE id = ?", file.id); });
    };
    rebuild_catalogue(archive_.archive(), parts);
    std::string text;
    for (const int64_t id : ids) text += (text.empty() ? "" : "\n") + std::to_string(id);
    EXPECT_EQ(text, says("SELECT id FROM file WHERE state = 'published' ORDER BY id"));
    EXPECT_EQ(says("SELECT count(*) FROM file WHERE level = 9"), std::to_string(kPublished));
}

TEST_F(Rebuild, IsRefusedWhileTheArchiveIsMounted) {
    const WriterLock lock(archive_.archive(), "mounted on /mnt/heafs");
    try {
        rebuild();
        FAIL() << "it was not refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kBusy);
        EXPECT_THAT(error.what(), AllOf(HasSubstr("mounted on /mnt/heafs"), HasSubstr("unmount")));
    }
}

TEST_F(Rebuild, OfAnArchiveWithoutDeliveriesIsEmpty) {
    const TestArchive fresh;
    const ScanReport report = rebuild_catalogue(fresh.archive());
    EXPECT_EQ(report.files, 0);
    EXPECT_EQ(fresh.catalogue_says("SELECT path FROM dir"), "caldb\ndoc\nobs\nsoftware\ntrend");
}

// Without the old catalogue nobody knows: when areas were made in which nothing was published;
// deliveries that published nothing; and of the others their verdict and when they changed last.
TEST_F(RebuildWithoutACatalogue, GivesEveryPublishedRow) {
    const std::vector<std::string> known = {
        "file",
        "event_sketch",
        "observation",
        "(SELECT * FROM dir WHERE path NOT IN ('caldb', 'doc', 'software', 'trend'))",
        "(SELECT id, path, published FROM dir)",
        "(SELECT id, mission, name, revision, state, unit_mode, manifest_sha256, made_at FROM "
        "delivery WHERE id IN (SELECT delivery_id FROM file))",
        "(SELECT delivery_id, path, serial, folder, size, sha256, state, file_id FROM staged WHERE "
        "file_id IS NOT NULL)",
        "(SELECT * FROM sqlite_sequence WHERE name = 'file')"};
    std::map<std::string, std::string> before;
    for (const std::string& rows : known) before[rows] = all_of(rows);
    lose_catalogue();
    const ScanReport report = rebuild();
    EXPECT_THAT(report.findings, IsEmpty());
    for (const auto& [rows, values] : before) {
        EXPECT_NE(values, "") << rows;
        EXPECT_EQ(all_of(rows), values) << rows;
    }
}

TEST_F(RebuildWithoutACatalogue, AUnreadableOneIsAsNone) {
    const std::string files = all_of("file");
    lose_catalogue();
    std::ofstream(archive_.archive().catalogue()) << std::string(100000, 'x');
    const ScanReport report = rebuild();
    EXPECT_EQ(all_of("file"), files);
    EXPECT_THAT(report.notes, Contains(HasSubstr("not a database")));
    EXPECT_EQ(stdfs::file_size(archive_.path() / "catalog.db.before-rebuild"), 100000u);
}

TEST_F(RebuildWithoutACatalogue, KeepsTheBytesOfLostDeliveriesFromBeingRemoved) {
    lose_catalogue();
    const ScanReport report = rebuild();
    EXPECT_THAT(report.notes, Contains(AllOf(HasSubstr("1 files"), HasSubstr("lost-deliveries"))));
    const StagingRun run(archive_.archive());
    const auto lost = data(".heafs-superseded/lost-deliveries");
    ASSERT_EQ(std::distance(stdfs::directory_iterator(lost), {}), 1);
    const std::string text = read_file(stdfs::directory_iterator(lost)->path());
    const auto sent = simulate_halosat_observation("123403", 1, 20).at(7).bytes;
    EXPECT_EQ(text, text_of(sent));
}

TEST_F(RebuildWithoutACatalogue, NumbersGoOn) {
    const std::string greatest = says("SELECT max(id) FROM file");
    lose_catalogue();
    rebuild();
    {
        StagingRun run(archive_.archive());
        put_now(run, 3);
    }
    EXPECT_EQ(says("SELECT max(id) - " + greatest + " FROM file"), "1");
    EXPECT_EQ(says("SELECT version FROM file ORDER BY id DESC LIMIT 1"), "3");
    EXPECT_TRUE(stdfs::exists(archive_.archive().deliveries() / "halosat/now/record.000004.json"));
}

TEST_F(RebuildWithoutACatalogue, ADeliveryShowsItsPublishedFiles) {
    lose_catalogue();
    rebuild();
    StagingRun run(archive_.archive());
    EXPECT_EQ(run.verdict("first"), "published");
    EXPECT_EQ(run.summary("first").files.size(), 14u);
}

TEST_F(RebuildWithFindings, AFlippedByteIsReportedAndNotAdoptedWhileAllElseIs) {
    const std::string others = says("SELECT * FROM file WHERE name <> 'hs123401.log.pdf.gz'");
    flip_a_byte(kLog);
    const ScanReport report = rebuild();
    EXPECT_THAT(report.findings, ElementsAre(path_is(std::string("data/") + kLog)));
    EXPECT_EQ(all_of("file"), others);
}

TEST_F(RebuildWithFindings, WhatWasMendedIsAdoptedByTheNextOne) {
    const std::string files = all_of("file");
    flip_a_byte(kLog);
    rebuild();
    flip_a_byte(kLog);
    EXPECT_THAT(rebuild().findings, IsEmpty());
    EXPECT_EQ(all_of("file"), files);
}

TEST_F(RebuildWithFindings, NumbersOfFilesThatWereNotAdoptedAreNotGivenAgain) {
    const std::string greatest = says("SELECT max(id) FROM file");
    flip_a_byte(kReplaced);  // the newest file
    lose_catalogue();
    rebuild();
    EXPECT_EQ(says("SELECT seq FROM sqlite_sequence WHERE name = 'file'"), greatest);
    {
        StagingRun run(archive_.archive());
        put_now(run, 3);
    }
    EXPECT_EQ(says("SELECT max(id) - " + greatest + " FROM file"), "1");
    EXPECT_TRUE(stdfs::exists(archive_.archive().deliveries() / "halosat/now/record.000004.json"));
}

TEST_F(RebuildWithFindings, ADamagedOldVersionLeavesTheNewOne) {
    flip_a_byte(kKept);
    EXPECT_THAT(rebuild().findings, ElementsAre(path_is(std::string("data/") + kKept)));
    EXPECT_EQ(says("SELECT version, replaces IS NULL FROM file WHERE name = 'a.fits'"), "2|1");
}

TEST_F(RebuildWithFindings, ADamagedNewVersionDoesNotBringTheOldOneBack) {
    flip_a_byte(kReplaced);
    rebuild();
    EXPECT_EQ(says("SELECT version, state FROM file WHERE name = 'a.fits'"), "1|superseded");
}

TEST_F(RebuildWithFindings, ADeliveryAfterDamageIsKeptApartByTheNextRebuild) {
    flip_a_byte(kReplaced);
    rebuild();
    {
        StagingRun run(archive_.archive());
        put_now(run, 3);
    }
    const auto findings = rebuild().findings;
    EXPECT_THAT(findings,
                ElementsAre(Field(&ScanFinding::path, HasSubstr(".heafs-superseded/unexpected/"))));
    EXPECT_EQ(says("SELECT count(*) FROM file WHERE name = 'a.fits' AND state = 'published'"), "1");
}

TEST_F(RebuildWithFindings, MissingAndUnknownFilesAreReported) {
    stdfs::remove(data(kLog));
    std::ofstream(data("obs/halosat/stray.txt")) << "?";
    EXPECT_THAT(rebuild().findings,
                testing::UnorderedElementsAre(path_is(std::string("data/") + kLog),
                                              path_is("data/obs/halosat/stray.txt")));
    EXPECT_EQ(says("SELECT count(*) FROM file"), std::to_string(kRecorded - 1));
}

TEST_F(RebuildWithFindings, ARecordThatCannotBeReadIsReportedAndItsFilesAreUnknown) {
    std::ofstream(archive_.archive().deliveries() / "halosat/first/record.json") << "{\"format\":1";
    const auto findings = rebuild().findings;
    EXPECT_EQ(findings.size(), 15u);  // the record, and the 14 files that it had named
    EXPECT_THAT(findings, Contains(path_is("deliveries/halosat/first/record.json")));
    EXPECT_EQ(says("SELECT count(*) FROM file"), "2");
}

TEST_F(RebuildWithFindings, WithoutOneGoodFileNothingIsReplaced) {
    stdfs::rename(data("obs"), data("elsewhere"));
    stdfs::rename(data(".heafs-superseded"), data("elsewhere too"));
    const std::string files = all_of("file");
    EXPECT_THROW(rebuild(), Error);
    EXPECT_EQ(all_of("file"), files);
    EXPECT_FALSE(stdfs::exists(archive_.path() / "catalog.db.before-rebuild"));
}

TEST_F(RebuildOfAStoppedPublication, FinishesItFirst) {
    publish_and_stop({PublishStep::kMoved, 3});
    EXPECT_THAT(rebuild_catalogue(archive_.archive()).findings, IsEmpty());
    expect_all_is_published();
}

class RebuildFromRecordsAlone : public RebuildOfAStoppedPublication,
                                public testing::WithParamInterface<StopPoint> {};

TEST_P(RebuildFromRecordsAlone, FinishesAPublicationThatWasCutShort) {
    publish_and_stop(GetParam());
    stdfs::remove(archive_.archive().catalogue());
    stdfs::remove(archive_.archive().catalogue().string() + "-wal");
    stdfs::remove(archive_.archive().catalogue().string() + "-shm");
    EXPECT_THAT(rebuild_catalogue(archive_.archive()).findings, IsEmpty());
    expect_all_is_published();
}

INSTANTIATE_TEST_SUITE_P(
    Each, RebuildFromRecordsAlone,
    testing::Values(StopPoint{PublishStep::kRecorded}, StopPoint{PublishStep::kLinked, 2},
                    StopPoint{PublishStep::kMoved, 1}, StopPoint{PublishStep::kMoved, 5},
                    StopPoint{PublishStep::kSettled}, StopPoint{PublishStep::kCommitted}));

// The journal says that d.fits has moved, and other bytes stand there: recovery refuses to go on.
TEST_F(RebuildOfAStoppedPublication, GoesOnWhereRecoveryRefuses) {
    publish_and_stop({PublishStep::kMoved, 2});
    const std::string spoilt = staged_[1].final_path;
    std::ofstream(archive_.archive().data() / spoilt) << "an accident";
    EXPECT_THROW(recover(), Error);
    const ScanReport report = rebuild_catalogue(archive_.archive());
    EXPECT_THAT(report.findings, ElementsAre(path_is("data/" + spoilt)));
    EXPECT_EQ(says("SELECT count(*) FROM file WHERE state = 'published'"), "5");
    EXPECT_EQ(says("SELECT count(*) FROM journal WHERE done = 0"), "0");
    EXPECT_THAT(recover(), IsEmpty());
}

}  // namespace
}  // namespace heafs
