#include "fs/tree/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string kFile = "obs/halosat/123401/products/a.fits";

class Explain : public testing::Test {
   protected:
    Explain() {
        StagingRun run(archive_.archive());
        run.put(run.delivery("now"), "obs/123401/products/a.fits", small_fits_file(1));
        run.put(run.delivery("first"), "obs/123401/products/b.fits", "Hello\n");
        run.staging().wait_until_idle();
    }
    Explanation explain(const std::string& path) {
        Database catalogue(archive_.archive().catalogue(), Access::kRead);
        return explain_path(archive_.archive(), catalogue, path);
    }
    std::string absence(const std::string& path) {
        const Explanation explanation = explain(path);
        EXPECT_FALSE(explanation.exists) << path;
        return explanation.text;
    }
    std::string presence(const std::string& path) {
        const Explanation explanation = explain(path);
        EXPECT_TRUE(explanation.exists) << path;
        return explanation.text;
    }

    TestArchive archive_{{"halosat", "swift"}};
};

TEST_F(Explain, ADeliveredFileWithItsHashAndItsBytes) {
    EXPECT_THAT(presence(kFile),
                AllOf(HasSubstr(sha256sum_of(small_fits_file(1))), HasSubstr("data/" + kFile),
                      HasSubstr("observation 123401"), HasSubstr("5760 bytes")));
}

TEST_F(Explain, AFolderWithWhatItHolds) {
    EXPECT_THAT(presence("obs/halosat/123401"), HasSubstr("1 folder and 0 files"));
}

TEST_F(Explain, APublicPathAsWhatItLeadsTo) {
    EXPECT_THAT(presence("FTP/halosat/data/obs/123401/products/a.fits"), HasSubstr("123401"));
}

TEST_F(Explain, TheFixedEntries) {
    for (const char* path : {"", "FTP", "delivery", "delivery/halosat", "README.txt",
                             ".heafs/status.json", "FTP/swift/data/obs"})
        presence(path);
}

TEST_F(Explain, AnUnknownMissionWithTheKnownOnes) {
    EXPECT_THAT(absence("obs/hubble/1"), AllOf(HasSubstr("hubble"), HasSubstr("halosat, swift")));
}

TEST_F(Explain, AnAbsentNameWithTheLastFolderThatExists) {
    EXPECT_THAT(absence("obs/halosat/123401/products/none"),
                HasSubstr("obs/halosat/123401/products exists, none in it does not"));
}

TEST_F(Explain, APathThatIsNoObservationWithTheLayout) {
    EXPECT_THAT(absence("obs/swift/00030795038"), HasSubstr("obs/swift/{month}/{obs_id}"));
}

TEST_F(Explain, APathBelowAFile) { EXPECT_THAT(absence(kFile + "/x"), HasSubstr("is a file")); }

TEST_F(Explain, AStagedFileWithItsFindings) {
    EXPECT_THAT(presence("delivery/halosat/first/obs/123401/products/b.fits"),
                HasSubstr("FIT-001"));
}

TEST_F(Explain, ADeliveryAndItsReports) {
    EXPECT_THAT(presence("delivery/halosat/first"), HasSubstr("revision 1"));
    presence("delivery/halosat/first/report.txt");
}

TEST_F(Explain, AnUnknownDelivery) {
    EXPECT_THAT(absence("delivery/halosat/none"), HasSubstr("no delivery 'none'"));
}

TEST_F(Explain, WhyANameCouldNotBeDelivered) {
    EXPECT_THAT(absence("delivery/halosat/first/obs/123401/products/" + std::string(36, 'a')),
                HasSubstr("36 characters"));
}

TEST_F(Explain, WhatNoMountHas) { EXPECT_THAT(absence("nonsense"), HasSubstr("A mount has")); }

TEST_F(Explain, ReadmeOfAMission) { presence("delivery/halosat/README.txt"); }

class ExplainRehearsal : public Explain {
   protected:
    ExplainRehearsal() {
        StagingRun run(archive_.archive());
        run.put(run.delivery("test_one"), "obs/123401/products/c.fits", small_fits_file(1));
        run.staging().wait_until_idle();
    }
};

TEST_F(ExplainRehearsal, TheFileThatWouldBePublic) {
    EXPECT_THAT(presence(".heafs/test/halosat/test_one/obs/halosat/123401/products/c.fits"),
                AllOf(HasSubstr("obs/123401/products/c.fits"), HasSubstr("5760 bytes"),
                      HasSubstr(sha256sum_of(small_fits_file(1)))));
}

TEST_F(ExplainRehearsal, AFolderAboveIt) {
    EXPECT_THAT(presence(".heafs/test/halosat/test_one/obs"), HasSubstr("1 file below"));
    EXPECT_THAT(presence(".heafs/test/halosat"), HasSubstr("test_one"));
}

TEST_F(ExplainRehearsal, WhatNobodyRehearsed) {
    EXPECT_THAT(absence(".heafs/test/halosat/test_one/obs/halosat/999"), HasSubstr("no file"));
    EXPECT_THAT(absence(".heafs/test/halosat/first"), HasSubstr("no rehearsal 'first'"));
    EXPECT_THAT(absence(".heafs/test/swift"), HasSubstr("nothing was rehearsed by swift"));
    EXPECT_THAT(absence(".heafs/test/hubble"), HasSubstr("no mission"));
}

}  // namespace
}  // namespace heafs
