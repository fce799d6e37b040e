#include "core/content/calibration_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

#include "core/content/boundaries.h"
#include "core/content/cell_reader.h"

namespace heafs {
namespace {

constexpr int64_t kBoundaryWidth = 70;
constexpr int64_t kBoundaries = 9;

bool same(const std::string& a, const std::string& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::toupper(x) == std::toupper(y);
    });
}
bool is_none(const std::string& text) { return text.empty() || same(text, "NONE"); }
bool fits(const std::string& asked, const std::string& there) {
    return is_none(asked) || is_none(there) || same(asked, there);
}

bool holds(const BoundaryValue& value, const std::string& asked) {
    char* end = nullptr;
    const double number = std::strtod(asked.c_str(), &end);
    if (value.numeric && end != asked.c_str() && *end == '\0')
        return number >= value.least && number <= value.most;
    return same(value.text, asked);
}

// The boundary that keeps the row out; nothing when none does.
std::optional<std::string> obstacle(const CalibrationEntry& entry,
                                    const CalibrationQuestion& question) {
    for (const std::string& text : entry.boundaries) {
        const auto parsed = parse_boundary(text);
        const auto* boundary = std::get_if<Boundary>(&parsed);
        if (boundary == nullptr) return text;
        const auto asked = question.values.find(boundary->name);
        if (asked == question.values.end()) continue;
        if (std::none_of(boundary->values.begin(), boundary->values.end(),
                         [&](const BoundaryValue& value) { return holds(value, asked->second); }))
            return text;
    }
    return std::nullopt;
}

bool is_about(const CalibrationEntry& entry, const CalibrationQuestion& question) {
    return same(entry.name, question.name) && same(entry.instrume, question.instrume) &&
           std::any_of(question.telescop.begin(), question.telescop.end(),
                       [&](const std::string& name) { return same(name, entry.telescop); }) &&
           fits(question.detnam, entry.detnam) && fits(question.filter, entry.filter);
}

// Why rows about the question do not answer it, in the order in which they are asked.
struct Refusals {
    const IndexedCalibration* bad = nullptr;
    const IndexedCalibration* elsewhere = nullptr;
    std::string boundary;
    const IndexedCalibration* later = nullptr;  // the one that begins first

    std::string words(const CalibrationQuestion& question) const {
        if (later != nullptr)
            return fmt::format("{} is valid from {} on, the observation began {}", later->path,
                               moment_of(later->entry), text_of(question.moment));
        if (elsewhere != nullptr)
            return fmt::format("{} is for {} alone", elsewhere->path, boundary);
        if (bad != nullptr)
            return fmt::format("{} has quality {} in the index of CALDB", bad->path, bad->quality);
        return fmt::format("no {} of {} is in caldb/", question.name, question.instrume);
    }
};

}  // namespace

CalibrationAnswer answer(const CalibrationQuestion& question,
                         const std::vector<IndexedCalibration>& rows) {
    CalibrationAnswer best;
    CalendarMoment best_moment;
    Refusals refusals;
    for (const IndexedCalibration& row : rows) {
        const auto moment = parse_calendar_moment(moment_of(row.entry));
        if (!is_about(row.entry, question) || !moment) continue;
        if (row.quality != 0) {
            refusals.bad = &row;
        } else if (const auto boundary = obstacle(row.entry, question)) {
            refusals.elsewhere = &row;
            refusals.boundary = *boundary;
        } else if (*moment > question.moment) {
            if (refusals.later == nullptr ||
                moment_of(row.entry) < moment_of(refusals.later->entry))
                refusals.later = &row;
        } else if (best.found == nullptr || *moment > best_moment ||
                   (*moment == best_moment && row.path > best.found->path)) {
            best.found = &row;
            best_moment = *moment;
        }
    }
    if (best.found == nullptr) best.why_not = refusals.words(question);
    return best;
}

std::vector<IndexedCalibration> read_calibration_index(const FitsView& view) {
    std::vector<IndexedCalibration> rows;
    const FitsHdu* table = view.find("CIF");
    if (table == nullptr) return rows;
    std::map<std::string, CellReader> cells;
    for (const char* column :
         {"TELESCOP", "INSTRUME", "DETNAM", "FILTER", "CAL_DIR", "CAL_FILE", "CAL_CLAS", "CAL_CNAM",
          "CAL_CBD", "CAL_XNO", "CAL_VSD", "CAL_VST", "CAL_QUAL"}) {
        const auto reader = CellReader::of(*table, column);
        if (!reader) return rows;
        cells.emplace(column, *reader);
    }
    const auto text = [&](const char* column, int64_t row) { return cells.at(column).text(row); };
    const auto number = [&](const char* column, int64_t row, int64_t otherwise) {
        const auto values = cells.at(column).integers(row, 1);
        return values.empty() ? otherwise : values[0];
    };
    for (int64_t i = 0; i < std::min(table->rows(), kMostIndexRows); ++i) {
        IndexedCalibration row;
        row.path = text("CAL_DIR", i) + "/" + text("CAL_FILE", i);
        row.quality = number("CAL_QUAL", i, 5);
        row.entry = {static_cast<int>(number("CAL_XNO", i, 0)) + 1,
                     text("TELESCOP", i),
                     text("INSTRUME", i),
                     text("DETNAM", i),
                     text("FILTER", i),
                     text("CAL_CLAS", i),
                     text("CAL_CNAM", i),
                     text("CAL_VSD", i),
                     text("CAL_VST", i),
                     {}};
        for (int64_t part = 0; part < kBoundaries; ++part) {
            std::string value = cells.at("CAL_CBD").text(i, part, kBoundaryWidth);
            if (!is_none(value)) row.entry.boundaries.push_back(std::move(value));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace heafs
