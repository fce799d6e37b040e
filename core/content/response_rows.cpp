// CAL-017: the rows of a response (CAL/GEN/92-002 and 92-002a). What a fitting program does with a
// row: for each of its N_GRP groups it takes N_CHAN numbers of MATRIX for the channels from F_CHAN
// on. Where these do not agree it reads beyond the row, or for the wrong channels.
#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "core/content/calibration_rules.h"
#include "core/content/cell_reader.h"

namespace heafs {
namespace {

constexpr int64_t kMostGroups = 100'000;
constexpr int kMostFindings = 5;  // of an HDU; the rest are counted

struct Channels {
    int64_t first = 0;
    int64_t last = -1;
};

// Findings of one HDU, capped.
class RowFindings {
   public:
    RowFindings(const HduView& hdu, std::vector<Finding>& findings)
        : hdu_(hdu), findings_(findings) {}
    ~RowFindings() {
        if (told_ > kMostFindings)
            findings_.back().text += fmt::format(" ({} more rows)", told_ - kMostFindings);
    }
    RowFindings(const RowFindings&) = delete;
    RowFindings& operator=(const RowFindings&) = delete;

    // `row` counts from 0; -1 where the table as a whole is meant.
    void tell(int64_t row, const std::string& column, std::string text) {
        if (++told_ > kMostFindings) return;
        findings_.push_back(hdu_.finding("CAL-017", std::move(text)));
        if (row >= 0) findings_.back().row = row + 1;
        findings_.back().column = column;
    }

