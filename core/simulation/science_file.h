// A FITS file under construction whose HDUs all say the same about the observation.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <vector>

#include "core/fits/fits_writer.h"
#include "core/simulation/intervals.h"

namespace heafs {

struct ScienceFile {
    FitsWriter writer;
    std::vector<FitsCard> cards;  // of every HDU

    // Begins with an empty primary HDU.
    explicit ScienceFile(std::vector<FitsCard> common);
    // A table with HDUCLASS and `classes`.
    void add_table(const std::string& extname, std::span<const FitsColumn> columns, size_t rows,
                   std::initializer_list<FitsCard> classes);
    // The good times, extension GTI.
    void add_gti(const Intervals& times);
    // The file, gzipped.
    std::vector<std::byte> finish();
};

// One member of each struct, as a column.
template <typename T, typename Row>
std::vector<T> column_of(const std::vector<Row>& rows, T Row::*member) {
    std::vector<T> values;
    values.reserve(rows.size());
    for (const Row& row : rows) values.push_back(row.*member);
    return values;
}

// Each `step` seconds from the start of every interval on.
std::vector<double> sample_times(const Intervals& times, double step);

// Turns the x axis of the equatorial frame towards a pointing and about it by the roll: rotations
// about z by ra, about y by -dec, about x by roll. The real part last.
std::array<double, 4> quaternion_of(double ra_deg, double dec_deg, double roll_deg);

}  // namespace heafs
