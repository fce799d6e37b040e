// Whole commands in process: exit codes, and words that say what, where and how to go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "core/archive/writer_lock.h"
#include "core/simulation/halosat_observation.h"
#include "fs/cli/commands.h"
#include "tests/support/outside_programs.h"
#include "tests/support/small_fits.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class RunProgram : public testing::Test {
   protected:
    int run(const std::vector<std::string>& words) {
        std::vector<const char*> pointers = {"heafs"};
        for (const std::string& word : words) pointers.push_back(word.c_str());
        out_.str("");
        err_.str("");
        return run_program(static_cast<int>(pointers.size()), pointers.data(), out_, err_);
    }
    std::string at(const std::string& name) { return (folder_.path() / name).string(); }
    std::string archive() { return archive_.path().string(); }

    TestArchive archive_{{"halosat", "swift"}};
    TemporaryFolder folder_;
    std::ostringstream out_, err_;
};

TEST_F(RunProgram, InitMakesAnArchiveAndTellsWhatIsNext) {
    EXPECT_EQ(run({"init", at("new"), "--missions", "halosat"}), 0);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr(at("new")), HasSubstr("heafs mount")));
    EXPECT_TRUE(std::filesystem::exists(at("new/archive.toml")));
}

TEST_F(RunProgram, InitOfAnArchiveFails) {
    EXPECT_EQ(run({"init", archive()}), 3);
    EXPECT_THAT(err_.str(), AllOf(StartsWith("heafs: "), HasSubstr("is an archive already")));
}

TEST_F(RunProgram, InitForAnUnknownMissionNamesTheKnown) {
    EXPECT_EQ(run({"init", at("new"), "--missions", "hubble"}), 3);
    EXPECT_THAT(err_.str(), AllOf(HasSubstr("hubble"),
                                  HasSubstr("fermi, halosat, hess, nicer, nustar, swift")));
}

TEST_F(RunProgram, InitWithASizeThatIsNoneFails) {
    EXPECT_NE(run({"init", at("new"), "--reserve", "much"}), 0);
    EXPECT_THAT(err_.str(), HasSubstr("'much' is no size"));
}

TEST_F(RunProgram, StatusOfAnArchiveThatIsNotMounted) {
    EXPECT_EQ(run({"status", archive()}), 0);
    EXPECT_THAT(out_.str(), HasSubstr("Mounted on:   nothing"));
}