   private:
    const HduView& hdu_;
    std::vector<Finding>& findings_;
    int64_t told_ = 0;
};

// The channels of EBOUNDS; nothing when the table cannot say them.
std::optional<Channels> check_bounds(const HduView& hdu, const FitsHdu& table,
                                     std::vector<Finding>& findings) {
    RowFindings told(hdu, findings);
    const auto channel = CellReader::of(table, "CHANNEL");
    const auto low = CellReader::of(table, "E_MIN");
    const auto high = CellReader::of(table, "E_MAX");
    if (!channel || !low || !high || table.rows() == 0) {
        told.tell(-1, "", "EBOUNDS has no rows of CHANNEL, E_MIN and E_MAX");
        return std::nullopt;
    }
    const auto first = static_cast<int64_t>(channel->real(0));
    for (int64_t row = 0; row < table.rows(); ++row) {
        const double number = channel->real(row);
        if (number != static_cast<double>(first + row))
            told.tell(row, "CHANNEL",
                      fmt::format("row {}: CHANNEL is {}, expected {}: channels follow each other",
                                  row + 1, number, first + row));
        if (!(low->real(row) <= high->real(row)))
            told.tell(row, "E_MIN",
                      fmt::format("row {}: E_MIN {} is not below E_MAX {}", row + 1, low->real(row),
                                  high->real(row)));
    }
    const auto stated = hdu.number("DETCHANS");
    if (stated && *stated != static_cast<double>(table.rows()))
        told.tell(-1, "",
                  fmt::format("DETCHANS is {}, EBOUNDS has {} rows", *stated, table.rows()));
    return Channels{first, first + table.rows() - 1};
}

struct MatrixColumns {
    CellReader low, high, groups, first, count, matrix;
};

std::optional<MatrixColumns> matrix_columns(const FitsHdu& table) {
    const auto low = CellReader::of(table, "ENERG_LO"), high = CellReader::of(table, "ENERG_HI");
    const auto groups = CellReader::of(table, "N_GRP"), first = CellReader::of(table, "F_CHAN");
    const auto count = CellReader::of(table, "N_CHAN"), matrix = CellReader::of(table, "MATRIX");
    if (!low || !high || !groups || !first || !count || !matrix) return std::nullopt;
    return MatrixColumns{*low, *high, *groups, *first, *count, *matrix};
}

void check_groups(const MatrixColumns& columns, int64_t row, int64_t groups,
                  const std::optional<Channels>& channels, RowFindings& told) {
    const auto first = columns.first.integers(row, groups);
    const auto count = columns.count.integers(row, groups);
    if (static_cast<int64_t>(first.size()) < groups || static_cast<int64_t>(count.size()) < groups)
        return told.tell(row, "N_GRP",
                         fmt::format("row {}: N_GRP is {}, F_CHAN has {} and N_CHAN {} values",
                                     row + 1, groups, first.size(), count.size()));
    int64_t sum = 0;
    for (size_t i = 0; i < first.size(); ++i) {
        const int64_t n = count[i];
        if (n < 0 || n > (int64_t{1} << 40))
            return told.tell(row, "N_CHAN", fmt::format("row {}: N_CHAN is {}", row + 1, n));
        sum += n;
        if (n == 0 || !channels) continue;
        if (first[i] >= channels->first && first[i] + n - 1 <= channels->last) continue;
        return told.tell(row, "F_CHAN",
                         fmt::format("row {}: group {} has the channels {} to {}, EBOUNDS has {} "
                                     "to {}",
                                     row + 1, i + 1, first[i], first[i] + n - 1, channels->first,
                                     channels->last));
    }
    const int64_t length = columns.matrix.length(row);
    if (sum > length)
        told.tell(
            row, "MATRIX",
            fmt::format("row {}: N_CHAN sums to {}, MATRIX has {} values", row + 1, sum, length));
}

void check_matrix(const HduView& hdu, const FitsHdu& table, std::optional<Channels> channels,
                  std::vector<Finding>& findings) {
    const auto columns = matrix_columns(table);
    if (!columns) return;  // KEY-010 tells
    RowFindings told(hdu, findings);
    double before = 0;
    for (int64_t row = 0; row < table.rows(); ++row) {
        const double low = columns->low.real(row), high = columns->high.real(row);
        if (!(low < high))
            told.tell(
                row, "ENERG_LO",
                fmt::format("row {}: ENERG_LO {} is not below ENERG_HI {}", row + 1, low, high));
        if (row > 0 && std::fabs(low - before) > 1e-4 * std::fabs(before))
            told.tell(row, "ENERG_LO",
                      fmt::format("row {}: ENERG_LO {} is not the ENERG_HI {} before it", row + 1,
                                  low, before));
        before = high;
        const auto groups = columns->groups.integers(row, 1);
        if (groups.empty() || groups[0] < 0 || groups[0] > kMostGroups)
            told.tell(row, "N_GRP", fmt::format("row {}: N_GRP is no number of groups", row + 1));
        else
            check_groups(*columns, row, groups[0], channels, told);
    }
}

// F_CHAN counts from TLMIN, or from 1 (CAL/GEN/92-002a); EBOUNDS may count from elsewhere.
std::optional<Channels> channels_for(const HduView& matrix, std::optional<Channels> bounds) {
    if (!bounds) return bounds;
    const std::string least = matrix.column_keyword("TLMIN", "F_CHAN");
    const int64_t length = bounds->last - bounds->first;
    if (least.empty()) return bounds;
    const auto first = static_cast<int64_t>(std::strtod(least.c_str(), nullptr));
    return Channels{std::min(first, bounds->first), std::max(first + length, bounds->last)};
}

}  // namespace

void check_responses(const FileFacts& file, const FitsView& view, std::vector<Finding>& findings) {
    std::optional<Channels> bounds;
    bool has_bounds = false;
    const auto table_of = [&](const HduView& hdu) -> const FitsHdu* {
        const auto index = static_cast<size_t>(hdu.facts().number - 1);
        return index < view.hdus().size() ? &view.hdus()[index] : nullptr;
    };
    for (const HduView& hdu : file.hdus) {
        if (hdu.hdu_class() != HduClass::kEnergyBounds) continue;
        has_bounds = true;
        if (const FitsHdu* table = table_of(hdu)) bounds = check_bounds(hdu, *table, findings);
    }
    for (const HduView& hdu : file.hdus) {
        if (hdu.hdu_class() != HduClass::kRedistribution) continue;
        if (!has_bounds)
            findings.push_back(hdu.finding(
                "CAL-017", "a response matrix without EBOUNDS: its channels have no energies"));
        if (const FitsHdu* table = table_of(hdu))
            check_matrix(hdu, *table, channels_for(hdu, bounds), findings);
    }
}

}  // namespace heafs
