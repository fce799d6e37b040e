#include "core/tables/table_query.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <span>

#include "config/base/error.h"
#include "tests/core/tables/small_table.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

using Rows = std::vector<uint32_t>;

Cone cone(double ra, double dec, double radius) { return {{Angle{ra}, Angle{dec}}, Angle{radius}}; }

Rows rows_in(const TableSegment& table, const Cone& asked) {
    return select_rows(table, {asked, {}}).rows;
}

Rows where(const TableSegment& table, size_t column, const std::string& value) {
    const auto condition = parse_condition(table.schema(), column, value);
    if (!condition) throw std::runtime_error("no condition: " + value);
    const TableQuery query{std::nullopt, {*condition}};
    const Rows rows = select_rows(table, query).rows;
    EXPECT_EQ(count_rows(table, query), static_cast<int64_t>(rows.size())) << value;
    return rows;
}

std::shared_ptr<const TableSegment> sky(const std::vector<std::pair<double, double>>& points) {
    TextRows rows;
    for (const auto& [ra, dec] : points)
        rows.push_back({fmt::format("{}", ra), fmt::format("{}", dec)});
    return table_of(schema_of({"ra float8", "dec float8"}), rows);
}

TEST(ConeQuery, GivesRowsBySeparationThenInOrder) {
    const auto table = sky({{10, 0}, {10.4, 0}, {9.5, 0}, {12, 0}, {10, 0.1}, {10, 0}});
    const RowSelection found = select_rows(*table, {cone(10, 0, 0.5), {}});
    EXPECT_THAT(found.rows, ElementsAre(0, 5, 4, 1, 2));
    EXPECT_NEAR(found.offsets_arcmin[2], 6, 1e-9);
    EXPECT_NEAR(found.offsets_arcmin[4], 30, 1e-9);
    EXPECT_EQ(found.offsets_arcmin[0], 0);
}

TEST(ConeQuery, AcrossTheZeroMeridianFindsBothSides) {
    const auto table = sky({{359.91, 1}, {0.1, 1}, {360, 1}, {0, 1}, {180, 1}});
    EXPECT_THAT(rows_in(*table, cone(0, 1, 0.2)), ElementsAre(2, 3, 0, 1));
    EXPECT_THAT(rows_in(*table, cone(360, 1, 0.2)), ElementsAre(2, 3, 0, 1));
}

TEST(ConeQuery, OfNoRadiusFindsTheVeryPlace) {
    const auto table = sky({{10, 20}, {10.0000001, 20}, {77, 90}, {200, 90}, {360, 5}, {5, -90}});
    EXPECT_THAT(rows_in(*table, cone(10, 20, 0)), ElementsAre(0));
    EXPECT_THAT(rows_in(*table, cone(1, 90, 0)), ElementsAre(2, 3));
    EXPECT_THAT(rows_in(*table, cone(0, 5, 0)), ElementsAre(4));
    EXPECT_THAT(rows_in(*table, cone(300, -90, 0)), ElementsAre(5));
}

TEST(ConeQuery, OfTheWholeSkyFindsEveryPosition) {
    const auto table = sky({{10, 20}, {190, -20}, {0, 90}, {0, -90}});
    EXPECT_EQ(rows_in(*table, cone(10, 20, 180)).size(), 4u);
    EXPECT_EQ(rows_in(*table, cone(10, 20, 179.999999)).size(), 3u);
    EXPECT_EQ(rows_in(*table, cone(0, 90, 180)).size(), 4u);
    EXPECT_EQ(count_rows(*table, {cone(0, -90, 180), {}}), 4);
}

TEST(ConeQuery, LeavesOutRowsWithoutAPosition) {
    const auto table =
        table_of(schema_of({"ra float8", "dec float8"}),
                 {{"10", "20"}, {"", "20"}, {"10", ""}, {"400", "20"}, {"10", "91"}});
    EXPECT_THAT(rows_in(*table, cone(10, 20, 180)), ElementsAre(0));
}

