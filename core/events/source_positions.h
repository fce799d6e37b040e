// Where each event of a list came from: X, Y on a tangential plane by the columns' WCS keywords,
// equatorial or galactic degrees.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "config/missions/instrument.h"
#include "core/fits/fits_view.h"
#include "core/sky/direction.h"

namespace heafs {

class SourcePositions {
   public:
    // The table outlives it. Raises Fault::kMalformed when it lacks the columns or their keywords.
    SourcePositions(const FitsHdu& table, const Instrument& instrument);

    // Nothing where a coordinate is null, NaN or none of the sky.
    std::optional<SkyPoint> at(int64_t row) const;

    // Of integer X, Y: the native sky pixel, and the plane's size by TLMIN, TLMAX (0: unknown).
    struct Plane {
        double pixel_deg = 0;  // 0: there is none
        int64_t width = 0;
        int64_t height = 0;
    };
    Plane plane() const;

   private:
    void read_plane();

    bool galactic_ = false;
    std::unique_ptr<NumericColumn> first_, second_;
    std::optional<TangentPlane> plane_;
    double x0_ = 0, y0_ = 0, dx_ = 1, dy_ = 1;
};

}  // namespace heafs
