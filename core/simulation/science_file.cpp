#include "core/simulation/science_file.h"

#include <cmath>
#include <numbers>

#include "core/base/gzip_bytes.h"
#include "core/simulation/rounding.h"

namespace heafs {

ScienceFile::ScienceFile(std::vector<FitsCard> common) : cards(std::move(common)) {
    writer.add_empty_primary();
    writer.write_cards(cards);
}

void ScienceFile::add_table(const std::string& extname, std::span<const FitsColumn> columns,
                            size_t rows, std::initializer_list<FitsCard> classes) {
    writer.add_table(extname, columns, static_cast<int64_t>(rows));
    writer.write_card({"HDUCLASS", "OGIP", "format conforms to OGIP standards"});
    writer.write_cards({classes.begin(), classes.size()});
    writer.write_cards(cards);
}

void ScienceFile::add_gti(const Intervals& times) {
    const std::array<FitsColumn, 2> columns = {{
        {.name = "START", .tform = "D", .unit = "s", .comment = "start of a good time"},
        {.name = "STOP", .tform = "D", .unit = "s", .comment = "stop of a good time"},
    }};
    add_table("GTI", columns, times.size(),
              {{"HDUCLAS1", "GTI", "good time intervals"},
               {"HDUCLAS2", "STANDARD", "standard good times"},
               {"HDUVERS", "1.0.0", "version of the format"}});
    writer.write_column(1, column_of(times, &Interval::start));
    writer.write_column(2, column_of(times, &Interval::stop));
}

std::vector<std::byte> ScienceFile::finish() { return gzip_bytes(writer.finish()); }

std::vector<double> sample_times(const Intervals& times, double step) {
    std::vector<double> samples;
    for (const Interval& i : times)
        for (double t = i.start; t < i.stop; t += step) samples.push_back(t);
    return samples;
}

std::array<double, 4> quaternion_of(double ra_deg, double dec_deg, double roll_deg) {
    constexpr double kHalfDegree = std::numbers::pi / 360;
    const double a = ra_deg * kHalfDegree, d = -dec_deg * kHalfDegree, r = roll_deg * kHalfDegree;
    // Rotation about z, then y: the product of (0, 0, sin a, cos a) and (0, sin d, 0, cos d).
    const double x = -std::sin(a) * std::sin(d), y = std::cos(a) * std::sin(d);
    const double z = std::sin(a) * std::cos(d), w = std::cos(a) * std::cos(d);
    const double s = std::sin(r), c = std::cos(r);
    std::array<double, 4> q = {x * c + w * s, y * c + z * s, z * c - y * s, w * c - x * s};
    for (double& part : q) part = to_decimals(part, 6);
    return q;
}

}  // namespace heafs
