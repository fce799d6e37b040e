#include "core/events/segment_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "core/fits/card.h"
#include "core/fits/keyword.h"

namespace heafs {
namespace {

// What products say of their inputs. Taken from the HDU of the events, else from the primary one.
constexpr std::array kCarried = {
    "TELESCOP", "INSTRUME", "FILTER",   "DETNAM",   "DATAMODE", "OBJECT",   "RA_OBJ",   "DEC_OBJ",
    "RA_PNT",   "DEC_PNT",  "PA_PNT",   "RADECSYS", "RADESYS",  "EQUINOX",  "DATE",     "DATE-OBS",
    "DATE-END", "MJD-OBS",  "TSTART",   "TSTOP",    "MJDREF",   "MJDREFI",  "MJDREFF",  "TIMESYS",
    "TIMEUNIT", "TIMEREF",  "TIMEZERO", "TASSIGN",  "TIMEPIXR", "TIMEDEL",  "CLOCKAPP", "TIERRELA",
    "TIERABSO", "UTCFINIT", "TELAPSE",  "ONTIME",   "LIVETIME", "EXPOSURE", "DEADC",    "DTCOR",
    "RA_NOM",   "DEC_NOM",  "ROLL_PNT", "CREATOR"};

constexpr std::array kColumnRoots = {"TTYPE", "TFORM", "TUNIT", "TNULL", "TSCAL", "TZERO", "TDISP",
                                     "TDIM",  "TLMIN", "TLMAX", "TDMIN", "TDMAX", "TDBIN", "TCTYP",
                                     "TCRVL", "TCRPX", "TCDLT", "TCUNI", "TCROT", "TCNAM", "TUCD"};

bool is_column_keyword(std::string_view name) {
    const size_t digits = name.find_first_of("0123456789");
    if (digits == std::string_view::npos) return false;
    if (name.find_first_not_of("0123456789", digits) != std::string_view::npos) return false;
    for (const char* root : kColumnRoots)
        if (name.substr(0, digits) == root) return true;
    return false;
}

// Keywords by which responses are chosen: "@XRTVSUB" in `calibration`.
std::vector<std::string> calibration_keywords(const Instrument& instrument) {
    std::vector<std::string> keywords;
    for (const auto& [parameter, value] : instrument.calibration)
        if (value.size() > 1 && value[0] == '@') keywords.push_back(value.substr(1));
    return keywords;
}

bool describes_a_column(std::string_view card) {
    return is_column_keyword(keyword_of(card)) && parse_card(card).faults().empty();
}

}  // namespace

const std::string_view* find_stated_card(const FitsHdu& hdu, std::string_view keyword) {
    for (const std::string_view& card : hdu.cards())
        if (keyword_of(card) == keyword) {
            const Card parsed = parse_card(card);
            const bool whole = parsed.faults().empty() && parsed.kind != ValueKind::kNone &&
                               parsed.kind != ValueKind::kUndefined;
            return whole ? &card : nullptr;
        }
    return nullptr;
}

HeaderText segment_cards(const FitsView& view, const SourceEvents& events, int64_t usable,
                         const Instrument& instrument, const SegmentSource& source) {
    HeaderText header;
    header.add("HEAFSIDX", int64_t{kSegmentFormat}, "format of this index");
    header.add("IDXINSTR", instrument.name, "instrument, as in sky/");
    header.add("IDXMISS", source.mission, "mission, as in obs/");
    header.add("IDXOBS", source.obs_id, "observation");
    header.add("SRCPATH", source.path, "the event list");
    header.add("SRCSHA", source.sha256, "its SHA-256");
    header.add("MISSHA", source.mission_file_sha256, "SHA-256 of the mission file");
    header.add("SRCROWS", events.table->rows(), "rows of the event list");
    header.add("IDXROWS", usable, "usable events");
    header.add("PIMIN", int64_t{events.first_channel}, "first legal channel");
    header.add("PIMAX", int64_t{events.last_channel}, "last legal channel");
    if (instrument.energy.kind == EnergyKind::kEnergies) {
        header.add("GRIDUNIT", instrument.energy.unit, "unit of ENERGY and of the grid");
        header.add("GRIDLOW", instrument.energy.grid_start, "lower edge of the channel PIMIN");
        header.add("GRIDPDEC", int64_t{instrument.energy.per_decade}, "channels of a decade");
    }
    header.add("NATPIX", events.plane.pixel_deg, "[deg] native sky pixel, 0 if there is none");
    header.add("PLANENX", events.plane.width, "native pixels along X, 0 if unknown");
    header.add("PLANENY", events.plane.height, "native pixels along Y");
    header.add("REACH", events.reach.degrees, "[deg] from the axis to the farthest event");
    std::vector<std::string> keywords(kCarried.begin(), kCarried.end());
    for (const std::string& keyword : calibration_keywords(instrument))
        if (std::find(keywords.begin(), keywords.end(), keyword) == keywords.end())
            keywords.push_back(keyword);
    for (const std::string& keyword : keywords) {
        const std::string_view* card = find_stated_card(*events.table, keyword);
        // TIMEZERO belongs to the times of its own HDU.
        if (card == nullptr && keyword != "TIMEZERO")
            card = find_stated_card(view.hdus().front(), keyword);
        if (card != nullptr) header.add_card(*card);
    }
    if (!events.clock.in_header) {
        header.add("MJDREFI", events.clock.days, "[d] reference of times, by the mission file");
        header.add("MJDREFF", events.clock.fraction, "[d] its fraction");
    }
    return header;
}

FitsColumn index_column(const EnergyScale& scale, int64_t n) {
    if (scale.kind == EnergyKind::kEnergies)
        return {"ENERGY", fmt::format("{}E", n), scale.unit, "energy, as in the source"};
    return {"PI", fmt::format("{}J", n), "chan", "channel of the energy scale"};
}

FitsColumn block_column(const EnergyScale& scale, const std::string& name,
                        const std::string& which) {
    if (scale.kind == EnergyKind::kEnergies) return {name, "E", scale.unit, which + " energy"};
    return {name, "J", "chan", which + " channel"};
}

void add_column_cards(const FitsHdu& source, HeaderText& header) {
    for (const std::string_view card : source.cards())
        if (describes_a_column(card)) header.add_card(card);
}

void add_source_column_cards(const FitsHdu& source, HeaderText& header) {
    for (const std::string_view card : source.cards()) {
        if (!describes_a_column(card)) continue;
        std::string kept(card);
        kept[0] = 'S';
        header.add_card(kept);
    }
}

}  // namespace heafs