TEST(ConeQuery, IsRefusedWhereItCannotBeMeant) {
    const auto table = sky({{10, 20}});
    const auto other = table_of(schema_of({"a int4"}), {{"1"}});
    const auto fault_of = [](const TableSegment& asked, const Cone& about) {
        try {
            select_rows(asked, {about, {}});
        } catch (const Error& error) {
            return error.fault();
        }
        return Fault::kSystem;
    };
    EXPECT_EQ(fault_of(*other, cone(0, 0, 1)), Fault::kUsage);
    EXPECT_EQ(fault_of(*table, cone(0, 91, 1)), Fault::kUsage);
    EXPECT_EQ(fault_of(*table, cone(0, 0, -1)), Fault::kUsage);
    EXPECT_EQ(fault_of(*table, cone(0, 0, 181)), Fault::kUsage);
    EXPECT_EQ(fault_of(*table, cone(std::nan(""), 0, 1)), Fault::kUsage);
}

struct Vector {
    long double x = 0, y = 0, z = 0;
};

Vector vector_of(const std::pair<double, double>& place) {
    const long double rad = 3.14159265358979323846264338327950288L / 180;
    const long double a = place.first * rad, d = place.second * rad;
    return {std::cos(d) * std::cos(a), std::cos(d) * std::sin(a), std::sin(d)};
}

// The angle between two directions in degrees, exact for small ones and those near 180.
long double angle_between(const Vector& a, const Vector& b) {
    const auto chord = [](long double x, long double y, long double z) {
        return std::sqrt(x * x + y * y + z * z);
    };
    return 2 *
           std::atan2(chord(a.x - b.x, a.y - b.y, a.z - b.z),
                      chord(a.x + b.x, a.y + b.y, a.z + b.z)) *
           180 / 3.14159265358979323846264338327950288L;
}

class Sky {
   public:
    Sky() {
        for (int i = 0; i < 2000; ++i) points_.push_back(place());
        for (const auto& point : points_) vectors_.push_back(vector_of(point));
        table_ = sky(points_);
    }

    std::pair<double, double> place() {
        const int kind = static_cast<int>(random_() % 8);
        const double ra = kind == 0 ? 0 : kind == 1 ? 360 : uniform(0, 360);
        const double turn = uniform(-1, 1);
        if (kind == 2) return {ra, 90};
        if (kind == 3) return {ra, -90};
        if (kind == 4) return {ra, 90 - uniform(0, 0.01)};
        if (kind == 5) return {uniform(0, 0.01), uniform(-1, 1)};
        return {ra, std::asin(turn) * 57.29577951308232};
    }
    double radius() {
        const int kind = static_cast<int>(random_() % 10);
        if (kind == 0) return 0;
        if (kind == 1) return 180;
        if (kind == 2) return uniform(90, 180);
        if (kind == 3) return 180 - uniform(0, 1e-3);
        return std::pow(10, uniform(-5, 1.9));
    }

    // By looking at every row; those closer to the border than arithmetic tells may be either.
    void compare(const std::pair<double, double>& centre, double radius) const {
        const RowSelection found =
            select_rows(*table_, {cone(centre.first, centre.second, radius), {}});
        const Vector about = vector_of(centre);
        std::vector<bool> in(points_.size());
        for (const uint32_t row : found.rows) in[row] = true;
        EXPECT_EQ(count_rows(*table_, {cone(centre.first, centre.second, radius), {}}),
                  static_cast<int64_t>(found.rows.size()));
        for (size_t row = 0; row < points_.size(); ++row) {
            const long double distance = angle_between(about, vectors_[row]);
            if (std::abs(distance - static_cast<long double>(radius)) < 1e-13L && radius > 0 &&
                radius < 180)
                continue;
            const bool inside = radius == 0 ? distance < 1e-13L : distance <= radius + 1e-13L;
            EXPECT_EQ(in[row], inside)
                << fmt::format("{} {} radius {}: row {} at {} {}", centre.first, centre.second,
                               radius, row, points_[row].first, points_[row].second);
        }
        EXPECT_TRUE(std::is_sorted(found.offsets_arcmin.begin(), found.offsets_arcmin.end()));
    }
    const TableSegment& table() const { return *table_; }
    const std::vector<std::pair<double, double>>& points() const { return points_; }
    std::mt19937_64& random() { return random_; }

