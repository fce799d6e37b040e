// What holds for the simulation of every mission: determinism, validity, refusals.
#include "core/simulation/simulation.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/delivery/judgement.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::HasSubstr;

Mission mission_named(const std::string& name) {
    return load_mission(name, {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"});
}

// All files below a folder with their bytes.
std::map<std::string, std::string> content_of(const std::filesystem::path& folder) {
    std::map<std::string, std::string> content;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            content[entry.path().lexically_relative(folder)] = read_file(entry.path());
    return content;
}

class Simulation : public testing::TestWithParam<const char*> {
   protected:
    std::map<std::string, std::string> simulated(const SimulationRequest& request) {
        const TemporaryFolder folder;
        simulate(mission_named(GetParam()), request, folder.path() / "new");
        return content_of(folder.path() / "new");
    }
};

TEST_P(Simulation, SameRequestWritesTheSameBytes) {
    const SimulationRequest request{.observations = 3, .sources = 2, .events = 200, .seed = 5};
    EXPECT_EQ(simulated(request), simulated(request));
}

TEST_P(Simulation, AnotherSeedIsAnotherSky) {
    const auto one = simulated({.events = 100, .seed = 1}),
               two = simulated({.events = 100, .seed = 2});
    EXPECT_NE(one.at("truth.json"), two.at("truth.json"));
}

TEST_P(Simulation, EveryFileOfAnObservationIsValid) {
    const Mission mission = mission_named(GetParam());
    const TemporaryFolder folder;
    const SimulationSummary summary =
        simulate(mission, {.observations = 2, .sources = 1, .events = 300}, folder.path());
    int64_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "obs")) {
        if (!entry.is_regular_file()) continue;
        const UniqueFd fd(::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC));
        const std::string path = entry.path().lexically_relative(folder.path());
        const Content content = examine_content(fd.get(), static_cast<int64_t>(entry.file_size()));
        EXPECT_THAT(judge_file(mission, path, content), testing::IsEmpty()) << path;
        ++files;
    }
    EXPECT_GT(files, 0);
    EXPECT_EQ(summary.files, files);
}

TEST_P(Simulation, FolderWithSomethingInItIsRefusedAndLeftAlone) {
    const TemporaryFolder folder;
    folder.write("mine", {});
    try {
        simulate(mission_named(GetParam()), {}, folder.path());
        FAIL() << "not refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kNotEmpty);
        EXPECT_THAT(error.what(), HasSubstr(folder.path().string()));
    }
    EXPECT_EQ(content_of(folder.path()).size(), 1);
}

TEST_P(Simulation, FileInPlaceOfTheFolderIsRefused) {
    const TemporaryFolder folder;
    const auto file = folder.write("mine", {});
    EXPECT_THROW(simulate(mission_named(GetParam()), {}, file), Error);
}

TEST_P(Simulation, MoreObservationsThanIdsAreRefused) {
    const TemporaryFolder folder;
    const Mission mission = mission_named(GetParam());
    EXPECT_THROW(simulate(mission, {.observations = 1000, .sources = 1}, folder.path()), Error);
    EXPECT_THROW(simulate(mission, {.observations = 0}, folder.path()), Error);
    EXPECT_THROW(simulate(mission, {.sources = 0}, folder.path()), Error);
    EXPECT_THROW(simulate(mission, {.sources = 10000}, folder.path()), Error);
    EXPECT_TRUE(content_of(folder.path()).empty());
}

INSTANTIATE_TEST_SUITE_P(Each, Simulation, testing::Values("halosat", "swift"),
                         [](const auto& mission) { return std::string(mission.param); });

TEST(Simulations, MissionWithoutASimulatorIsToldWhichHaveOne) {
    Mission mission = mission_named("swift");
    mission.name = "hubble";
    try {
        simulate(mission, {}, "/nonexistent");
        FAIL() << "not refused";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::kUsage);
        EXPECT_THAT(error.what(), HasSubstr("halosat, swift"));
    }
}

TEST(Simulations, MissionFileWithoutAResponseIsRefused) {
    Mission mission = mission_named("swift");
    for (Instrument& instrument : mission.instruments) instrument.response.reset();
    const TemporaryFolder folder;
    EXPECT_THROW(simulate(mission, {}, folder.path()), Error);
}

// Each detector sees the target at flux x area x EXPOSURE, and the truth counts them together and
// one by one. Expected: a sum over energies; within 5 standard deviations, and 3 % for the period.
TEST(Simulations, HalosatDetectorsCountTheirFieldOfView) {
    const TemporaryFolder folder;
    simulate(mission_named("halosat"), {.observations = 2, .sources = 1, .seed = 4}, folder.path());
    const char script[] = R"(
import sys, os, json
import numpy as np
from astropy.io import fits
os.chdir(sys.argv[1])
truth = json.load(open('truth.json')); sources = {s['name']: s for s in truth['sources']}
def rate(s):
    g, e, f = s['index'], np.linspace(.4, 7, 100001), np.linspace(2, 10, 100001)
    k = s['flux_2_10']/(1.602176634e-9*np.trapz(f**(1 - g), f))
    return np.trapz(k*e**-g*np.interp(e, [.4, 1, 2, 4, 7], [.02, .1, .12, .13, .12]), e)
for o in truth['observations']:
    assert o['target'] in o['counts_by_source'] and len(o['counts_by_source']) >= 2
    for name, n in o['counts_by_source'].items():
        assert n == sum(i['counts_by_source'][name] for i in o['instruments'].values())
    for d in ('s14', 's38', 's54'):
        t = o['instruments']['halosat_' + d]
        f = fits.open('%s/products/hs%s_%s_cl.evt.gz' % (o['folder'], o['obs_id'], d))
        assert len(f[1].data) == sum(t['counts_by_source'].values()) + t['background']
        assert f[1].header['OBJECT'] == o['target']
        for name, n in t['counts_by_source'].items():
            want = rate(sources[name])*f[1].header['EXPOSURE']
            assert abs(n - want) < 5*want**.5 + .03*want, (d, name, n, want)
print(len(truth['observations']))
)";
    EXPECT_EQ(output_of_astropy(script, folder.path()), "2\n");
}

}  // namespace
}  // namespace heafs
