#include "fs/cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace heafs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class Arguments : public testing::Test {
   protected:
    std::variant<CommandArguments, int> parse(std::vector<const char*> words) {
        words.insert(words.begin(), "heafs");
        return parse_arguments(static_cast<int>(words.size()), words.data(), out_, err_);
    }
    template <typename T>
    T parsed(std::vector<const char*> words) {
        const auto result = parse(std::move(words));
        EXPECT_EQ(err_.str(), "");
        return std::get<T>(std::get<CommandArguments>(result));
    }
    int exit_code(std::vector<const char*> words) {
        const auto result = parse(std::move(words));
        const int* code = std::get_if<int>(&result);
        return code == nullptr ? -1 : *code;
    }

    std::ostringstream out_, err_;
};

TEST_F(Arguments, OfInit) {
    const auto init = parsed<InitArguments>(
        {"init", "/a", "--missions", "halosat,swift", "--reserve", "1GiB", "--name", "x"});
    EXPECT_EQ(init.archive, "/a");
    EXPECT_THAT(init.missions, ElementsAre("halosat", "swift"));
    EXPECT_EQ(init.reserve, "1GiB");
    EXPECT_EQ(init.name, "x");
}

TEST_F(Arguments, OfMount) {
    const auto mount =
        parsed<MountArguments>({"mount", "/a", "/m", "-o", "passthrough=off,nofail", "-f"});
    EXPECT_EQ(mount.archive, "/a");
    EXPECT_EQ(mount.mount, "/m");
    EXPECT_THAT(mount.options, ElementsAre("passthrough=off", "nofail"));
    EXPECT_TRUE(mount.foreground);
}

TEST_F(Arguments, OfMountInTheOrderOfMount8) {
    const auto mount = parsed<MountArguments>({"mount", "/a", "/m", "-o", "rw,_netdev"});
    EXPECT_THAT(mount.options, ElementsAre("rw", "_netdev"));
    EXPECT_FALSE(mount.foreground);
}

TEST_F(Arguments, OfSimulate) {
    const auto simulate =
        parsed<SimulateArguments>({"simulate", "--mission", "swift", "--observations", "9",
                                   "--sources", "3", "--events", "100", "--seed", "8", "/out"});
    EXPECT_EQ(simulate.mission, "swift");
    EXPECT_EQ(simulate.observations, 9);
    EXPECT_EQ(simulate.sources, 3);
    EXPECT_EQ(simulate.events, 100);
    EXPECT_EQ(simulate.seed, 8);
    EXPECT_EQ(simulate.out, "/out");
}

TEST_F(Arguments, OfSimulateByDefault) {
    const auto simulate = parsed<SimulateArguments>({"simulate", "--mission", "swift", "/out"});
    EXPECT_EQ(simulate.observations, 1);
    EXPECT_EQ(simulate.sources, 5);
    EXPECT_EQ(simulate.events, 0);
    EXPECT_EQ(simulate.seed, 1);
}

TEST_F(Arguments, SimulateWantsAMissionAndNumbers) {
    EXPECT_EQ(exit_code({"simulate", "/out"}), 2);
    EXPECT_EQ(exit_code({"simulate", "--mission", "swift"}), 2);
    EXPECT_EQ(exit_code({"simulate", "--mission", "swift", "--seed", "x", "/out"}), 2);
}

TEST_F(Arguments, OfScan) {
    const auto scan = parsed<ScanArguments>({"scan", "/a"});
    EXPECT_EQ(scan.archive, "/a");
    EXPECT_FALSE(scan.rebuild);
    EXPECT_TRUE(parsed<ScanArguments>({"scan", "/a", "--rebuild"}).rebuild);
}

TEST_F(Arguments, OfUmount) {
    EXPECT_FALSE(parsed<UmountArguments>({"umount", "/m"}).lazy);
    EXPECT_TRUE(parsed<UmountArguments>({"umount", "-l", "/m"}).lazy);
}

TEST_F(Arguments, OfIngest) {
    EXPECT_THAT(parsed<IngestArguments>({"ingest", "/a", "p", "q"}).paths, ElementsAre("p", "q"));
}

TEST_F(Arguments, OfWait) {
    EXPECT_LT(parsed<WaitArguments>({"wait", "/d"}).timeout.value, 0);
    EXPECT_EQ(parsed<WaitArguments>({"wait", "/d", "--timeout", "0"}).timeout.value, 0);
    EXPECT_EQ(parsed<WaitArguments>({"wait", "/d", "--timeout", "1.5"}).timeout.value, 1.5);
}

TEST_F(Arguments, OfValidate) {
    const auto validate =
        parsed<ValidateArguments>({"validate", "--mission", "swift", "--json", "--strict", "a"});
    EXPECT_EQ(validate.mission, "swift");
    EXPECT_TRUE(validate.json);
    EXPECT_TRUE(validate.strict);
    EXPECT_THAT(validate.files, ElementsAre("a"));
}

TEST_F(Arguments, OfExplain) {
    const auto explain = parsed<ExplainArguments>({"explain", "/a", "obs/x"});
    EXPECT_EQ(explain.archive, "/a");
    EXPECT_EQ(explain.path, "obs/x");
}

class Help : public Arguments, public testing::WithParamInterface<const char*> {};

TEST_P(Help, HasExamplesAndSucceeds) {
    EXPECT_EQ(exit_code({GetParam(), "--help"}), 0);
    EXPECT_THAT(out_.str(),
                AllOf(HasSubstr("Examples:"), HasSubstr(std::string("heafs ") + GetParam() + " ")));
}

TEST_P(Help, IsNamedInTheHelpOfTheProgram) {
    EXPECT_EQ(exit_code({"--help"}), 0);
    EXPECT_THAT(out_.str(), HasSubstr(std::string("  ") + GetParam()));
}

TEST_P(Help, AnUnknownOptionIsWrongUse) {
    EXPECT_EQ(exit_code({GetParam(), "a", "b", "--nonsense"}), 2);
    EXPECT_THAT(err_.str(), HasSubstr("--nonsense"));
}

TEST_P(Help, WithoutArgumentsIsWrongUse) {
    EXPECT_EQ(exit_code({GetParam()}), 2);
    EXPECT_THAT(err_.str(), HasSubstr("required"));
}

INSTANTIATE_TEST_SUITE_P(Each, Help,
                         testing::Values("init", "mount", "umount", "status", "ingest", "wait",
                                         "validate", "explain"));

TEST_F(Arguments, NoCommandIsWrongUse) { EXPECT_EQ(exit_code({}), 2); }

TEST_F(Arguments, AnUnknownCommandIsWrongUse) { EXPECT_EQ(exit_code({"frobnicate"}), 2); }

TEST_F(Arguments, ATimeoutThatIsNoNumberIsWrongUse) {
    EXPECT_EQ(exit_code({"wait", "/d", "--timeout", "soon"}), 2);
}

TEST_F(Arguments, TheVersionIsPrinted) {
    EXPECT_EQ(exit_code({"--version"}), 0);
    EXPECT_THAT(out_.str(), HasSubstr("heafs "));
}

TEST_F(Arguments, TheWorkerIsNotAdvertised) {
    exit_code({"--help"});
    EXPECT_EQ(out_.str().find("worker"), std::string::npos);
}

}  // namespace
}  // namespace heafs
