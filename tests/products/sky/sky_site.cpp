#include "tests/products/sky/sky_site.h"

#include <algorithm>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/simulation/simulation.h"
#include "products/sky/sky_products.h"
#include "tests/products/tables/random_table.h"

namespace heafs {

std::string mini_mission() {
    std::string text =
        "[mission]\nname = \"mini\"\ntitle = \"Mini\"\ntelescop = [\"MINI\"]\n"
        "[delivery]\npublish = \"file\"\n"
        "[obs]\nfolder = \"{obs_id}\"\nparts = { obs_id = '\\d{4}' }\n"
        "[[obs.file]]\nclass = \"events\"\nlevel = 2\nfiles = '.*\\.evt'\n"
        "[[instrument]]\nname = \"mini_cam\"\ninstrume = \"CAM\"\nmodel = \"events\"\n"
        "geometry = \"image\"\nfiles = '\\w+\\.evt'\nposition = { x = \"X\", y = \"Y\" }\n"
        "energy = { column = \"PI\", offset_kev = 0.0, gain_kev = 0.01, channels = [0, 99] }\n"
        "bands = [\"0.1-0.9\"]\nradius_arcsec = 60.0\n"
        "background = { type = \"annulus\", in_arcsec = 120.0, out_arcsec = 240.0 }\n"
        "pixel_arcsec = 3.6\nsize_deg = 0.1\nfov = { circle_arcmin = 30.0 }\n";
    // Its lists are as bare and odd as the tests need them.
    for (const char* rule :
         {"KEY-003", "KEY-004", "KEY-007", "KEY-010", "TIM-009", "NAM-007", "EVT-001"})
        text += std::string("[[waive]]\nrule = \"") + rule +
                "\"\nfiles = \"*\"\nreason = \"lists of tests\"\nuntil = \"2099-01-01\"\n";
    return text;
}

namespace {

constexpr double kNativeDegrees = 0.001;

std::vector<FitsCard> cards_of(const MiniList& list) {
    std::vector<FitsCard> cards = {{"TELESCOP", "MINI", ""},
                                   {"INSTRUME", "CAM", ""},
                                   {"OBJECT", list.object, ""},
                                   {"RA_OBJ", list.centre.ra.degrees, ""},
                                   {"DEC_OBJ", list.centre.dec.degrees, ""},
                                   {"RA_PNT", list.centre.ra.degrees, ""},
                                   {"DEC_PNT", list.centre.dec.degrees, ""},
                                   {"MJDREFI", int64_t{55000}, ""},
                                   {"MJDREFF", 0.0, ""},
                                   {"TIMESYS", "TT", ""},
                                   {"TIMEUNIT", "s", ""},
                                   {"DATE", "2010-01-01T00:00:00", ""}};
    for (const int axis : {0, 1}) {
        const std::string number = std::to_string(axis + 2);
        cards.push_back({"TCTYP" + number, axis == 0 ? "RA---TAN" : "DEC--TAN", ""});
        cards.push_back({"TCRPX" + number, 500.5, ""});
        cards.push_back(
            {"TCRVL" + number, axis == 0 ? list.centre.ra.degrees : list.centre.dec.degrees, ""});
        cards.push_back({"TCDLT" + number, axis == 0 ? -kNativeDegrees : kNativeDegrees, ""});
        cards.push_back({"TCUNI" + number, "deg", ""});
    }
    return cards;
}

void write_events(FitsWriter& writer, const MiniList& list) {
    std::vector<FitsColumn> columns = {
        {"TIME", "D", "s"},
        {"X", list.position_form, "pixel"},
        {"Y", list.position_form, "pixel"},
        {.name = "PI", .tform = "J", .unit = "chan", .tlmin = int64_t{0}, .tlmax = int64_t{99}}};
    columns.insert(columns.end(), list.more_columns.begin(), list.more_columns.end());
    writer.add_table("EVENTS", columns, static_cast<int64_t>(list.events.size()));
    std::vector<double> time, x, y;
    std::vector<int64_t> channel;
    for (const MiniList::Event& event : list.events) {
        time.push_back(event.time);
        x.push_back(event.x);
        y.push_back(event.y);
        channel.push_back(event.channel);
    }
    writer.write_column(1, time);
    writer.write_column(2, x);
    writer.write_column(3, y);
    writer.write_column(4, channel);
    std::vector<FitsCard> cards = cards_of(list);
    std::erase_if(cards, [&](const FitsCard& card) {
        return std::count(list.without.begin(), list.without.end(), card.keyword) > 0;
    });
    writer.write_cards(cards);
    writer.write_cards(list.more_cards);
}

}  // namespace

std::vector<std::byte> mini_list_file(const MiniList& list) {
    FitsWriter writer;
    writer.add_empty_primary();
    writer.write_card({"TELESCOP", "MINI", ""});
    write_events(writer, list);
    const std::vector<FitsColumn> columns = {{"START", "D", "s"}, {"STOP", "D", "s"}};
    writer.add_table("GTI", columns, static_cast<int64_t>(list.gti.size()));
    std::vector<double> start, stop;
    for (const TimeInterval& interval : list.gti) {
        start.push_back(interval.start);
        stop.push_back(interval.stop);
    }
    writer.write_column(1, start);
    writer.write_column(2, stop);
    writer.write_card({"TELESCOP", "MINI", ""});
    return writer.finish();
}

const std::filesystem::path& simulated_sky() {
    static const TemporaryFolder folder;
    static const bool made = [] {
        for (const char* mission : {"swift", "halosat"})
            simulate(load_mission(mission,
                                  {std::filesystem::path(HEAFS_SOURCE_DIR) / "config/missions"}),
                     {.observations = mission == std::string("swift") ? 4 : 2,
                      .sources = 2,
                      .events = 5000,
                      .seed = 5},
                     folder.path() / mission);
        return true;
    }();
    static_cast<void>(made);
    return folder.path();
}

SkySite::SkySite(const std::vector<std::string>& missions,
                 const std::vector<std::string>& mission_texts)
    : archive_(missions, mission_texts),
      run_(archive_.archive()),
      index_(archive_.archive(), run_.ledger()),
      responses_(std::make_shared<ResponseLibrary>(archive_.archive(), run_.ledger())),
      tables_(archive_.archive(), run_.ledger(), [this](Database&, const ArchiveTableSet&) {
          std::vector<ArchiveTable> tables;
          for (const auto& table : made_tables_) tables.push_back({table});
          return tables;
      }) {}

void SkySite::deliver(const std::filesystem::path& folder, const std::string& mission,
                      const std::string& name, const std::vector<std::string>& wanted,
                      bool backwards) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "obs"))
        if (entry.is_regular_file()) paths.push_back(entry.path().lexically_relative(folder));
    std::sort(paths.begin(), paths.end());
    if (backwards) std::reverse(paths.begin(), paths.end());
    const uint64_t root = run_.delivery(name, mission);
    for (const std::string& path : paths)
        if (std::any_of(wanted.begin(), wanted.end(), [&](const std::string& part) {
                return path.find(part) != std::string::npos;
            }))
            run_.put(root, path, read_file(folder / path));
    run_.put(root, "COMMIT", "");
    const std::string verdict = run_.verdict(name, mission);
    if (verdict != "published") throw Error(Fault::kSystem, name + ": " + verdict);
}