   private:
    double uniform(double low, double high) {
        return low + (high - low) * static_cast<double>(random_() >> 11) / 9007199254740992.0;
    }
    std::mt19937_64 random_{20261128};
    std::vector<std::pair<double, double>> points_;
    std::vector<Vector> vectors_;
    std::shared_ptr<const TableSegment> table_;
};

TEST(ConeQuery, FindsWhatALookAtEveryRowFindsAtAThousandPlaces) {
    Sky all;
    for (int i = 0; i < 1000; ++i) {
        const bool at_a_row = all.random()() % 3 == 0;
        all.compare(at_a_row ? all.points()[all.random()() % all.points().size()] : all.place(),
                    all.radius());
    }
}

// The same by another program: how many rows, and the sum of their numbers, for each cone.
TEST(ConeQuery, FindsWhatAstropyFindsAtAThousandPlaces) {
    Sky all;
    std::string input = fmt::format("{}\n", all.points().size());
    for (const auto& [ra, dec] : all.points()) input += fmt::format("{} {}\n", ra, dec);
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        const auto [ra, dec] = all.place();
        const double radius = all.radius();
        input += fmt::format("{} {} {}\n", ra, dec, radius);
        uint64_t sum = 0;
        const Rows rows = rows_in(all.table(), cone(ra, dec, radius));
        for (const uint32_t row : rows) sum += row;
        expected += fmt::format("{} {}\n", rows.size(), sum);
    }
    const TemporaryFolder folder;
    const auto file = folder.write("cones.txt", std::as_bytes(std::span(input)));
    EXPECT_EQ(output_of_astropy(R"(
import sys
import numpy as np
from astropy.coordinates import angular_separation
lines = open(sys.argv[1]).read().split('\n')[:-1]
n = int(lines[0])
points = np.radians([[float(x) for x in line.split()] for line in lines[1:n + 1]])
for line in lines[n + 1:]:
    ra, dec, radius = [float(x) for x in line.split()]
    apart = np.degrees(angular_separation(np.radians(ra), np.radians(dec), points[:, 0], points[:, 1]))
    rows = np.flatnonzero(apart <= radius + 1e-13)
    print(len(rows), rows.sum())
)",
                                file),
              expected);
}

std::shared_ptr<const TableSegment> catalogue(const std::string& index) {
    const std::string mark = index.empty() ? "" : " (" + index + ")";
    return table_of(schema_of({"name char16" + mark, "n int4" + mark, "x float8" + mark,
                               "y float4" + mark, "big int8" + mark}),
                    {{"M31", "3", "1.5", "0.1", "9007199254740993"},
                     {"m33", "-7", "2.5", "0.2", "9007199254740992"},
                     {"NGC 224", "", "", "", ""},
                     {"NGC 2244", "3", "-1e300", "0.3", "-9223372036854775808"},
                     {"", "12", "2.5", "1e-30", "9223372036854775807"},
                     {"M31", "4", "0", "0.1", "1"}});
}

