// Cells by the formulas of Gorski et al. 2005 (ApJ 622, 759, section 4 and 5.3), computed apart;
// cones by exact angles of random positions.
#include "core/sky/healpix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;
constexpr int64_t kCells = int64_t{12} << 58;

struct Known {
    double ra, dec;
    int64_t cell;
};
const Known kKnown[] = {{83.6331, 22.0145, 1701909093095499231},
                        {329.7167, -30.2256, 3308330152198202660},
                        {10, 0.25, 1271638942633775125},
                        {359.99, -0.25, 1224974941431530431},
                        {0.01, 41.5, 1441147929570578266},
                        {180, 41.9, 768614697468361450},
                        {266.41683, -29.00781, 2028740913184699884},
                        {123.4567, 89.9, 576460282003964382},
                        {201.365, -43.0191, 3044352322598484184},
                        {17.3, -89.9, 2305843752670022925},
                        {45.5, 89.9999, 288230376150915786},
                        {299.1, -89.9999, 3170534137669555589},
                        {224.2446, 28.9191, 634923704113729998},
                        {286.2697, 62.2393, 1126115147867059511},
                        {266.3635, 57.6345, 711289285499815233},
                        {10.4419, -3.9425, 1264536271471978021},
                        {339.6084, 17.3345, 1368386462319855308},
                        {324.3242, -50.6772, 3232879080406396751},
                        {168.8649, -30.4545, 2702147175959830663},
                        {195.7539, 8.5042, 1865526109303916911},
                        {4.7211, -34.5093, 1157578565533107578},
                        {100.6137, 56.3761, 500499938240247694},
                        {275.6612, -42.9055, 3360661414282048573},
                        {286.9729, -46.2584, 3331478465290395327}};

TEST(HealpixCell, IsThatOfThePaper) {
    for (const Known& known : kKnown)
        EXPECT_EQ(healpix_cell({Angle{known.ra}, Angle{known.dec}}), known.cell)
            << known.ra << " " << known.dec;
}

TEST(HealpixCell, ThePolesLieInPolarFaces) {
    EXPECT_LT(healpix_cell({Angle{0}, Angle{90}}) >> 58, 4);
    EXPECT_GE(healpix_cell({Angle{0}, Angle{-90}}) >> 58, 8);
}

TEST(HealpixCell, APositionThatIsNoneIsRefused) {
    for (const SkyPoint& point : {SkyPoint{Angle{0}, Angle{90.001}}, SkyPoint{Angle{0}, Angle{-91}},
                                  SkyPoint{Angle{0}, Angle{std::nan("")}}}) {
        try {
            healpix_cell(point);
            ADD_FAILURE() << point.dec.degrees;
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::kUsage);
        }
    }
}

struct Cone {
    double ra, dec, radius;
};
void PrintTo(const Cone& cone, std::ostream* out) {
    *out << cone.ra << " " << cone.dec << " radius " << cone.radius;
}

constexpr double kArcsec = 1.0 / 3600;
const double kRadii[] = {1e-9 * kArcsec,
                         1e-6 * kArcsec,
                         1e-3 * kArcsec,
                         0.01 * kArcsec,
                         0.1 * kArcsec,
                         kArcsec,
                         47.14624 * kArcsec,
                         0.1,
                         1,
                         5,
                         30,
                         89.99,
                         90,
                         135,
                         140,
                         179,
                         179.999999,
                         180};
const Cone kCentres[] = {{0, 90, 0}, {123, -90, 0},   {10, 89.9999, 0},
                         {0, 0, 0},  {0, 41.8103, 0}, {359.99999, -20, 0},
                         {45, 0, 0}, {90, 45.1, 0},   {329.7167, -30.2256, 0}};

std::vector<Cone> cones() {
    std::vector<Cone> all;
    for (const Cone& centre : kCentres)
        for (const double radius : kRadii) all.push_back({centre.ra, centre.dec, radius});
    std::mt19937 random(7);
    std::uniform_real_distribution<double> ra(0, 360), sine(-1, 1), power(-5, 2.25);
    for (int i = 0; i < 150; ++i)
        all.push_back({ra(random), std::asin(sine(random)) / kRadian,
                       std::min(180.0, std::pow(10, power(random)))});
    return all;
}

