#include "core/events/source_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>
#include <optional>

#include "config/base/error.h"
#include "core/events/source_energies.h"
#include "core/events/source_positions.h"
#include "core/sky/healpix.h"
#include "core/time/calendar.h"

namespace heafs {
namespace {

constexpr double kWholeSky = 180;  // the radius of a field that has no edge

const FitsHdu& table_of(const FitsView& view, const std::string& extname, const std::string& name) {
    const FitsHdu* hdu = view.find(extname);
    if (hdu == nullptr || hdu->text("XTENSION") != "BINTABLE")
        throw Error(Fault::kMalformed, fmt::format("{} has no table {}", name, extname));
    return *hdu;
}

// Times that have dates: what products say of them must be sayable.
void check_times(const SourceClock& clock, const std::vector<TimeInterval>& gti) {
    if (gti.empty()) return;
    calendar_text(clock.days, clock.fraction, gti.front().start);
    calendar_text(clock.days, clock.fraction, gti.back().stop);
}

void read_pointing(const FitsHdu& table, const FitsHdu& primary, const Instrument& instrument,
                   SourceEvents& events) {
    const auto first = [&](std::initializer_list<const char*> keywords) -> std::optional<double> {
        for (const char* keyword : keywords)
            for (const FitsHdu* hdu : {&table, &primary})
                if (const auto value = hdu->real(keyword)) return value;
        return std::nullopt;
    };
    const auto ra = first({"RA_PNT", "RA_NOM", "RA_OBJ"});
    const auto dec = first({"DEC_PNT", "DEC_NOM", "DEC_OBJ"});
    // Where all of the sky is seen, any direction is as good as another.
    if ((!ra || !dec) && instrument.field_radius.degrees >= kWholeSky) return;
    if (!ra || !dec || !(*dec >= -90 && *dec <= 90 && *ra >= 0 && *ra <= 360))
        throw Error(Fault::kMalformed,
                    "neither RA_PNT, DEC_PNT nor RA_OBJ, DEC_OBJ say where the "
                    "instrument looked");
    events.pointing = {Angle{*ra}, Angle{*dec}};
    events.roll = Angle{first({"PA_PNT", "ROLL_PNT"}).value_or(0)};
}

std::string upper_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

// One detector, one mode: what the mission file says of the header.
void check_instrument(const FitsHdu& table, const FitsHdu& primary, const Instrument& instrument) {
    const auto word = [&](const std::string& keyword, const char* otherwise = "") {
        return table.text(keyword).value_or(primary.text(keyword).value_or(otherwise));
    };
    const auto refuse = [&](const std::string& keyword, const std::string& wanted) {
        throw Error(Fault::kMalformed,
                    fmt::format("{} is {}, not {}", keyword, word(keyword, "nothing"), wanted));
    };
    if (word("INSTRUME") != instrument.instrume) refuse("INSTRUME", instrument.instrume);
    for (const auto& [keyword, value] : instrument.where)
        if (!Pattern(value).matches(word(keyword, "nothing"))) refuse(keyword, value);
    // The same events on another clock: to be had, but not to be counted twice.
    const std::string system = upper_case(word("TIMESYS")), place = upper_case(word("TIMEREF"));
    const bool corrected = system == "TDB" || (!place.empty() && place != "LOCAL");
    if (corrected && !instrument.corrected_times)
        throw Error(Fault::kMalformed,
                    fmt::format("its times are corrected (TIMESYS {}, TIMEREF {})", system, place));
}

void take_events(const FitsHdu& table, const Instrument& instrument, const SourceGoodTimes& good,
                 SourceEvents& events, const TakeEvent& take) {
    const double timezero = timezero_of(table);
    const NumericColumn time(table, "TIME");
    const SourceEnergies energies(table, instrument);
    const SourceSelections selections(table, instrument);
    events.first_channel = energies.first_channel();
    events.last_channel = energies.last_channel();
    std::optional<SourcePositions> positions;
    if (instrument.model == EventModel::kEvents) {
        positions.emplace(table, instrument);
        events.plane = positions->plane();
    }
    const Direction axis = direction_of(events.pointing.ra, events.pointing.dec);
    double farthest = 0;
    for (int64_t row = 0; row < table.rows(); ++row) {
        const auto value = energies.at(row);
        if (!value) continue;
        const double t = time.real(row) + timezero;
        if (!good.contains(row, t)) continue;
        const auto point = positions ? positions->at(row) : events.pointing;
        if (!point) continue;
        take({healpix_cell(*point), *point, t, *value, selections.bits(row),
              static_cast<int32_t>(row)});
        farthest = std::max(farthest, chord2(axis, direction_of(point->ra, point->dec)));
    }
    events.reach =
        Angle{2 * std::asin(std::min(1.0, std::sqrt(farthest) / 2)) * 180 / std::numbers::pi};
}

}  // namespace

std::string why_not_of(const FitsView& view, const Instrument& instrument) {
    try {
        check_instrument(table_of(view, instrument.events_hdu, "the file"), view.hdus().front(),
                         instrument);
        return "";
    } catch (const Error& error) {
        return error.what();
    }
}

SourceEvents read_source_events(const FitsView& view, const Instrument& instrument,
                                const std::string& name, const TakeEvent& take) {
    try {
        const FitsHdu& table = table_of(view, instrument.events_hdu, name);
        check_instrument(table, view.hdus().front(), instrument);
        if (table.rows() > INT32_MAX) throw Error(Fault::kTooBig, "more than 2^31 rows");
        SourceEvents events;
        events.table = &table;
        const FitsHdu& primary = view.hdus().front();
        const SourceGoodTimes good(view, table, instrument);
        events.gti = good.all().intervals();
        events.clock = clock_of_list(table, primary, instrument);
        check_times(events.clock, events.gti);
        if (!events.gti.empty()) {
            events.start = events.gti.front().start;
            events.stop = events.gti.back().stop;
        }
        read_pointing(table, primary, instrument, events);
        take_events(table, instrument, good, events, take);
        return events;
    } catch (const Error& error) {
        throw Error(error.fault(), fmt::format("{} cannot be indexed for {}: {}", name,
                                               instrument.name, error.what()));
    }
}

}  // namespace heafs