TEST(Conditions, SelectByValueWithAndWithoutAnIndex) {
    for (const char* index : {"", "index", "key"}) {
        const auto table = catalogue(index);
        EXPECT_THAT(where(*table, 0, "m31"), ElementsAre(0, 5));
        EXPECT_THAT(where(*table, 0, "M3*"), ElementsAre(0, 1, 5));
        EXPECT_THAT(where(*table, 0, "*224*"), ElementsAre(2, 3));
        EXPECT_THAT(where(*table, 0, "ngc 224?"), ElementsAre(3));
        EXPECT_THAT(where(*table, 0, "M31..ngc 224"), ElementsAre(0, 1, 2, 5));
        EXPECT_THAT(where(*table, 0, "n.."), ElementsAre(2, 3));
        EXPECT_THAT(where(*table, 0, "null"), ElementsAre(4));
        EXPECT_THAT(where(*table, 0, "M"), IsEmpty());
        EXPECT_THAT(where(*table, 1, "3"), ElementsAre(0, 3));
        EXPECT_THAT(where(*table, 1, "3.0"), ElementsAre(0, 3));
        EXPECT_THAT(where(*table, 1, "3.5"), IsEmpty());
        EXPECT_THAT(where(*table, 1, "2.5..4.5"), ElementsAre(0, 3, 5));
        EXPECT_THAT(where(*table, 1, "..3"), ElementsAre(0, 1, 3));
        EXPECT_THAT(where(*table, 1, "4..3"), IsEmpty());
        EXPECT_THAT(where(*table, 1, "null"), ElementsAre(2));
        EXPECT_THAT(where(*table, 2, "2.5"), ElementsAre(1, 4));
        EXPECT_THAT(where(*table, 2, "..0"), ElementsAre(3, 5));
        EXPECT_THAT(where(*table, 2, "1e0..1d2"), ElementsAre(0, 1, 4));
        EXPECT_THAT(where(*table, 3, "0.1"), ElementsAre(0, 5));
        EXPECT_THAT(where(*table, 3, "0.1..0.3"), ElementsAre(0, 1, 3, 5));
        EXPECT_THAT(where(*table, 4, "9007199254740993"), ElementsAre(0));
        EXPECT_THAT(where(*table, 4, "9007199254740993.."), ElementsAre(0, 4));
        EXPECT_THAT(where(*table, 4, "..1e30"), ElementsAre(0, 1, 3, 4, 5));
        EXPECT_THAT(where(*table, 4, "1e30.."), IsEmpty());
    }
}

TEST(Conditions, AreNoneForTextsThatCannotBeMeant) {
    const TableSchema schema = schema_of({"a char4", "b int4", "c float8"});
    for (const char* text : {"abc", "1*", "1..x", "..", "", "0x10", "nan", "inf", "1 2"}) {
        EXPECT_EQ(parse_condition(schema, 1, text), std::nullopt) << text;
        EXPECT_EQ(parse_condition(schema, 2, text), std::nullopt) << text;
    }
    EXPECT_EQ(parse_condition(schema, 0, ".."), std::nullopt);
    EXPECT_EQ(parse_condition(schema, 0, "a*")->like, "a*");
    EXPECT_EQ(parse_condition(schema, 1, "-1..2")->least, "-1");
    EXPECT_EQ(parse_condition(schema, 1, "-1..2")->most, "2");
}

// What looks like a condition and is a text.
TEST(Conditions, InQuotesSelectTheTextAlone) {
    const std::vector<std::string> names = {"null", "a..b", "M*", "M31", "\"x\"", "x", "", "ab"};
    TextRows rows;
    for (const std::string& name : names) rows.push_back({name});
    for (const char* column : {"name char8", "name char8 (index)"}) {
        const auto table = table_of(schema_of({column}), rows);
        const auto selected = [&](const std::string& value) {
            const auto condition = parse_condition(table->schema(), 0, value);
            return select_rows(*table, {std::nullopt, {*condition}}).rows;
        };
        EXPECT_THAT(selected("null"), ElementsAre(6));
        EXPECT_THAT(selected("\"null\""), ElementsAre(0));
        EXPECT_THAT(selected("\"NULL\""), ElementsAre(0));
        EXPECT_THAT(selected("\"a..b\""), ElementsAre(1));
        EXPECT_THAT(selected("M*"), ElementsAre(2, 3));
        EXPECT_THAT(selected("\"M*\""), ElementsAre(2));
        EXPECT_THAT(selected("\"\"x\"\""), ElementsAre(4));
        EXPECT_THAT(selected("\"x\""), ElementsAre(5));
        const auto values = distinct_values(*table, 0, 10);
        ASSERT_TRUE(values);
        EXPECT_THAT(*values, testing::UnorderedElementsAre("\"null\"", "\"a..b\"", "\"M*\"", "M31",
                                                           "\"\"x\"\"", "x", "ab"));
        for (const std::string& value : *values) EXPECT_EQ(selected(value).size(), 1u) << value;
    }
}

TEST(Conditions, HoldTogether) {
    for (const char* index : {"", "index"}) {
        const auto table = catalogue(index);
        const TableQuery query{std::nullopt,
                               {*parse_condition(table->schema(), 0, "m*"),
                                *parse_condition(table->schema(), 1, "..3")}};
        EXPECT_THAT(select_rows(*table, query).rows, ElementsAre(0, 1));
        EXPECT_EQ(count_rows(*table, query), 2);
    }
}