void SkySite::deliver_caldb(const std::filesystem::path& folder, const std::string& mission) {
    const uint64_t root = run_.delivery("now", mission);
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "caldb"))
        if (entry.is_regular_file()) paths.push_back(entry.path().lexically_relative(folder));
    for (const std::string& path : paths) run_.put(root, path, read_file(folder / path));
    run_.staging().wait_until_idle();
    for (const std::string& path : paths)
        if (!run_.published(path)) throw Error(Fault::kSystem, path + ": not published");
}

void SkySite::deliver_mini(const std::string& path, const MiniList& list) {
    run_.put(run_.delivery("now", "mini"), "obs/" + path, mini_list_file(list));
    run_.staging().wait_until_idle();
    if (run_.published("obs/mini/" + path)) return;
    std::string why = path + ": not published";
    for (const Finding& finding : run_.summary("now", "mini").findings)
        if (rejects(finding)) why += "\n" + finding.rule + " " + finding.text;
    throw Error(Fault::kSystem, why);
}

SkyPlanning SkySite::plan(const std::string& folder) {
    const auto request = sky_request_of(parent_path(folder));
    if (!request) return {nullptr, folder + " is not canonical"};
    for (const auto& [key, mission] : archive().missions())
        for (const Instrument& instrument : mission.instruments)
            if (instrument.name == base_name(folder))
                return plan_sky_folder(index_, responses_, *request, mission, instrument,
                                       find_cut_catalogue(instrument, &tables_));
    return {nullptr, "no instrument of this name"};
}

std::shared_ptr<const Product> SkySite::product(const std::string& path) {
    const auto plan = this->plan(parent_path(path)).plan;
    return plan ? plan_sky_product(plan, base_name(path)) : nullptr;
}

std::string SkySite::bytes(const std::string& path) {
    const auto made = product(path);
    if (!made) throw Error(Fault::kNotFound, path + ": " + plan(parent_path(path)).why_not);
    std::string text = rendered(*made);
    if (static_cast<int64_t>(text.size()) != made->size)
        throw Error(Fault::kSystem, path + ": rendered in another size than planned");
    return text;
}

std::filesystem::path SkySite::file(const std::string& path) {
    const std::string text = bytes(path);
    return folder_.write(std::to_string(++files_) + "/" + base_name(path),
                         std::as_bytes(std::span(text)));
}

}  // namespace heafs
