#include "core/events/source_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <optional>

#include "config/base/error.h"
#include "core/sky/healpix.h"
#include "core/time/calendar.h"

namespace heafs {
namespace {

constexpr int64_t kMostIntervals = 20000;

constexpr double kWidestPlane = 1e9;  // native pixels

const FitsHdu& table_of(const FitsView& view, const std::string& extname, const std::string& name) {
    const FitsHdu* hdu = view.find(extname);
    if (hdu == nullptr || hdu->text("XTENSION") != "BINTABLE")
        throw Error(Fault::kMalformed, fmt::format("{} has no table {}", name, extname));
    return *hdu;
}

// The position of each row: X, Y on a tangential plane by the columns' WCS keywords, or degrees.
class Positions {
   public:
    Positions(const FitsHdu& table, const Instrument& instrument) {
        if (instrument.x_column.empty()) {
            first_ = std::make_unique<NumericColumn>(table, instrument.ra_column);
            second_ = std::make_unique<NumericColumn>(table, instrument.dec_column);
            return;
        }
        first_ = std::make_unique<NumericColumn>(table, instrument.x_column);
        second_ = std::make_unique<NumericColumn>(table, instrument.y_column);
        for (const auto* column : {first_.get(), second_.get()})
            if (!column->text_keyword("TCTYP").value_or("").ends_with("-TAN"))
                throw Error(Fault::kMalformed,
                            fmt::format("column {} is no axis of a tangential plane",
                                        column->column().name));
        plane_.emplace(SkyPoint{Angle{wcs(*first_, "TCRVL")}, Angle{wcs(*second_, "TCRVL")}});
        x0_ = wcs(*first_, "TCRPX");
        y0_ = wcs(*second_, "TCRPX");
        dx_ = wcs(*first_, "TCDLT");
        dy_ = wcs(*second_, "TCDLT");
    }

    std::optional<SkyPoint> at(int64_t row) const {
        const double a = first_->real(row), b = second_->real(row);
        if (!std::isfinite(a) || !std::isfinite(b)) return std::nullopt;
        if (plane_) {
            const SkyPoint point = point_of(plane_->deproject((a - x0_) * dx_, (b - y0_) * dy_));
            return std::isfinite(point.ra.degrees) ? std::optional(point) : std::nullopt;
        }
        if (b < -90 || b > 90 || a < -360 || a > 720) return std::nullopt;
        const double ra = std::fmod(a + 720, 360);
        return SkyPoint{Angle{a >= 0 && a < 360 ? a : ra}, Angle{b}};
    }

    void describe(SourceEvents& events) const {
        if (!plane_ || !first_->is_integer() || !second_->is_integer()) return;
        events.native_pixel_deg = std::abs(dx_);
        events.plane_width = span_of(*first_);
        events.plane_height = span_of(*second_);
    }

   private:
    static double wcs(const NumericColumn& column, const char* root) {
        const auto value = column.real_keyword(root);
        if (!value)
            throw Error(Fault::kMalformed,
                        fmt::format("column {} has no {}{}", column.column().name, root,
                                    column.column().number));
        return *value;
    }
    static int64_t span_of(const NumericColumn& column) {
        const auto low = column.real_keyword("TLMIN"), high = column.real_keyword("TLMAX");
        return low && high && *high >= *low && *high - *low < kWidestPlane
                   ? static_cast<int64_t>(*high - *low) + 1
                   : 0;
    }