TEST_F(RunProgram, StatusOfAnyOtherFolderFails) {
    EXPECT_EQ(run({"status", folder_.path().string()}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("neither an archive"));
}

TEST_F(RunProgram, MountOfNoArchiveTellsHowToMakeOne) {
    EXPECT_EQ(run({"mount", at("none"), folder_.path().string()}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("heafs init"));
}

TEST_F(RunProgram, MountOnNoFolderTellsHowToMakeIt) {
    EXPECT_EQ(run({"mount", archive(), at("none")}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("mkdir -p " + at("none")));
}

TEST_F(RunProgram, MountWithAnUnknownOptionIsWrongUse) {
    EXPECT_EQ(run({"mount", archive(), folder_.path().string(), "-o", "passtrough=off"}), 2);
    EXPECT_THAT(err_.str(), AllOf(HasSubstr("passtrough=off"), HasSubstr("passthrough=auto|off")));
}

TEST_F(RunProgram, MountOfAnArchiveInUseNamesTheUser) {
    const WriterLock lock(archive_.archive(), "mounted on /mnt/first");
    EXPECT_EQ(run({"mount", archive(), folder_.path().string()}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("mounted on /mnt/first"));
}

TEST_F(RunProgram, UmountOfNoMountFails) {
    EXPECT_EQ(run({"umount", folder_.path().string()}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("is no mount of a heafs archive"));
}

TEST_F(RunProgram, WaitForNoDeliveryFails) {
    EXPECT_EQ(run({"wait", folder_.path().string()}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("is no delivery"));
}

struct Waited {
    const char* word;
    int exit_code;
};

class Waits : public RunProgram, public testing::WithParamInterface<Waited> {};

TEST_P(Waits, EndWithTheVerdict) {
    folder_.write("verdict.txt", bytes_of(std::string(GetParam().word) + "\n"));
    EXPECT_EQ(run({"wait", folder_.path().string(), "--timeout", "0"}), GetParam().exit_code);
    EXPECT_EQ(out_.str(), std::string(GetParam().word) + "\n");
}

INSTANTIATE_TEST_SUITE_P(Each, Waits,
                         testing::Values(Waited{"published", 0}, Waited{"rejected", 1},
                                         Waited{"held", 1}, Waited{"receiving", 3},
                                         Waited{"validating", 3}, Waited{"publishing", 3}));

TEST_F(RunProgram, ValidateOfAGoodFile) {
    const auto file = folder_.write("a.fits", small_fits_file(1)).string();
    EXPECT_EQ(run({"validate", file}), 0);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("VALID"), HasSubstr("Findings: 0 errors")));
}

TEST_F(RunProgram, ValidateOfABadFileHasFindings) {
    const auto file = folder_.write("a.fits", bytes_of("Hello\n")).string();
    EXPECT_EQ(run({"validate", file}), 1);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("FIT-001"), HasSubstr("How to mend it")));
}

TEST_F(RunProgram, ValidateOfNoFileFails) {
    EXPECT_EQ(run({"validate", at("none")}), 3);
    EXPECT_THAT(err_.str(), HasSubstr(at("none")));
}

TEST_F(RunProgram, StrictValidationCountsWarnings) {
    auto bytes = small_fits_file(1);
    bytes[text_of(bytes).find("SEQNO") + 79] = std::byte{'x'};
    const auto file = folder_.write("a.fits", bytes).string();
    EXPECT_EQ(run({"validate", file}), 0);
    EXPECT_EQ(run({"validate", "--strict", file}), 1);
}

TEST_F(RunProgram, ValidateFindsTheObservationInThePath) {
    const auto file = folder_.write("out/123401/extra/a.fits", small_fits_file(1)).string();
    EXPECT_EQ(run({"validate", "--mission", "halosat", file}), 1);
    EXPECT_THAT(out_.str(), HasSubstr("NAM-009"));
}

// A bag as RFC 8493 has them; MD5 by md5sum.
class ValidateBag : public RunProgram {
   protected:
    void SetUp() override {
        folder_.write("bag/bagit.txt",
                      bytes_of("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"));
        const auto file = folder_.write("bag/data/obs/123401/products/a.fits", small_fits_file(1));
        digest_ = output_of("md5sum '" + file.string() + "'").substr(0, 32);
    }
    int validate_with(const std::string& digest, const std::string& oxum) {
        folder_.write("bag/manifest-md5.txt",
                      bytes_of(digest + "  data/obs/123401/products/a.fits\n"));
        folder_.write("bag/bag-info.txt", bytes_of("Payload-Oxum: " + oxum + "\n"));
        return run({"validate", at("bag")});
    }
    std::string digest_;
};

TEST_F(ValidateBag, GoodOnesAreValid) {
    EXPECT_EQ(validate_with(digest_, "5760.1"), 0) << out_.str();
    EXPECT_THAT(out_.str(), HasSubstr("DLV-009"));
}

TEST_F(ValidateBag, AWrongDigestIsFound) {
    EXPECT_EQ(validate_with(std::string(32, '0'), "5760.1"), 1);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("DLV-004"), HasSubstr(digest_)));
}

TEST_F(ValidateBag, AWrongPayloadOxumIsFound) {
    EXPECT_EQ(validate_with(digest_, "5761.1"), 1);
    EXPECT_THAT(out_.str(), HasSubstr("says Payload-Oxum 5761.1, found 5760.1 octets.files"));
}

TEST_F(RunProgram, ValidateOfADeliveryJudgesItsControlFiles) {
    folder_.write("d/obs/123401/products/a.fits", small_fits_file(1));
    folder_.write("d/delivery.toml", bytes_of("revision = \"many\"\n"));
    EXPECT_EQ(run({"validate", at("d")}), 1);
    EXPECT_THAT(out_.str(), HasSubstr("delivery.toml"));
}

