#include "products/sky/response_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/base/error.h"
#include "core/content/cell_reader.h"
#include "core/content/file_facts.h"
#include "core/fits/fits_view.h"

namespace heafs {
namespace {

constexpr int64_t kMostBins = 200'000;
constexpr int64_t kMostChannels = 200'000;
constexpr int64_t kMostGroups = 10'000;

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
    throw Error(Fault::kMalformed,
                fmt::format("{} is no response that can be used: {}", name, what));
}

CellReader column_of(const FitsHdu& table, const char* column, const std::string& name) {
    auto reader = CellReader::of(table, column);
    if (!reader) refuse(name, fmt::format("it has no column {}", column));
    return *reader;
}

// By HDUCLAS2, else by EXTNAME.
const FitsHdu* find_hdu(const FitsView& view, const std::string& class2,
                        std::initializer_list<const char*> names) {
    for (const FitsHdu& hdu : view.hdus())
        if (upper_case(hdu.text("HDUCLAS2").value_or("")) == class2 && hdu.rows() > 0) return &hdu;
    for (const char* name : names)
        if (const FitsHdu* hdu = view.find(name)) return hdu;
    return nullptr;
}

EnergyBins read_bins(const FitsHdu& table, const std::string& name) {
    const CellReader low = column_of(table, "ENERG_LO", name);
    const CellReader high = column_of(table, "ENERG_HI", name);
    if (table.rows() < 1 || table.rows() > kMostBins)
        refuse(name, fmt::format("it has {} energy bins", table.rows()));
    EnergyBins bins;
    for (int64_t row = 0; row < table.rows(); ++row) {
        bins.low.push_back(static_cast<float>(low.real(row)));
        bins.high.push_back(static_cast<float>(high.real(row)));
        if (!(bins.low.back() >= 0 && bins.high.back() > bins.low.back() &&
              std::isfinite(bins.high.back())))
            refuse(name, fmt::format("energy bin {} is upside down", row + 1));
    }
    return bins;
}

void read_channels(const FitsView& view, MatrixOutline& matrix, const std::string& name) {
    const FitsHdu* table = find_hdu(view, "EBOUNDS", {"EBOUNDS"});
    if (table == nullptr) refuse(name, "it has no EBOUNDS");
    const CellReader channel = column_of(*table, "CHANNEL", name);
    const CellReader low = column_of(*table, "E_MIN", name);
    const CellReader high = column_of(*table, "E_MAX", name);
    if (table->rows() < 1 || table->rows() > kMostChannels)
        refuse(name, fmt::format("it has {} channels", table->rows()));
    const double first = channel.real(0);
    if (!(first >= 0 && first <= kMostChannels)) refuse(name, "its channels begin nowhere");
    matrix.first_channel = static_cast<int>(first);
    for (int64_t row = 0; row < table->rows(); ++row) {
        matrix.e_min.push_back(static_cast<float>(low.real(row)));
        matrix.e_max.push_back(static_cast<float>(high.real(row)));
    }
}

struct Groups {
    std::vector<int64_t> first, count;
};

Groups read_groups(const CellReader& number, const CellReader& first, const CellReader& count,
                   int64_t row, const MatrixOutline& matrix, const std::string& name) {
    const auto groups = number.integers(row, 1);
    const int64_t n = groups.empty() ? -1 : groups[0];
    if (n < 0 || n > kMostGroups) refuse(name, fmt::format("N_GRP of row {}", row + 1));
    Groups read{first.integers(row, n), count.integers(row, n)};
    if (static_cast<int64_t>(read.first.size()) < n || static_cast<int64_t>(read.count.size()) < n)
        refuse(name, fmt::format("row {} has fewer groups than it says", row + 1));
    const auto channels = static_cast<int64_t>(matrix.e_min.size());
    for (size_t i = 0; i < read.first.size(); ++i) {
        const int64_t from = read.first[i] - matrix.first_channel;
        if (read.count[i] == 0) continue;
        if (from < 0 || read.count[i] < 0 || read.count[i] > channels - from)
            refuse(name, fmt::format("row {} has channels that EBOUNDS does not have", row + 1));
    }
    return read;
}

// The groups of a row as one run of channels.
Redistribution::Row row_of(const Groups& groups, const std::vector<double>& values, int64_t number,
                           const std::string& name) {
    Redistribution::Row row;
    int64_t least = INT32_MAX, most = -1, wanted = 0;
    for (size_t i = 0; i < groups.first.size(); ++i) {
        if (groups.count[i] == 0) continue;
        least = std::min(least, groups.first[i]);
        most = std::max(most, groups.first[i] + groups.count[i]);
        wanted += groups.count[i];
    }
    if (wanted > static_cast<int64_t>(values.size()))
        refuse(name, fmt::format("row {} has fewer numbers than channels", number + 1));
    if (wanted == 0) return row;
    row.first_channel = static_cast<int>(least);
    row.parts.resize(static_cast<size_t>(most - least));
    size_t next = 0;
    for (size_t i = 0; i < groups.first.size(); ++i)
        for (int64_t c = 0; c < groups.count[i]; ++c)
            row.parts[static_cast<size_t>(groups.first[i] - least + c)] +=
                static_cast<float>(values[next++]);
    return row;
}

const FitsHdu& matrix_table(const FitsView& view, const std::string& name) {
    const FitsHdu* table = find_hdu(view, "RSP_MATRIX", {"MATRIX", "SPECRESP MATRIX"});
    if (table == nullptr) refuse(name, "it has no MATRIX");
    return *table;
}

MatrixOutline outline_of(const FitsView& view, const FitsHdu& table, const std::string& name) {
    MatrixOutline matrix;
    read_channels(view, matrix, name);
    matrix.bins = read_bins(table, name);
    matrix.chantype = table.text("CHANTYPE").value_or("PI");
    matrix.has_area = upper_case(table.text("HDUCLAS3").value_or("")) == "FULL" ||
                      upper_case(table.text("EXTNAME").value_or("")) == "SPECRESP MATRIX";
    for (const char* column : {"N_GRP", "F_CHAN", "N_CHAN", "MATRIX"})
        column_of(table, column, name);
    return matrix;
}

}  // namespace

