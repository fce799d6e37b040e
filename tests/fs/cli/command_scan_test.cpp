#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/archive/writer_lock.h"
#include "fs/cli/commands.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class CommandScan : public testing::Test {
   protected:
    CommandScan() {
        StagingRun run(archive_.archive());
        run.put(run.delivery("now"), "obs/123402/products/a.fits", small_fits_file(1, "123402"));
        run.staging().wait_until_idle();
    }
    int scan(const std::vector<const char*>& options = {}) {
        const std::string path = archive_.path().string();
        std::vector<const char*> words = {"heafs", "scan", path.c_str()};
        words.insert(words.end(), options.begin(), options.end());
        out_.str("");
        err_.str("");
        return run_program(static_cast<int>(words.size()), words.data(), out_, err_);
    }
    void spoil() {
        std::ofstream(archive_.archive().data() / "obs/halosat/123402/products/a.fits") << "bad";
    }

    TestArchive archive_;
    std::ostringstream out_, err_;
};

TEST_F(CommandScan, OfAGoodArchiveIsOk) {
    EXPECT_EQ(scan(), 0);
    EXPECT_EQ(out_.str(), "1 file (5760 bytes) as recorded, 0 findings\n");
}

TEST_F(CommandScan, TellsWhatIsWrongAndHowToMendIt) {
    spoil();
    EXPECT_EQ(scan(), 1);
    EXPECT_THAT(out_.str(),
                AllOf(HasSubstr("data/obs/halosat/123402/products/a.fits\n  expected: 5760 bytes"),
                      HasSubstr("\n  found:    3 bytes, SHA-256 "), HasSubstr("\n  to mend:  put"),
                      HasSubstr("0 files (0 bytes) as recorded, 1 finding\n")));
}

TEST_F(CommandScan, ChangesNothing) {
    const std::string files = archive_.catalogue_says("SELECT * FROM file");
    spoil();
    scan();
    EXPECT_EQ(archive_.catalogue_says("SELECT * FROM file"), files);
}

TEST_F(CommandScan, WorksBesideAMountButDoesNotRebuildThere) {
    const WriterLock lock(archive_.archive(), "mounted on /mnt/heafs");
    EXPECT_EQ(scan(), 0);
    EXPECT_EQ(scan({"--rebuild"}), 3);
    EXPECT_THAT(err_.str(), AllOf(HasSubstr("mounted on /mnt/heafs"), HasSubstr("unmount it")));
}

TEST_F(CommandScan, RebuildMakesALostCatalogueAgain) {
    const std::string files = archive_.catalogue_says("SELECT * FROM file");
    std::filesystem::remove(archive_.archive().catalogue());
    EXPECT_EQ(scan(), 3);
    EXPECT_EQ(scan({"--rebuild"}), 0);
    EXPECT_EQ(archive_.catalogue_says("SELECT * FROM file"), files);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("Note: there was no catalogue\n"),
                                  HasSubstr("1 file (5760 bytes) as recorded, 0 findings\n"),
                                  HasSubstr("catalog.db was made again")));
}

TEST_F(CommandScan, RebuildWithoutOneGoodFileFails) {
    spoil();
    EXPECT_EQ(scan({"--rebuild"}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("not one of 1 files is as recorded"));
    EXPECT_EQ(archive_.catalogue_says("SELECT count(*) FROM file"), "1");
}

TEST(ScanProgressLine, TellsRateAndTimeLeft) {
    // 300 MiB in 3 s are 100 MiB/s; the other 6500 MiB take 65 s.
    const int64_t mebi = 1 << 20;
    EXPECT_EQ(progress_text({12, 340, 300 * mebi, 6800 * mebi}, Seconds{3}),
              "12 of 340 files, 100 MiB/s, 0:01:05 left");
    EXPECT_EQ(progress_text({0, 340, 0, 6800 * mebi}, Seconds{0}),
              "0 of 340 files, 0 MiB/s, 0:00:00 left");
}

}  // namespace
}  // namespace heafs
