#include "config/missions/response_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

using Kind = ResponseSource::Kind;
using testing::HasSubstr;

ResponseSource source(const std::string& text) {
    return read_response_source(*TomlTable::parse("rmf = " + text, "a.toml").find_table("rmf"));
}

std::string refusal_of(const std::string& text) {
    try {
        source(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was refused";
}

TEST(ResponseSources, AreUnknownWithoutAWord) { EXPECT_FALSE(ResponseSource{}.is_known()); }

TEST(ResponseSources, MayBeAQueryOfTheCalibrationIndex) {
    const ResponseSource found =
        source("{ caldb = 'MATRIX', expression = 'grade.eq.g0:12', detnam = 'DET0' }");
    EXPECT_EQ(found.kind, Kind::kCalibration);
    EXPECT_EQ(found.name, "MATRIX");
    EXPECT_EQ(found.detnam, "DET0");
    EXPECT_EQ(found.filter, "-");
    EXPECT_EQ(found.expression, "grade.eq.g0:12");
}

TEST(ResponseSources, MayBeFilesOfTheObservationOrTheMission) {
    const ResponseSource delivered = source("{ files = 'products/\\w+\\.rmf' }");
    EXPECT_EQ(delivered.kind, Kind::kDelivered);
    EXPECT_TRUE(delivered.files->matches("products/a.rmf"));
    EXPECT_EQ(source("{ mission = 'hs.rmf' }").kind, Kind::kMission);
    EXPECT_EQ(source("{ hdu = 'EDISP' }").kind, Kind::kList);
}

TEST(ResponseSourceRefusals, SayWhatIsWrong) {
    EXPECT_THAT(refusal_of("{ }"), HasSubstr("name one of caldb, files, mission, hdu"));
    EXPECT_THAT(refusal_of("{ caldb = 'A', hdu = 'B' }"), HasSubstr("second source"));
    EXPECT_THAT(refusal_of("{ hdu = 'B', detnam = 'C' }"), HasSubstr("calibration index"));
    EXPECT_THAT(refusal_of("{ files = '(' }"), HasSubstr("a.toml:1"));
    EXPECT_THAT(refusal_of("{ coldb = 'A' }"), HasSubstr("did you mean 'caldb'"));
}

}  // namespace
}  // namespace heafs
