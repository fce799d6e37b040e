#include "tests/core/events/hand_made_list.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "config/base/toml.h"
#include "core/sky/direction.h"
#include "tests/support/temporary_folder.h"

namespace heafs::hand_made {
namespace {

constexpr double kPixel = 2.0 / 3600;

std::vector<FitsCard> header_of(const EventList& list) {
    std::vector<FitsCard> cards = {{"TELESCOP", "TEST", ""},        {"INSTRUME", "CAMERA", ""},
                                   {"OBJECT", "Crab", ""},          {"RA_PNT", 10.0, ""},
                                   {"DEC_PNT", 20.0, ""},           {"PA_PNT", 30.0, ""},
                                   {"MJDREFI", int64_t{51910}, ""}, {"MJDREFF", 7.4287037e-4, ""},
                                   {"TIMESYS", "TT", ""},           {"TLMIN4", int64_t{0}, ""},
                                   {"TLMAX4", int64_t{1023}, ""}};
    if (!list.degrees) {
        const std::vector<FitsCard> plane = {
            {"TCTYP2", "RA---TAN", ""}, {"TCRVL2", 10.0, ""},       {"TCRPX2", 500.0, ""},
            {"TCDLT2", -kPixel, ""},    {"TLMIN2", int64_t{1}, ""}, {"TLMAX2", int64_t{1000}, ""},
            {"TCTYP3", "DEC--TAN", ""}, {"TCRVL3", 20.0, ""},       {"TCRPX3", 500.0, ""},
            {"TCDLT3", kPixel, ""},     {"TLMIN3", int64_t{1}, ""}, {"TLMAX3", int64_t{1000}, ""}};
        cards.insert(cards.end(), plane.begin(), plane.end());
    }
    cards.insert(cards.end(), list.cards.begin(), list.cards.end());
    return cards;
}

template <typename Value>
std::vector<Value> column(const EventList& list, Value Event::*member) {
    std::vector<Value> values;
    for (const Event& event : list.events) values.push_back(event.*member);
    return values;
}

}  // namespace

std::vector<std::byte> fits_of(const EventList& list) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.write_card({"OBSERVER", "nobody", ""});
    std::vector<FitsColumn> columns = {{"TIME", "D", "s"},
                                       {list.degrees ? "RA" : "X", list.degrees ? "D" : "I"},
                                       {list.degrees ? "DEC" : "Y", list.degrees ? "D" : "I"},
                                       {"PI", "I", "chan", "", {}, {}, -4095}};
    columns.push_back({"EXTRA", "3A"});
    for (FitsColumn& each : columns)
        if (each.name == list.left_out) each.name = "ELSE";
    writer.add_table(list.extname, columns, static_cast<int64_t>(list.events.size()));
    writer.write_cards(header_of(list));
    if (!list.events.empty()) {
        writer.write_column(1, column(list, &Event::time));
        writer.write_column(2, column(list, &Event::a));
        writer.write_column(3, column(list, &Event::b));
        writer.write_column(4, column(list, &Event::channel));
        std::vector<std::string> extra;
        for (size_t i = 0; i < list.events.size(); ++i) extra.push_back(std::to_string(i % 1000));
        writer.write_column(5, extra);
    }
    writer.add_table(list.gti_extname,
                     std::vector<FitsColumn>{{"START", "D", "s"}, {"STOP", "D", "s"}},
                     static_cast<int64_t>(list.gti.size()));
    std::vector<double> starts, stops;
    for (const TimeInterval& interval : list.gti) {
        starts.push_back(interval.start);
        stops.push_back(interval.stop);
    }
    if (!starts.empty()) {
        writer.write_column(1, starts);
        writer.write_column(2, stops);
    }
    return writer.finish();
}

std::string instrument_text(bool degrees, const std::string& more) {
    return std::string("[[instrument]]\nname = 'camera'\ninstrume = 'CAMERA'\n") +
           "files = 'events/.*\\.evt'\nbands = ['0.3-10']\nradius_arcsec = 30\n"
           "pixel_arcsec = 4\nsize_deg = 0.5\nfov = { circle_arcmin = 10 }\n"
           "energy = { column = 'PI', offset_kev = 0, gain_kev = 0.01, channels = [0, 1023] }\n" +
           (degrees ? "position = { ra = 'RA', dec = 'DEC' }\n"
                    : "position = { x = 'X', y = 'Y' }\n") +
           more;
}

Instrument instrument(bool degrees, const std::string& more) {
    return read_instruments(TomlTable::parse(instrument_text(degrees, more), "test.toml")).at(0);
}

SegmentSource source() {
    return {"obs/test/0001/events/a.evt", std::string(12, 'a') + std::string(52, 'b'), "test",
            "0001", std::string(64, 'c')};
}

std::vector<Event> scattered(size_t count, uint64_t seed, std::optional<double> radius_deg,
                             double ra, double dec) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> any;
    std::uniform_real_distribution<double> time(0, 1000);
    std::uniform_int_distribution<int32_t> channel(0, 1023);
    const Direction centre = direction_of(Angle{ra}, Angle{dec});
    const double spread = radius_deg ? std::tan(*radius_deg * std::numbers::pi / 180) : 1;
    std::vector<Event> events;
    for (size_t i = 0; i < count; ++i) {
        Direction v{spread * any(random), spread * any(random), spread * any(random)};
        if (radius_deg) v = {centre.x + v.x, centre.y + v.y, centre.z + v.z};
        const SkyPoint point = point_of(v);
        events.push_back({time(random), point.ra.degrees, point.dec.degrees, channel(random)});
    }
    return events;
}

std::shared_ptr<const EventSegment> mapped(const std::vector<std::byte>& segment) {
    const TemporaryFolder folder;
    return EventSegment::open(folder.write("segment.fits", segment));
}

}  // namespace heafs::hand_made
