// Response files, real ones and damaged ones.
#include "products/sky/response_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/fits/fits_writer.h"

namespace heafs {
namespace {

using testing::HasSubstr;

const std::filesystem::path kData = std::filesystem::path(HEAFS_SOURCE_DIR) / "../shared/data";

// Three bins of 1 keV from 1 keV on; channels 1 to 4.
struct MadeMatrix {
    std::vector<float> low = {1, 2, 3};
    std::vector<int32_t> groups = {1, 1, 1}, first = {1, 2, 3}, count = {2, 2, 2};
    std::vector<float> parts = {0.9F, 0.1F, 0.8F, 0.2F, 0.7F, 0.3F};
    std::vector<int32_t> channels = {1, 2, 3, 4};

    std::vector<std::byte> file() const {
        FitsWriter writer;
        writer.add_empty_primary();
        const std::vector<FitsColumn> columns = {{"ENERG_LO", "E"}, {"ENERG_HI", "E"},
                                                 {"N_GRP", "J"},    {"F_CHAN", "J"},
                                                 {"N_CHAN", "J"},   {"MATRIX", "2E"}};
        writer.add_table("MATRIX", columns, static_cast<int64_t>(low.size()));
        std::vector<float> high;
        for (const float edge : low) high.push_back(edge + 1);
        writer.write_column(1, low);
        writer.write_column(2, high);
        writer.write_column(3, groups);
        writer.write_column(4, first);
        writer.write_column(5, count);
        writer.write_column(6, parts);
        const std::vector<FitsColumn> bounds = {{"CHANNEL", "J"}, {"E_MIN", "E"}, {"E_MAX", "E"}};
        writer.add_table("EBOUNDS", bounds, static_cast<int64_t>(channels.size()));
        writer.write_column(1, channels);
        return writer.finish();
    }
    std::string refusal() const {
        try {
            read_redistribution(file(), "made.rmf");
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    }
};

TEST(ResponseFile, ReadsTheRowsOfAMatrix) {
    const Redistribution matrix = read_redistribution(MadeMatrix().file(), "made.rmf");
    ASSERT_EQ(matrix.rows.size(), 3u);
    EXPECT_EQ(matrix.outline.first_channel, 1);
    EXPECT_EQ(matrix.rows[1].first_channel, 2);
    EXPECT_EQ(matrix.rows[1].parts, (std::vector<float>{0.8F, 0.2F}));
    EXPECT_FALSE(matrix.outline.has_area);
}

TEST(ResponseFile, RefusesWhatCannotBe) {
    MadeMatrix matrix;
    matrix.first[2] = 4;
    EXPECT_THAT(matrix.refusal(), HasSubstr("row 3 has channels that EBOUNDS does not have"));
    matrix = {};
    matrix.count[0] = 3;
    EXPECT_THAT(matrix.refusal(), HasSubstr("row 1 has fewer numbers than channels"));
    matrix = {};
    matrix.groups[0] = 2;
    EXPECT_THAT(matrix.refusal(), HasSubstr("row 1 has fewer groups than it says"));
    matrix = {};
    matrix.count[1] = -1;
    EXPECT_THAT(matrix.refusal(), HasSubstr("row 2 has channels that EBOUNDS does not have"));
    matrix = {};
    matrix.low[1] = -3;
    EXPECT_THAT(matrix.refusal(), HasSubstr("energy bin 2 is upside down"));
    matrix = {};
    matrix.channels[0] = -5;
    EXPECT_THAT(matrix.refusal(), HasSubstr("its channels begin nowhere"));
    EXPECT_THROW(read_effective_area(MadeMatrix().file(), "made.rmf"), Error);
}

TEST(ResponseFile, AnAreaIsLinearBetweenTheBins) {
    const EffectiveArea area{{{1, 2, 3}, {2, 3, 4}}, {10, 20, 40}};
    EXPECT_EQ(area.at(Energy{1.5}), 10);
    EXPECT_DOUBLE_EQ(area.at(Energy{2.25}), 17.5);
    EXPECT_DOUBLE_EQ(area.at(Energy{3}), 30);
    EXPECT_EQ(area.at(Energy{1}), 10);
    EXPECT_EQ(area.at(Energy{4}), 40);
    EXPECT_EQ(area.at(Energy{0.99}), 0);
    EXPECT_EQ(area.at(Energy{4.01}), 0);
}

// By astropy: rows, sum of all elements (variable arrays, several groups a row).
TEST(ResponseFile, ReadsRealMatrices) {
    if (!std::filesystem::exists(kData)) GTEST_SKIP() << "no real data at " << kData;
    struct {
        const char* path;
        size_t rows;
        double sum;
        bool has_area;
    } const cases[] = {{"chandra/3c273.rmf", 1090, 1090.000001, false},
                       {"rxte/PCU2.rsp", 300, 167561.807536, true}};
    for (const auto& one : cases) {
        const std::string bytes = read_file(kData / one.path);
        const Redistribution matrix =
            read_redistribution(std::as_bytes(std::span(bytes)), one.path);
        double sum = 0;
        for (const auto& row : matrix.rows)
            sum = std::accumulate(row.parts.begin(), row.parts.end(), sum);
        EXPECT_EQ(matrix.rows.size(), one.rows);
        EXPECT_NEAR(sum / one.sum, 1, 1e-5) << one.path;
        EXPECT_EQ(matrix.outline.has_area, one.has_area);
    }
}

}  // namespace
}  // namespace heafs