double EffectiveArea::at(Energy energy) const {
    if (bins.size() == 0 || energy.kev < double{bins.low.front()} ||
        energy.kev > double{bins.high.back()})
        return 0;
    const auto above = static_cast<size_t>(
        std::lower_bound(bins.high.begin(), bins.high.end(), energy.kev,
                         [](float edge, double kev) { return double{edge} < kev; }) -
        bins.high.begin());
    const size_t i = std::min(above, bins.size() - 1);
    const double here = bins.centre(i).kev;
    const size_t j = energy.kev < here ? (i > 0 ? i - 1 : i) : std::min(i + 1, bins.size() - 1);
    if (i == j || energy.kev == here) return area_cm2[i];
    const double part = (energy.kev - here) / (bins.centre(j).kev - here);
    return area_cm2[i] + part * (area_cm2[j] - area_cm2[i]);
}

MatrixOutline read_matrix_outline(std::span<const std::byte> fits, const std::string& name) {
    const FitsView view(fits, name);
    return outline_of(view, matrix_table(view, name), name);
}

// F_CHAN and CHANNEL of EBOUNDS count alike (CAL/GEN/92-002a: both from TLMIN of F_CHAN).
Redistribution read_redistribution(std::span<const std::byte> fits, const std::string& name) {
    const FitsView view(fits, name);
    const FitsHdu& table = matrix_table(view, name);
    Redistribution matrix{outline_of(view, table, name), {}};
    const CellReader number = column_of(table, "N_GRP", name),
                     first = column_of(table, "F_CHAN", name),
                     count = column_of(table, "N_CHAN", name),
                     values = column_of(table, "MATRIX", name);
    for (int64_t row = 0; row < table.rows(); ++row) {
        const Groups groups = read_groups(number, first, count, row, matrix.outline, name);
        matrix.rows.push_back(row_of(groups, values.reals(row, kMostChannels), row, name));
    }
    return matrix;
}

EffectiveArea read_effective_area(std::span<const std::byte> fits, const std::string& name) {
    const FitsView view(fits, name);
    const FitsHdu* table = find_hdu(view, "SPECRESP", {"SPECRESP"});
    if (table == nullptr) refuse(name, "it has no SPECRESP");
    EffectiveArea area;
    area.bins = read_bins(*table, name);
    const CellReader values = column_of(*table, "SPECRESP", name);
    for (int64_t row = 0; row < table->rows(); ++row) {
        area.area_cm2.push_back(values.real(row));
        if (!(area.area_cm2.back() >= 0 && std::isfinite(area.area_cm2.back())))
            refuse(name, fmt::format("SPECRESP of row {} is no area", row + 1));
    }
    return area;
}

}  // namespace heafs
