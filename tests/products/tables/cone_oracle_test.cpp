// Cones below tables/<table>/cone/ against astropy's separations, over the whole sky.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>

#include "products/tables/asked_rows.h"
#include "tests/core/tables/small_table.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

// The rows of each cone, as one line each; both files have "ra dec" or "ra dec arcmin" a line.
constexpr const char* kAstropy = R"(
import sys, numpy
from astropy.coordinates import SkyCoord
points = numpy.loadtxt(sys.argv[1])
cones = numpy.loadtxt(sys.argv[2])
sky = SkyCoord(points[:, 0], points[:, 1], unit='deg')
for ra, dec, arcmin in cones:
    away = SkyCoord(ra, dec, unit='deg').separation(sky).arcmin
    # At a pole all right ascensions are one place, which doubles miss by 1e-14 arcmin.
    print(*numpy.flatnonzero(away <= arcmin + 1e-9))
)";

struct Asked {
    std::string ra, dec, arcmin;
};

class ConeOracle : public testing::Test {
   protected:
    double uniform(double least, double most) {
        return std::uniform_real_distribution<double>(least, most)(random_);
    }
    std::string declination() {
        const double sine = uniform(-1, 1);
        return fmt::format("{:.5f}", std::asin(sine) * 180 / 3.14159265358979);
    }
    // All over the sky, close to each pole, on both sides of the zero meridian, and the poles.
    std::pair<std::string, std::string> place(int i) {
        const std::string ra = fmt::format("{:.5f}", uniform(0, 359.99999));
        switch (i % 8) {
            case 0:
                return {ra, fmt::format("{:.5f}", uniform(89.9, 90))};
            case 1:
                return {ra, fmt::format("{:.5f}", uniform(-90, -89.9))};
            case 2:
                return {fmt::format("{:.5f}", uniform(0, 0.1)), declination()};
            case 3:
                return {fmt::format("{:.5f}", uniform(359.9, 359.99999)), declination()};
            case 4:
                return {i % 16 == 4 ? "0" : ra, i % 32 < 16 ? "90" : "-90"};
            default:
                return {ra, declination()};
        }
    }
    std::string radius(int i) {
        static const char* const kOften[] = {"0", "10800", "5400", "5399.99", "10799.5", "0.5"};
        if (i % 5 == 0) return kOften[(i / 5) % 6];
        return fmt::format("{:.7f}", std::pow(10, uniform(-3, 4.03)));
    }
    std::vector<std::vector<uint32_t>> rows_by_astropy(const TextRows& points,
                                                       const std::vector<Asked>& cones) {
        std::ofstream point_file(folder_.path() / "points"), cone_file(folder_.path() / "cones");
        for (const auto& point : points) point_file << point[0] << " " << point[1] << "\n";
        for (const Asked& cone : cones)
            cone_file << cone.ra << " " << cone.dec << " " << cone.arcmin << "\n";
        std::ofstream(folder_.path() / "program.py") << kAstropy;
        point_file.close();
        cone_file.close();
        const std::string command = fmt::format("cd {} && {} program.py points cones > rows",
                                                folder_.path().string(), HEAFS_PYTHON);
        EXPECT_EQ(std::system(command.c_str()), 0);
        std::vector<std::vector<uint32_t>> all;
        std::ifstream answer(folder_.path() / "rows");
        for (std::string line; std::getline(answer, line);) {
            std::istringstream words(line);
            auto& rows = all.emplace_back();
            for (uint32_t row = 0; words >> row;) rows.push_back(row);
        }
        return all;
    }

    std::mt19937_64 random_{20261128};
    TemporaryFolder folder_;
};

TEST_F(ConeOracle, AThousandConesHaveTheRowsThatAstropyFinds) {
    TextRows points;
    for (int i = 0; i < 4000; ++i) {
        const auto [ra, dec] = place(i);
        points.push_back({ra, dec});
    }
    std::vector<Asked> cones;
    for (int i = 0; i < 1000; ++i) {
        // Some about points of the table itself, so that a radius of 0 finds something.
        const size_t chosen = static_cast<size_t>(uniform(0, 4000));
        const auto [ra, dec] = place(i);
        cones.push_back(i % 3 == 0 ? Asked{points[chosen][0], points[chosen][1], radius(i)}
                                   : Asked{ra, dec, radius(i)});
    }
    const auto table = table_of(schema_of({"ra float8", "dec float8"}), points);
    const auto expected = rows_by_astropy(points, cones);
    ASSERT_EQ(expected.size(), cones.size());
    size_t found_in_all = 0;
    for (size_t i = 0; i < cones.size(); ++i) {
        const auto request =
            cone_request(table->schema(), *Decimal::parse(cones[i].ra),
                         *Decimal::parse(cones[i].dec), Decimal::parse(cones[i].arcmin));
        RowSelection found = select_asked_rows(*table, *request);
        EXPECT_TRUE(std::is_sorted(found.offsets_arcmin.begin(), found.offsets_arcmin.end()));
        std::sort(found.rows.begin(), found.rows.end());
        EXPECT_EQ(found.rows, expected[i])
            << cones[i].ra << " " << cones[i].dec << " " << cones[i].arcmin;
        EXPECT_EQ(count_rows(*table, request->query()), static_cast<int64_t>(found.rows.size()));
        found_in_all += found.rows.size();
    }
    EXPECT_GT(found_in_all, 100'000u);
}

}  // namespace
}  // namespace heafs