TEST(Conditions, HoldInsideACone) {
    const auto table =
        table_of(schema_of({"ra float8", "dec float8", "n int4 (index)"}),
                 {{"10", "0", "1"}, {"10.1", "0", "2"}, {"10.2", "0", "2"}, {"50", "0", "2"}});
    const TableQuery query{cone(10.2, 0, 1), {*parse_condition(table->schema(), 2, "2")}};
    EXPECT_THAT(select_rows(*table, query).rows, ElementsAre(2, 1));
    EXPECT_EQ(count_rows(*table, query), 2);
}

// Random conditions with an index and without: the same rows, and those that plain loops find.
TEST(Conditions, FindWhatALookAtEveryRowFinds) {
    std::mt19937_64 random(7);
    TextRows rows;
    std::vector<int> numbers;
    for (int i = 0; i < 3000; ++i) {
        numbers.push_back(random() % 10 == 0 ? -1000 : static_cast<int>(random() % 200) - 100);
        rows.push_back({numbers.back() == -1000 ? "" : fmt::format("{}", numbers.back()),
                        fmt::format("S{:04d} x", random() % 500)});
    }
    const auto plain = table_of(schema_of({"n int2", "s char20"}), rows);
    const auto indexed = table_of(schema_of({"n int2 (index)", "s char20 (index)"}), rows);
    for (int i = 0; i < 300; ++i) {
        const int low = static_cast<int>(random() % 220) - 110;
        const int high = low + static_cast<int>(random() % 30);
        Rows expected;
        for (uint32_t row = 0; row < rows.size(); ++row)
            if (numbers[row] >= low && numbers[row] <= high && numbers[row] != -1000)
                expected.push_back(row);
        const std::string range = fmt::format("{}..{}", low, high);
        EXPECT_EQ(where(*plain, 0, range), expected);
        EXPECT_EQ(where(*indexed, 0, range), expected);
        const std::string prefix = fmt::format("S{:03d}", random() % 50);
        expected.clear();
        for (uint32_t row = 0; row < rows.size(); ++row)
            if (rows[row][1].substr(0, 4) == prefix) expected.push_back(row);
        EXPECT_EQ(where(*plain, 1, prefix + "*"), expected);
        EXPECT_EQ(where(*indexed, 1, prefix + "*"), expected);
    }
}

TEST(DistinctValues, AreThoseOfTheColumnInOrder) {
    const auto table = catalogue("");
    EXPECT_THAT(distinct_values(*table, 0, 10),
                Optional(ElementsAre("M31", "m33", "NGC 224", "NGC 2244")));
    EXPECT_THAT(distinct_values(*table, 1, 10), Optional(ElementsAre("-7", "3", "4", "12")));
    EXPECT_THAT(distinct_values(*table, 3, 10),
                Optional(ElementsAre("1e-30", "0.1", "0.2", "0.3")));
    EXPECT_EQ(distinct_values(*table, 1, 3), std::nullopt);
}

TEST(FindRow, TakesTheWholeKey) {
    for (const char* index : {"", " (key)"}) {
        const auto table = table_of(
            schema_of({std::string("name char8") + index, std::string("n int4") + index, "x int2"},
                      {"name", "n"}),
            {{"M31", "1", "5"},
             {"m31", "1", "6"},
             {"M31", "2", "7"},
             {"M31", "", "8"},
             {"M*", "1", ""}});
        EXPECT_EQ(find_row(*table, {"M31", "1"}), 0);
        EXPECT_EQ(find_row(*table, {"m31", "1"}), 1);
        EXPECT_EQ(find_row(*table, {"M31", "2"}), 2);
        EXPECT_EQ(find_row(*table, {"M31", ""}), 3);
        EXPECT_EQ(find_row(*table, {"M*", "1"}), 4);
        EXPECT_EQ(find_row(*table, {"M33", "1"}), std::nullopt);
        EXPECT_EQ(find_row(*table, {"M31", "x"}), std::nullopt);
        EXPECT_EQ(find_row(*table, {"M31"}), std::nullopt);
    }
}

}  // namespace
}  // namespace heafs