    std::unique_ptr<NumericColumn> first_, second_;
    std::optional<TangentPlane> plane_;
    double x0_ = 0, y0_ = 0, dx_ = 1, dy_ = 1;
};

std::vector<TimeInterval> read_gti(const FitsHdu& table, double timezero) {
    if (table.rows() > kMostIntervals)
        throw Error(Fault::kTooBig, fmt::format("{} good time intervals; at most {} are taken",
                                                table.rows(), kMostIntervals));
    const NumericColumn start(table, "START"), stop(table, "STOP");
    std::vector<TimeInterval> intervals;
    for (int64_t row = 0; row < table.rows(); ++row)
        intervals.push_back({start.real(row) + timezero, stop.real(row) + timezero});
    return GoodTimeIntervals(intervals).intervals();
}

// Times that have dates: what products say of them must be sayable.
void check_times(const FitsHdu& table, const FitsHdu& primary,
                 const std::vector<TimeInterval>& gti) {
    if (gti.empty()) return;
    const auto number = [&](const char* keyword) {
        return table.real(keyword).value_or(primary.real(keyword).value_or(0));
    };
    const double days = number("MJDREFI") != 0 ? number("MJDREFI") : number("MJDREF");
    calendar_text(days, number("MJDREFF"), gti.front().start);
    calendar_text(days, number("MJDREFF"), gti.back().stop);
}

void read_pointing(const FitsHdu& table, const FitsHdu& primary, SourceEvents& events) {
    const auto first = [&](std::initializer_list<const char*> keywords) -> std::optional<double> {
        for (const char* keyword : keywords)
            for (const FitsHdu* hdu : {&table, &primary})
                if (const auto value = hdu->real(keyword)) return value;
        return std::nullopt;
    };
    const auto ra = first({"RA_PNT", "RA_NOM", "RA_OBJ"});
    const auto dec = first({"DEC_PNT", "DEC_NOM", "DEC_OBJ"});
    if (!ra || !dec || !(*dec >= -90 && *dec <= 90 && *ra >= 0 && *ra <= 360))
        throw Error(Fault::kMalformed,
                    "neither RA_PNT, DEC_PNT nor RA_OBJ, DEC_OBJ say where the "
                    "instrument looked");
    events.pointing = {Angle{*ra}, Angle{*dec}};
    events.roll = Angle{first({"PA_PNT", "ROLL_PNT"}).value_or(0)};
}

// One detector, one mode: what the mission file says of the header.
void check_instrument(const FitsHdu& table, const FitsHdu& primary, const Instrument& instrument) {
    const auto require = [&](const std::string& keyword, const std::string& wanted) {
        const std::string found =
            table.text(keyword).value_or(primary.text(keyword).value_or("nothing"));
        if (found != wanted)
            throw Error(Fault::kMalformed, fmt::format("{} is {}, not {}", keyword, found, wanted));
    };
    require("INSTRUME", instrument.instrume);
    for (const auto& [keyword, value] : instrument.where) require(keyword, value);
    // The same events on another clock: to be had, but not to be counted twice.
    const auto word = [&](const char* keyword) {
        return table.text(keyword).value_or(primary.text(keyword).value_or(""));
    };
    if (word("TIMESYS") == "TDB" || (word("TIMEREF") != "" && word("TIMEREF") != "LOCAL"))
        throw Error(Fault::kMalformed,
                    fmt::format("its times are corrected (TIMESYS {}, TIMEREF {})", word("TIMESYS"),
                                word("TIMEREF")));
}

int32_t legal_channel(const NumericColumn& column, const char* root, int otherwise) {
    const double value = column.real_keyword(root).value_or(otherwise);
    if (value >= INT32_MIN && value <= INT32_MAX) return static_cast<int32_t>(value);
    throw Error(Fault::kMalformed, fmt::format("{}{} is no channel", root, column.column().number));
}

void take_events(const FitsHdu& table, const Instrument& instrument, SourceEvents& events,
                 const TakeEvent& take) {
    const double timezero = table.real("TIMEZERO").value_or(0);
    const NumericColumn time(table, "TIME"), channel(table, instrument.energy.column);
    if (!channel.is_integer())
        throw Error(Fault::kMalformed,
                    fmt::format("column {} holds no channels", instrument.energy.column));
    events.first_channel = legal_channel(channel, "TLMIN", instrument.energy.first_channel);
    events.last_channel = legal_channel(channel, "TLMAX", instrument.energy.last_channel);
    std::optional<Positions> positions;
    if (instrument.model == EventModel::kEvents) {
        positions.emplace(table, instrument);
        positions->describe(events);
    }
    const GoodTimeIntervals good(events.gti);
    const Direction axis = direction_of(events.pointing.ra, events.pointing.dec);
    double farthest = 0;
    for (int64_t row = 0; row < table.rows(); ++row) {
        const auto pi = channel.integer(row);
        if (!pi || *pi < events.first_channel || *pi > events.last_channel) continue;
        const double t = time.real(row) + timezero;
        if (!good.contains(t)) continue;
        const auto point = positions ? positions->at(row) : events.pointing;
        if (!point) continue;
        take({healpix_cell(*point), *point, t, static_cast<int32_t>(*pi),
              static_cast<int32_t>(row)});
        farthest = std::max(farthest, chord2(axis, direction_of(point->ra, point->dec)));
    }
    events.reach =
        Angle{2 * std::asin(std::min(1.0, std::sqrt(farthest) / 2)) * 180 / std::numbers::pi};
}

}  // namespace

SourceEvents read_source_events(const FitsView& view, const Instrument& instrument,
                                const std::string& name, const TakeEvent& take) {
    try {
        const FitsHdu& table = table_of(view, instrument.events_hdu, name);
        check_instrument(table, view.hdus().front(), instrument);
        if (table.rows() > INT32_MAX) throw Error(Fault::kTooBig, "more than 2^31 rows");
        SourceEvents events;
        events.table = &table;
        const FitsHdu& gti = table_of(view, instrument.gti_hdu, name);
        const double timezero = table.real("TIMEZERO").value_or(0);
        events.gti = read_gti(gti, gti.real("TIMEZERO").value_or(timezero));
        check_times(table, view.hdus().front(), events.gti);
        if (!events.gti.empty()) {
            events.start = events.gti.front().start;
            events.stop = events.gti.back().stop;
        }
        read_pointing(table, view.hdus().front(), events);
        take_events(table, instrument, events, take);
        return events;
    } catch (const Error& error) {
        throw Error(error.fault(), fmt::format("{} cannot be indexed for {}: {}", name,
                                               instrument.name, error.what()));
    }
}

}  // namespace heafs
