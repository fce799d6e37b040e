#include "core/fits/wcs_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/fits/card.h"

namespace heafs {
namespace {

constexpr int64_t kMostMatrixAxes = 9;

// FITS 4.0, table 23; behind it those of conventions that are in wide use.
constexpr std::array<std::string_view, 34> kProjections = {
    "AZP", "SZP", "TAN", "STG", "SIN", "ARC", "ZPN", "ZEA", "AIR", "CYP", "CEA", "CAR",
    "MER", "SFL", "PAR", "MOL", "AIT", "COP", "COE", "COD", "COO", "BON", "PCO", "TSC",
    "CSC", "QSC", "HPX", "XPH", "TPV", "TNX", "ZPX", "NCP", "GLS", "TPD"};

// The axis and the projection of "RA---TAN", "GLON-CAR" or "DEC--TAN-SIP"; an empty projection for
// axes that are not celestial or have none.
struct CelestialType {
    bool longitude = false;
    std::string projection;
};

CelestialType celestial_type(const std::string& type) {
    if (type.size() < 8 || type[4] != '-') return {};
    const std::string axis = type.substr(0, type.find('-'));
    const bool longitude = axis == "RA" || axis.ends_with("LON") || axis.ends_with("LN");
    const bool latitude = axis == "DEC" || axis.ends_with("LAT") || axis.ends_with("LT");
    if (!longitude && !latitude) return {};
    return {longitude, type.substr(5, 3)};
}

struct MatrixElement {
    const HeaderCard* card = nullptr;
    int64_t row = 0;
    int64_t column = 0;
};

// One set of coordinates: the cards of one alternate letter.
struct Coordinates {
    std::map<int64_t, const HeaderCard*> types, pixels, values, steps, rotations;
    std::vector<MatrixElement> pc, cd;
    const HeaderCard* axes = nullptr;   // WCSAXES
    const HeaderCard* first = nullptr;  // the first other card
};

bool take_indexed(std::map<char, Coordinates>& sets, const HeaderCard& card,
                  std::string_view prefix,
                  std::map<int64_t, const HeaderCard*> Coordinates::*list) {
    const auto name = indexed_name(card.keyword, prefix);
    if (!name) return false;
    Coordinates& set = sets[name->alternate];
    (set.*list).try_emplace(name->index, &card);
    if (set.first == nullptr) set.first = &card;
    return true;
}

bool take_element(std::map<char, Coordinates>& sets, const HeaderCard& card,
                  std::string_view prefix, std::vector<MatrixElement> Coordinates::*list) {
    const std::string_view keyword = card.keyword;
    const size_t mark = keyword.find('_');
    if (!keyword.starts_with(prefix) || mark == std::string_view::npos) return false;
    const auto row = indexed_name(keyword.substr(0, mark), prefix);
    const auto column = indexed_name(keyword.substr(mark + 1), "");
    if (!row || !column || row->alternate != ' ') return false;
    Coordinates& set = sets[column->alternate];
    (set.*list).push_back({&card, row->index, column->index});
    if (set.first == nullptr) set.first = &card;
    return true;
}

std::map<char, Coordinates> collect(const StatedHeader& stated) {
    std::map<char, Coordinates> sets;
    for (const HeaderCard& card : stated.cards) {
        if (card.keyword.starts_with("WCSAXES") && card.keyword.size() <= 8) {
            Coordinates& set = sets[card.keyword.size() == 8 ? card.keyword[7] : ' '];
            if (set.axes == nullptr) set.axes = &card;
            continue;
        }
        if (!card.keyword.starts_with('C') && !card.keyword.starts_with("PC")) continue;
        take_indexed(sets, card, "CTYPE", &Coordinates::types) ||
            take_indexed(sets, card, "CRPIX", &Coordinates::pixels) ||
            take_indexed(sets, card, "CRVAL", &Coordinates::values) ||
            take_indexed(sets, card, "CDELT", &Coordinates::steps) ||
            take_indexed(sets, card, "CROTA", &Coordinates::rotations) ||
            take_element(sets, card, "PC", &Coordinates::pc) ||
            take_element(sets, card, "CD", &Coordinates::cd);
    }
    return sets;
}

void report_wcs(const StatedHeader& stated, const char* rule, Severity severity,
                const HeaderCard* card, const std::string& sentence, const std::string& remedy) {
    report(stated, card, {rule, severity, sentence, "complete coordinates (FITS 4.0, 8)", remedy});
}

// Of all sets: FITS allows an alternate to have fewer axes than another.
std::optional<int64_t> stated_axes(const std::map<char, Coordinates>& sets) {
    std::optional<int64_t> most;
    for (const auto& [letter, set] : sets) {
        if (set.axes == nullptr || set.axes->kind != ValueKind::kInteger) continue;
        most = std::max(most.value_or(0), parse_integer(set.axes->value).value_or(0));
    }
    return most;
}

struct AxisRange {
    int64_t last = 0;
    bool stated = false;  // by WCSAXES, else by NAXIS
};

void check_range(const StatedHeader& stated, const AxisRange& range, int64_t index,
                 const HeaderCard& card) {
    if (index <= range.last) return;
    report_wcs(stated, "WCS-001", range.stated ? Severity::kError : Severity::kWarning, &card,
               fmt::format("{} in card {} is of axis {}, but {} is {}", card.keyword, card.card,
                           index, range.stated ? "WCSAXES" : "NAXIS", range.last),
               range.stated ? "Raise WCSAXES or remove the card"
                            : "State WCSAXES before the coordinates, or remove the card");
}

void check_ranges(const StatedHeader& stated, const AxisRange& range, const Coordinates& set) {
    for (const auto* list : {&set.types, &set.pixels, &set.values, &set.steps, &set.rotations})
        for (const auto& [index, card] : *list) check_range(stated, range, index, *card);
    for (const auto* matrix : {&set.pc, &set.cd})
        for (const MatrixElement& element : *matrix)
            check_range(stated, range, std::max(element.row, element.column), *element.card);
}

void check_missing(const StatedHeader& stated, const Coordinates& set, int64_t last,
                   const std::string& letter) {
    int64_t axes = 0;
    for (const auto* list : {&set.pixels, &set.values, &set.steps})
        if (!list->empty()) axes = std::max(axes, list->rbegin()->first);
    axes = std::min(axes, last);
    std::vector<std::string> missing;
    const auto look = [&](const auto& list, const char* prefix) {
        for (int64_t axis = 1; axis <= axes; ++axis)
            if (!list.contains(axis))
                missing.push_back(fmt::format("{}{}{}", prefix, axis, letter));
    };
    look(set.types, "CTYPE");
    look(set.pixels, "CRPIX");
    look(set.values, "CRVAL");
    if (set.cd.empty() && !set.steps.empty()) look(set.steps, "CDELT");
    if (missing.empty()) return;
    if (missing.size() > 12) missing.resize(12);
    report_wcs(stated, "WCS-001", Severity::kWarning, set.first,
               fmt::format("the coordinates of {} axes are incomplete: there is no {}", axes,
                           fmt::join(missing, ", ")),
               "State CTYPEi, CRPIXi, CRVALi and CDELTi (or CDi_j) of each axis");
}

void check_mixture(const StatedHeader& stated, const Coordinates& set) {
    if (set.pc.empty()) return;
    const HeaderCard* other = !set.cd.empty()             ? set.cd[0].card
                              : set.rotations.contains(2) ? set.rotations.at(2)
                                                          : nullptr;
    if (other == nullptr) return;
    report_wcs(
        stated, "WCS-001", Severity::kError, other,
        fmt::format("{} in card {} and {} in card {} exclude each other", set.pc[0].card->keyword,
                    set.pc[0].card->card, other->keyword, other->card),
        "State the matrix either by PCi_j with CDELTi or by CDi_j");
}

void check_values(const StatedHeader& stated, const Coordinates& set) {
    for (const auto& [index, card] : set.steps)
        if (number(card) == 0.0)
            report_wcs(stated, "WCS-001", Severity::kError, card,
                       fmt::format("{} in card {} is zero", card->keyword, card->card),
                       "State the step of a pixel");
    if (set.axes != nullptr && set.first != nullptr && set.first->card < set.axes->card)
        report_wcs(stated, "WCS-001", Severity::kError, set.axes,
                   fmt::format("{} in card {} stands after {} in card {}", set.axes->keyword,
                               set.axes->card, set.first->keyword, set.first->card),
                   "Write WCSAXES before all other cards of the coordinates");
}

// Gauss elimination with rows scaled to their largest element.
bool is_singular(std::vector<std::vector<double>> rows) {
    for (auto& row : rows) {
        double most = 0;
        for (const double value : row) most = std::max(most, std::abs(value));
        if (most == 0) return true;
        for (double& value : row) value /= most;
    }
    for (size_t at = 0; at < rows.size(); ++at) {
        size_t best = at;
        for (size_t i = at; i < rows.size(); ++i)
            if (std::abs(rows[i][at]) > std::abs(rows[best][at])) best = i;
        if (std::abs(rows[best][at]) < 1e-12) return true;
        std::swap(rows[at], rows[best]);
        for (size_t i = at + 1; i < rows.size(); ++i) {
            const double factor = rows[i][at] / rows[at][at];
            for (size_t k = at; k < rows.size(); ++k) rows[i][k] -= factor * rows[at][k];
        }
    }
    return false;
}

// Elements that are not stated are 0 in CD and those of the unit matrix in PC.
void check_matrix(const StatedHeader& stated, const std::vector<MatrixElement>& matrix, bool unit) {
    int64_t axes = 0;
    for (const MatrixElement& element : matrix)
        axes = std::max({axes, element.row, element.column});
    if (axes == 0 || axes > kMostMatrixAxes) return;
    const auto size = static_cast<size_t>(axes);
    std::vector<std::vector<double>> rows(size, std::vector<double>(size, 0.0));
    for (size_t i = 0; unit && i < size; ++i) rows[i][i] = 1;
    for (const MatrixElement& element : matrix) {
        const auto value = number(element.card);
        if (!value || !std::isfinite(*value)) return;
        rows[static_cast<size_t>(element.row) - 1][static_cast<size_t>(element.column) - 1] =
            *value;
    }
    if (!is_singular(std::move(rows))) return;
    report_wcs(stated, "WCS-002", Severity::kError, matrix[0].card,
               fmt::format("the matrix of {} and its like is singular: it cannot be inverted",
                           matrix[0].card->keyword),
               unit ? "Correct PCi_j" : "Correct CDi_j, all of which must be stated");
}

bool is_known(const std::string& projection) {
    return std::find(kProjections.begin(), kProjections.end(), projection) != kProjections.end();
}

// Judges the celestial axes among `types`, which are at most one pair.
void check_projections(const StatedHeader& stated, const char* rule,
                       const std::map<int64_t, const HeaderCard*>& types) {
    std::map<std::string, std::pair<const HeaderCard*, const HeaderCard*>> pairs;
    for (const auto& [index, card] : types) {
        const CelestialType type = celestial_type(card->value);
        if (type.projection.empty()) continue;
        if (!is_known(type.projection)) {
            report_wcs(stated, rule, Severity::kError, card,
                       fmt::format("the projection `{}` of {} in card {} is not known",
                                   quoted(type.projection), card->keyword, card->card),
                       "Use a projection of FITS 4.0, table 23, such as TAN");
            continue;
        }
        auto& pair = pairs[type.projection];
        (type.longitude ? pair.first : pair.second) = card;
    }
    for (const auto& [projection, pair] : pairs) {
        if (pair.first != nullptr && pair.second != nullptr) continue;
        const HeaderCard* card = pair.first != nullptr ? pair.first : pair.second;
        report_wcs(stated, rule, Severity::kError, card,
                   fmt::format("{} in card {} (`{}`) has no {} with the projection {}",
                               card->keyword, card->card, card->quoted_card,
                               pair.first != nullptr ? "latitude" : "longitude", projection),
                   "State both celestial axes with the same projection");
    }
}

}  // namespace

void check_image_wcs(const StatedHeader& stated) {
    if (!stated.is_array() && !stated.is_compressed_image()) return;
    const auto sets = collect(stated);
    const auto axes = stated_axes(sets);
    const int64_t naxis = stated.is_compressed_image() ? stated.integer("ZNAXIS").value_or(0)
                          : stated.header.naxis        ? stated.header.naxis->value
                                                       : 0;
    const AxisRange range{axes.value_or(naxis), axes.has_value()};
    for (const auto& [letter, set] : sets) {
        check_ranges(stated, range, set);
        check_missing(stated, set, range.last, letter == ' ' ? "" : std::string(1, letter));
        check_mixture(stated, set);
        check_values(stated, set);
        check_matrix(stated, set.cd, false);
        check_matrix(stated, set.pc, true);
        check_projections(stated, "WCS-002", set.types);
    }
}

void check_column_wcs(const StatedHeader& stated) {
    if (!stated.is_table() || stated.is_compressed_image()) return;
    std::map<int64_t, const HeaderCard*> types;
    for (const HeaderCard& card : stated.cards) {
        const auto name = indexed_name(card.keyword, "TCTYP");
        if (name && name->alternate == ' ' && !celestial_type(card.value).projection.empty())
            types.try_emplace(name->index, &card);
    }
    check_projections(stated, "WCS-003", types);
    for (const auto& [index, card] : types) {
        std::vector<std::string> missing;
        for (const char* prefix : {"TCRPX", "TCRVL", "TCDLT"})
            if (const auto name = fmt::format("{}{}", prefix, index); stated.find(name) == nullptr)
                missing.push_back(name);
        if (!missing.empty())
            report_wcs(stated, "WCS-003", Severity::kError, card,
                       fmt::format("{} in card {} makes column {} a coordinate, but states no {}",
                                   card->keyword, card->card, index, fmt::join(missing, ", ")),
                       "State TCRPXn, TCRVLn and TCDLTn beside TCTYPn");
        const HeaderCard* step = stated.find(fmt::format("TCDLT{}", index));
        if (number(step) == 0.0)
            report_wcs(stated, "WCS-003", Severity::kError, step,
                       fmt::format("{} in card {} is zero", step->keyword, step->card),
                       "State the step of a pixel");
    }
}

}  // namespace heafs
