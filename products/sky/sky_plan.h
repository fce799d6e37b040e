// The plan of one instrument folder, sky/<ra>/<dec>/<band>[/<option>...]/<instrument>: which event
// lists have exposure there, which of their events are asked for, and on which grid. Nothing is
// computed here that `ls` does not need.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/events/event_index.h"
#include "core/events/event_query.h"
#include "products/plan/sky_request.h"
#include "products/sky/channel_range.h"
#include "products/sky/cut_catalogue.h"

namespace heafs {

// The pixels of an image: `size` by `size`, the centre of the middle at the asked position.
struct ImageGrid {
    int64_t size = 0;
    double pixel_deg = 0;
    Projection projection = Projection::kTan;
    // Whether events are spread over their native pixel: where this pixel is no multiple of it.
    bool spread = false;
    // From the centre to a corner, on the sky.
    Angle reach() const;
};

struct SkyResponses;
class ResponseLibrary;

// The part that one event list has in the folder.
struct SkySource {
    SegmentRow row;
    std::shared_ptr<const EventSegment> segment;
    std::optional<TimeInterval> time;  // as asked, in the segment's mission seconds
    GoodTimeIntervals gti;             // of that
    Seconds exposure;                  // live, of the region; 0: only the image may have events
    Angle off_axis;
    // None where it has no background region; neither touches another.
    std::vector<std::shared_ptr<const SkyRegion>> background;
    double region_extent = 0;      // what of the source region is alive: deg2, of strips deg
    double background_extent = 0;  // of all background regions
    double field_extent = 0;       // of the whole field
};

// Whose sources are cut out of the background annulus: its holes.
struct CutOut {
    std::string table;
    std::string content_hash;  // of the version that was used; "" where nothing is cut out,
    std::string why_not;       // and why, in words
};

struct SkyPlan {
    std::string path;  // canonical, below the mount
    SkyRequest request;
    const Mission* mission = nullptr;
    const Instrument* instrument = nullptr;
    std::string mission_file_sha256;
    SkyPoint centre;
    bool resolved = true;  // false: the events have no positions, the field is the region
    ChannelRange channels;
    int64_t least_channel = 0;  // legal ones
    int64_t most_channel = 0;
    int32_t selected = 0;  // bits of the selection that the events must have; 0: all are taken
    std::shared_ptr<const SkyRegion> region;
    BackgroundKind background_kind = BackgroundKind::kNone;  // as asked, or the instrument's
    std::shared_ptr<const SkyRegion> background;  // the annulus, of all sources alike; or none
    std::optional<CutOut> cut_out;                // where the annulus is to have holes
    std::optional<ImageGrid> image;
    Decimal bin_seconds;                            // of the light curve
    std::string no_light_curve;                     // why there is none, in words; "": there is one
    std::vector<SkySource> sources;                 // all inputs, by observation and path
    std::shared_ptr<const SkyResponses> responses;  // of the spectrum; see responses.h
    std::string provenance;                         // DATAVERS: hash over the inputs
    int64_t state = 0;  // of what it was made from: state_with_catalogue()

    // A file that products are made of; of calibration files and catalogues without observation.
    struct Input {
        std::string obs_id, path, sha256;
    };
    // Event lists by observation and path, then calibration files by path, then the catalogue of
    // cut-outs.
    std::vector<Input> inputs() const;
    // Those with exposure in the region.
    std::vector<const SkySource*> exposed() const;
    // Indices into the source's segment, of the asked band or of all channels.
    std::vector<int32_t> events_in(const SkySource& source, const SkyRegion& where,
                                   bool all_channels) const;
    // The same of all background regions of the source.
    std::vector<int32_t> background_events(const SkySource& source, bool all_channels) const;
};

// Why a folder does not exist, in words; or its plan.
struct SkyPlanning {
    std::shared_ptr<const SkyPlan> plan;
    std::string why_not;
};

// The plan of a request with a band for one instrument of the mission, whose catalogue is
// `catalogue`. Any thread may call it.
SkyPlanning plan_sky_folder(EventIndex& index, const std::shared_ptr<ResponseLibrary>& responses,
                            const SkyRequest& request, const Mission& mission,
                            const Instrument& instrument, const CutCatalogue& catalogue);

// LIVETIME / ONTIME of a segment's source: DEADC, else DTCOR, else that of these keywords; 1 where
// it does not say.
double dead_time_factor(const EventSegment& segment);

}  // namespace heafs