TEST_F(RunProgram, ValidateWithAnUnknownMissionNamesTheKnown) {
    const auto file = folder_.write("a.fits", small_fits_file(1)).string();
    EXPECT_EQ(run({"validate", "--mission", "hubble", file}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("fermi, halosat, hess, nicer, nustar, swift"));
}

TEST_F(RunProgram, IngestPublishesAnObservation) {
    for (const SimulatedFile& file : simulate_halosat_observation("123401", 1, 20))
        folder_.write("out/obs/123401/" + file.path, file.bytes);
    EXPECT_EQ(run({"ingest", archive(), "--mission", "halosat", at("out")}), 0) << out_.str();
    EXPECT_EQ(out_.str(), "published\n");
    EXPECT_EQ(run({"explain", archive(), "obs/halosat/123401/products/hs123401_s14.pi.gz"}), 0);
}

TEST_F(RunProgram, IngestOfABadFilePublishesNothingAndReports) {
    folder_.write("out/obs/2008_08/00030795038/xrt/event/a.evt", small_fits_file(1));
    folder_.write("out/obs/2008_08/00030795038/xrt/event/b.evt", bytes_of("Hello\n"));
    EXPECT_EQ(run({"ingest", archive(), "--mission", "swift", at("out")}), 1);
    EXPECT_THAT(out_.str(), AllOf(StartsWith("rejected\n"), HasSubstr("FIT-001")));
    EXPECT_EQ(archive_.catalogue_says("SELECT count(*) FROM file"), "0");
}

TEST_F(RunProgram, IngestIntoSeveralMissionsAsksWhich) {
    folder_.write("out/obs/a.fits", small_fits_file(1));
    EXPECT_EQ(run({"ingest", archive(), at("out")}), 2);
    EXPECT_THAT(err_.str(), HasSubstr("--mission"));
}

TEST_F(RunProgram, IngestOfFilesWithoutAPlaceTellsWhatIsMissing) {
    folder_.write("out/a.fits", small_fits_file(1));
    EXPECT_EQ(run({"ingest", archive(), "--mission", "swift", at("out")}), 2);
    EXPECT_THAT(err_.str(), HasSubstr("obs/"));
}

TEST_F(RunProgram, IngestOfNothingIsWrongUse) {
    std::filesystem::create_directories(at("out/obs"));
    EXPECT_EQ(run({"ingest", archive(), "--mission", "swift", at("out")}), 2);
}

TEST_F(RunProgram, IngestIntoAnArchiveInUseFails) {
    folder_.write("out/obs/2008_08/00030795038/xrt/event/a.evt", small_fits_file(1));
    const WriterLock lock(archive_.archive(), "ingesting");
    EXPECT_EQ(run({"ingest", archive(), "--mission", "swift", at("out")}), 3);
    EXPECT_THAT(err_.str(), HasSubstr("is in use: ingesting"));
}

TEST_F(RunProgram, ExplainOfAnAbsentPathIsAFinding) {
    EXPECT_EQ(run({"explain", archive(), "obs/hubble/1"}), 1);
    EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(RunProgram, ExplainOfAPathThatIsNotBelowAMountIsWrongUse) {
    EXPECT_EQ(run({"explain", archive(), "/etc/passwd"}), 2);
}

TEST_F(RunProgram, SimulatedObservationIsValidAndIsPublished) {
    EXPECT_EQ(run({"simulate", "--mission", "halosat", "--events", "50", at("sky")}), 0);
    EXPECT_THAT(out_.str(), HasSubstr("1 observation of halosat, 14 files"));
    EXPECT_EQ(run({"validate", "--strict", "--mission", "halosat", at("sky/obs")}), 0);
    EXPECT_EQ(run({"ingest", archive(), "--mission", "halosat", at("sky/obs")}), 0) << out_.str();
    EXPECT_EQ(run({"explain", archive(), "obs/halosat/000101"}), 0);
}

TEST_F(RunProgram, SimulationIntoAFolderThatIsNotEmptyFails) {
    folder_.write("sky/mine", {});
    EXPECT_EQ(run({"simulate", "--mission", "swift", at("sky")}), 3);
    EXPECT_THAT(err_.str(), AllOf(HasSubstr(at("sky")), HasSubstr("not empty")));
}

TEST_F(RunProgram, SimulationOfAnotherMissionNamesThoseThatCanBe) {
    EXPECT_EQ(run({"simulate", "--mission", "nustar", at("sky")}), 2);
    EXPECT_THAT(err_.str(), AllOf(HasSubstr("nustar"), HasSubstr("halosat, swift")));
    EXPECT_FALSE(std::filesystem::exists(at("sky")));
}

TEST_F(RunProgram, SimulationOfImpossibleNumbersIsWrongUse) {
    EXPECT_EQ(run({"simulate", "--mission", "swift", "--events", "-1", at("sky")}), 2);
    EXPECT_EQ(run({"simulate", "--mission", "swift", "--sources", "0", at("sky")}), 2);
    EXPECT_EQ(run({"simulate", "--mission", "swift", "--observations", "0", at("sky")}), 2);
    EXPECT_FALSE(std::filesystem::exists(at("sky")));
}

TEST_F(RunProgram, RulesAreListedWithWhatAMissionWaives) {
    EXPECT_EQ(run({"rules", "--mission", "swift"}), 0);
    EXPECT_THAT(out_.str(), AllOf(StartsWith("DLV-001  fatal    a manifest parses\n"),
                                  HasSubstr("         waived for xrt/event/*_vignet_ex.img.gz")));
}

TEST_F(RunProgram, RulesInMarkdownAreAPage) {
    EXPECT_EQ(run({"rules", "--markdown"}), 0);
    EXPECT_THAT(out_.str(), StartsWith("# Rules of validation\n"));
}

}  // namespace
}  // namespace heafs