// A position at `distance` degrees from `centre`, in a random direction.
SkyPoint somewhere(const Direction& centre, double distance, std::mt19937& random) {
    std::normal_distribution<double> any;
    Direction side{any(random), any(random), any(random)};
    const double along = side.x * centre.x + side.y * centre.y + side.z * centre.z;
    side = {side.x - along * centre.x, side.y - along * centre.y, side.z - along * centre.z};
    const double length = std::sqrt(side.x * side.x + side.y * side.y + side.z * side.z);
    const double s = std::sin(distance * kRadian) / length, c = std::cos(distance * kRadian);
    return point_of(
        {c * centre.x + s * side.x, c * centre.y + s * side.y, c * centre.z + s * side.z});
}

const CellRange* range_of(const std::vector<CellRange>& ranges, int64_t cell) {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), cell,
                                        [](int64_t c, const CellRange& r) { return c < r.first; });
    if (after == ranges.begin() || cell >= std::prev(after)->last) return nullptr;
    return &*std::prev(after);
}

// How far from the centre to look: all over the cone, just inside its edge, just outside it.
double trial_distance(int i, double radius, std::mt19937& random) {
    std::uniform_real_distribution<double> share(0, 1);
    const double u = share(random);
    if (i % 3 == 0) return radius * std::sqrt(u);
    if (i % 3 == 1) return radius * (1 - 1e-3 * u);
    return std::min(180.0, radius * (1 + 0.5 * u));
}

class CellsOfCones : public testing::TestWithParam<Cone> {
   protected:
    const Direction centre_ = direction_of(Angle{GetParam().ra}, Angle{GetParam().dec});
    const std::vector<CellRange> ranges_ = cells_of_cone(centre_, Angle{GetParam().radius});
};

TEST_P(CellsOfCones, CoverEveryPositionAndInsideMeansInside) {
    std::mt19937 random(3);
    const double limit = chord2_of(Angle{GetParam().radius});
    for (int i = 0; i < 1500; ++i) {
        const SkyPoint point =
            somewhere(centre_, trial_distance(i, GetParam().radius, random), random);
        const bool in_cone = chord2(direction_of(point.ra, point.dec), centre_) <= limit;
        const CellRange* range = range_of(ranges_, healpix_cell(point));
        ASSERT_TRUE(!in_cone || range != nullptr) << point.ra.degrees << " " << point.dec.degrees;
        ASSERT_TRUE(range == nullptr || !range->inside || in_cone) << point.ra.degrees;
    }
}

TEST_P(CellsOfCones, AreAscendingDisjointAndFew) {
    int64_t before = 0;
    for (const CellRange& range : ranges_) {
        EXPECT_LE(before, range.first);
        EXPECT_LT(range.first, range.last);
        before = range.last;
    }
    EXPECT_LE(before, kCells);
    EXPECT_LT(ranges_.size(), 600u);
}

TEST_P(CellsOfCones, CoarseCellsCoverThemToo) {
    std::mt19937 random(4);
    for (const int order : {0, 4, 8}) {
        if (order == 8 && GetParam().radius > 30) continue;
        const auto cells = coarse_cells_of_cone(centre_, Angle{GetParam().radius}, order);
        EXPECT_TRUE(std::is_sorted(cells.begin(), cells.end()));
        for (int i = 0; i < 200; ++i) {
            const SkyPoint point = somewhere(centre_, GetParam().radius * (i % 100) / 100, random);
            ASSERT_TRUE(std::binary_search(cells.begin(), cells.end(),
                                           healpix_cell(point) >> (2 * (29 - order))))
                << "order " << order;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Each, CellsOfCones, testing::ValuesIn(cones()));

TEST(CellsOfACone, OfTheWholeSkyAreAllCells) {
    int64_t covered = 0;
    for (const CellRange& range : cells_of_cone(direction_of(Angle{10}, Angle{20}), Angle{180}))
        covered += range.last - range.first;
    EXPECT_EQ(covered, kCells);
}

// The cells at the edge are a small part of all: a ring of an eighth of the radius on both sides.
TEST(CellsOfACone, AreMostlyInside) {
    int64_t inside = 0, all = 0;
    for (const CellRange& range : cells_of_cone(direction_of(Angle{200}, Angle{-50}), Angle{2})) {
        all += range.last - range.first;
        if (range.inside) inside += range.last - range.first;
    }
    EXPECT_GT(static_cast<double>(inside), 0.4 * static_cast<double>(all));
    const double whole = 2 * std::numbers::pi * (1 - std::cos(2 * kRadian));
    const double cell = 4 * std::numbers::pi / static_cast<double>(kCells);
    EXPECT_LT(static_cast<double>(all) * cell, 1.6 * whole);
}

}  // namespace
}  // namespace heafs
