// sky/: positions, bands and options as folders, instruments that have exposure there, and their
// products. What a name means follows from its folder's path; only recent plans are kept.
#pragma once

#include "core/archive/archive.h"
#include "core/catalog/ledger.h"
#include "core/events/event_index.h"
#include "fs/tree/recent.h"
#include "fs/tree/sky_targets.h"
#include "fs/tree/target_names.h"
#include "fs/tree/virtual_area.h"
#include "products/sky/position_texts.h"
#include "products/sky/response_library.h"
#include "products/sky/sky_plan.h"

namespace heafs {

class SkyArea : public VirtualArea {
   public:
    // `tables`: the catalogues whose names sky/name/ knows beside those of what was observed, and
    // whose sources are cut out of backgrounds; null for none.
    SkyArea(const Archive& archive, LedgerPool& ledger, ArchiveTables* tables = nullptr)
        : archive_(archive),
          index_(archive, ledger),
          tables_(tables),
          names_(ledger, tables),
          responses_(std::make_shared<ResponseLibrary>(archive, ledger)) {}

    std::optional<VirtualEntry> find(const std::string& folder, const std::string& name) override;
    std::vector<VirtualEntry> list(const std::string& folder) override;
    std::string explain(const std::string& path) override;

   private:
    // What a canonical folder path is: a request, or an instrument's folder or one below it.
    struct Place {
        SkyRequest request;
        const Mission* mission = nullptr;
        const Instrument* instrument = nullptr;
        std::string below;  // in an instrument's folder: "", "by_obs" or "obs"
    };
    std::optional<Place> place_of(const std::string& folder) const;
    bool find_instrument(const std::string& name, Place& place) const;
    SkyPlanning plan(const Place& place);
    std::shared_ptr<const Product> product(const std::shared_ptr<const SkyPlan>& plan,
                                           const std::string& name);

    // False when the step asks for an observation of which no event list is published.
    bool has_asked_observation(const SkyStep& step);
    std::optional<VirtualEntry> find_by_form(const SkyRequest& request, const std::string& name);
    std::optional<VirtualEntry> find_at_position(const SkyRequest& request,
                                                 const std::string& name);
    std::optional<VirtualEntry> find_in_band(const Place& place, const std::string& name);
    std::optional<VirtualEntry> find_instrument_entry(const SkyRequest& request,
                                                      const std::string& name);
    std::optional<VirtualEntry> find_in_instrument(const Place& place, const std::string& name);
    std::optional<VirtualEntry> find_target(const std::string& name);
    std::optional<VirtualEntry> find_galactic(const std::string& longitude,
                                              const std::string& latitude);
    std::vector<VirtualEntry> list_targets();
    std::vector<VirtualEntry> list_position(const SkyRequest& request);
    std::vector<VirtualEntry> list_band(const Place& place);
    std::vector<VirtualEntry> list_instrument(const Place& place);
    std::vector<SeenBy> seen_at(const SkyRequest& request);
    std::vector<BandPart> band_parts(const SkyRequest& request);
    std::string band_summary(const SkyRequest& request, const std::string& name);
    std::string explain_plan(const SkyPlan& plan);
    std::string explain_name(const std::string& path);
    std::string why_absent(const std::string& folder, const std::string& name);

    const Archive& archive_;
    EventIndex index_;
    ArchiveTables* tables_;
    TargetNames names_;
    std::shared_ptr<ResponseLibrary> responses_;  // plans keep it too

    Recent<std::shared_ptr<const SkyPlan>> plans_{128};
    Recent<std::shared_ptr<const Product>> products_{512};
    Recent<std::string> summaries_{256};  // summary.txt and summary.json above the instruments
};

}  // namespace heafs
