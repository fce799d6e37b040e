// What the detector of an event list saw of the sky: its grid of pixels, how it lay on the sky, and
// which of its pixels were dead. Gathered from the list itself, kept in the HDUs POINTING and
// BADPIX of its segment, and read from there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "config/missions/instrument.h"
#include "core/events/detector_fit.h"
#include "core/events/event_segment.h"
#include "core/fits/fits_view.h"
#include "core/fits/hdu_text.h"

namespace heafs {

// Pixels (x, y) to (x, y + length - 1).
struct DeadPixels {
    int32_t x = 0;
    int32_t y = 0;
    int32_t length = 1;
    bool spreads = false;  // the pixels around them are dead too
    bool operator==(const DeadPixels&) const = default;
};

struct DetectorField {
    int32_t first_x = 0;  // the first pixel's coordinates
    int32_t first_y = 0;
    int32_t width = 0;  // width x height is at most kMostDetectorPixels
    int32_t height = 0;
    double axis_x = 0;  // the optical axis, to which the history belongs
    double axis_y = 0;
    bool dead_edge = false;  // the outermost pixels are dead
    PointingHistory history;
    std::vector<DeadPixels> dead;  // inside the detector
};
inline constexpr int64_t kMostDetectorPixels = int64_t{1} << 20;
inline constexpr int64_t kMostDeadPixelRows = 1 << 16;

// Gathers it while a list is read. A list whose detector is not known (no such columns, no legal
// range) has none; that is no error.
class DetectorReader {
   public:
    // `file` outlives the reader.
    DetectorReader(const FitsView& file, const Instrument& instrument);
    // A usable event, by its row from 0.
    void add(int64_t row, double time, const SkyPoint& place);
    std::optional<DetectorField> finish(const std::vector<TimeInterval>& good_time) const;

   private:
    std::optional<DetectorField> field_;  // all but the history
    std::optional<NumericColumn> x_, y_;
    std::optional<DetectorFit> fit_;
};

// An HDU of a segment.
struct FieldTable {
    HeaderText header;
    std::vector<std::byte> data;  // without fill
};
// The direction about which the detector's middle moved, weighted by time.
SkyPoint mean_axis(const std::vector<DetectorPose>& poses);
// POINTING: START, STOP, RA, DEC, ROLL; of a history RA_AXIS and DEC_AXIS have the mean.
FieldTable pointing_table(const std::vector<DetectorPose>& poses, const DetectorField* field);
// BADPIX: X, Y, LENGTH, SPREADS.
FieldTable dead_pixel_table(const std::vector<DeadPixels>& dead);

// That of a segment; nothing when its list told none, or when its HDUs do not hold together.
std::optional<DetectorField> read_detector_field(const EventSegment& segment);

}  // namespace heafs
