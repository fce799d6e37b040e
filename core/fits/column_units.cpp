#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "core/fits/card.h"
#include "core/fits/column_cards.h"
#include "core/fits/keyword.h"
#include "core/fits/table_layout.h"
#include "core/fits/unit_text.h"

namespace heafs {
namespace {

// Columns that mean a quantity with a dimension wherever they stand: times and intervals
// (OGIP/93-003), energies and areas of responses (CAL/GEN/92-002), positions. Of others nobody can
// tell: quaternions, ratios and indices have no unit.
constexpr std::array<std::string_view, 24> kQuantities = {
    "TIME",   "START",    "STOP",     "TSTART",  "TSTOP", "TIMEDEL", "LIVETIME", "ONTIME",
    "ENERGY", "ENERG_LO", "ENERG_HI", "E_MIN",   "E_MAX", "RATE",    "FLUX",     "SPECRESP",
    "RA",     "DEC",      "RAJ2000",  "DEJ2000", "GLON",  "GLAT",    "RA_PNT",   "DEC_PNT"};

bool is_quantity(const ColumnKeywords& column, bool is_ascii) {
    constexpr std::string_view kNumbers = "BIJKEDF";
    const char type = element_type(column.form, is_ascii);
    if (type == 0 || kNumbers.find(type) == std::string_view::npos) return false;
    return column.name != nullptr &&
           std::any_of(kQuantities.begin(), kQuantities.end(),
                       [&](std::string_view name) { return same_name(name, column.name->value); });
}

std::string label_of(const std::vector<ColumnKeywords>& columns, size_t i) {
    const HeaderCard* name = columns[i].name;
    return column_label({name != nullptr ? name->value : "", static_cast<int64_t>(i) + 1, 0, {}});
}

void warn(const StatedHeader& stated, const HeaderCard* card, const ColumnKeywords& column,
          const std::string& sentence, const std::string& expected, const std::string& remedy) {
    Verdict verdict{"TAB-016", Severity::kWarning, sentence, expected, remedy};
    if (column.name != nullptr) verdict.column = column.name->value;
    report(stated, card, std::move(verdict));
}

void report_unit(const StatedHeader& stated, const std::vector<ColumnKeywords>& columns,
                 const std::vector<size_t>& with_it) {
    const ColumnKeywords& column = columns[with_it[0]];
    const HeaderCard& card = *column.unit;
    const std::string meant = probable_unit(card.value);
    const std::string more = with_it.size() == 1
                                 ? std::string()
                                 : fmt::format(" and of {} more column{}", with_it.size() - 1,
                                               with_it.size() == 2 ? "" : "s");
    warn(stated, &card, column,
         fmt::format("the unit of {}{} in card {} (`{}`) is none of FITS or OGIP: `{}`",
                     label_of(columns, with_it[0]), more, card.card, card.quoted_card,
                     quoted(card.value)),
         meant.empty() ? "a unit of OGIP/93-001 and FITS 4.0, such as count/s" : meant,
         meant.empty()
             ? "Write the unit as OGIP/93-001 has it, or leave TUNIT out where there is none"
             : fmt::format("Use `{}`", meant));
}

}  // namespace

void check_column_units(const StatedHeader& stated, const std::vector<ColumnKeywords>& columns) {
    const bool is_ascii = stated.header.xtension && stated.header.xtension->value == "TABLE";
    std::map<std::string, std::vector<size_t>> unknown;
    for (size_t i = 0; i < columns.size(); ++i) {
        const HeaderCard* unit = columns[i].unit;
        const bool stated_one =
            unit != nullptr && unit->value.find_first_not_of(' ') != std::string::npos;
        if (stated_one && unit->kind == ValueKind::kString && !is_unit(unit->value))
            unknown[unit->value].push_back(i);
        if (stated_one || !is_quantity(columns[i], is_ascii)) continue;
        warn(stated, columns[i].form, columns[i],
             fmt::format("{} has no unit", label_of(columns, i)), fmt::format("TUNIT{}", i + 1),
             fmt::format("Write TUNIT{}, such as 's' for a time or 'keV' for an energy", i + 1));
    }
    for (const auto& [text, with_it] : unknown) report_unit(stated, columns, with_it);
}

void check_column_cards(const StatedHeader& stated) {
    const auto& tfields = stated.header.tfields;
    if (!tfields || tfields->value < 0 || tfields->value > kMaxColumns) return;
    const auto columns = column_keywords(stated.cards, tfields->value);
    check_column_names(stated, columns);
    check_display_formats(stated, columns);
    check_column_units(stated, columns);
}

}  // namespace heafs
