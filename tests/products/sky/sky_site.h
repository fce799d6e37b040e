// An archive with what sky/ needs around it, filled with simulated observations or with event lists
// made by hand, and its products as files.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/events/event_index.h"
#include "core/fits/fits_writer.h"
#include "products/plan/product.h"
#include "products/sky/response_library.h"
#include "products/sky/sky_plan.h"
#include "products/tables/archive_tables.h"
#include "tests/support/test_archive.h"

namespace heafs {

// A mission of small event lists, each published by itself: obs/mini/<4 digits>/<name>.evt feeds
// the instrument mini_cam: X, Y of 3.6 arcsec, PI of 0.01 keV from 0 to 99, a field of 30 arcmin, a
// region of 60 arcsec, background in 120 to 240 arcsec, images of 0.1 degrees in 3.6 arcsec.
std::string mini_mission();

// An event list of mini_cam. Places are native pixels, X to the west.
struct MiniList {
    struct Event {
        double time = 0;
        double x = 0;
        double y = 0;
        int64_t channel = 50;
    };
    std::vector<Event> events;
    std::vector<TimeInterval> gti = {{0, 1000}};
    SkyPoint centre{Angle{100}, Angle{20}};     // of X = Y = 500.5, and the pointing
    std::vector<FitsColumn> more_columns = {};  // all zero
    std::vector<FitsCard> more_cards = {};      // of EVENTS; they replace its own
    std::string position_form = "E";            // TFORM of X and Y
    std::string object = "Target";
    std::vector<std::string> without = {};  // keywords that it lacks
};
std::vector<std::byte> mini_list_file(const MiniList& list);

// Deliveries of four Swift observations of two targets, each time with another pointing, and of two
// of HaloSat of the same, made once in a program: folders `swift` and `halosat`, with truth.json.
const std::filesystem::path& simulated_sky();

class SkySite {
   public:
    explicit SkySite(const std::vector<std::string>& missions = {"halosat", "swift"},
                     const std::vector<std::string>& mission_texts = {});

    const Archive& archive() const { return archive_.archive(); }
    std::filesystem::path path() const { return archive_.path(); }
    StagingRun& run() { return run_; }
    EventIndex& index() { return index_; }

    // Delivers the files below `folder`/obs that `wanted` names, sorted or backwards.
    void deliver(const std::filesystem::path& folder, const std::string& mission,
                 const std::string& name, const std::vector<std::string>& wanted = {""},
                 bool backwards = false);
    // Delivers the files below `folder`/caldb.
    void deliver_caldb(const std::filesystem::path& folder, const std::string& mission);
    // From the next publication on the archive has this table.
    void add_table(std::shared_ptr<const TableSegment> table) {
        made_tables_.push_back(std::move(table));
    }
    // Publishes obs/mini/<path>.
    void deliver_mini(const std::string& path, const MiniList& list);

    // "sky/1/2/all/radius_5/swift_xrt_pc", canonical or with defaults spelled out.
    SkyPlanning plan(const std::string& folder);
    // "sky/1/2/all/swift_xrt_pc/image.fits"; null where there is none.
    std::shared_ptr<const Product> product(const std::string& path);
    // Its bytes. Checks that they are as many as planned.
    std::string bytes(const std::string& path);
    // A file of these bytes under the last name of the path, in a folder of this path's own.
    std::filesystem::path file(const std::string& path);

   private:
    TestArchive archive_;
    StagingRun run_;
    EventIndex index_;
    std::shared_ptr<ResponseLibrary> responses_;
    std::vector<std::shared_ptr<const TableSegment>> made_tables_;
    ArchiveTables tables_;
    TemporaryFolder folder_;
    int files_ = 0;
};

}  // namespace heafs
