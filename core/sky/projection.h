// Projections of the sky onto a plane about a point that is asked for, north up there: what the
// pixels of images are laid out on. The wall around wcslib.
#pragma once

#include <memory>
#include <string_view>

#include "core/sky/direction.h"

namespace heafs {

// Calabretta & Greisen 2002, table 13.
enum class Projection { kTan, kStg, kZea, kCar, kAit, kSin };

// As it stands in paths, "tan"; as it stands in CTYPE, "TAN".
std::string_view projection_name(Projection projection);
std::string_view projection_code(Projection projection);

// One projection about its centre, with the default LONPOLE and LATPOLE of the FITS standard. Not
// for several threads at once.
class SkyProjection {
   public:
    SkyProjection(Projection projection, SkyPoint centre);
    ~SkyProjection();
    SkyProjection(const SkyProjection&) = delete;
    SkyProjection& operator=(const SkyProjection&) = delete;

    // Intermediate world coordinates in degrees, x to the east, y to the north at the centre;
    // `visible` is false for what the projection does not show.
    TangentPlane::Place project(const Direction& direction);

    // What lies at a place of the plane; `visible` is false where no sky does.
    struct Seen {
        Direction direction;
        bool visible = false;
    };
    Seen deproject(double x_deg, double y_deg);

   private:
    struct Celestial;  // wcslib's
    std::unique_ptr<Celestial> celestial_;
    TangentPlane plane_;  // TAN needs no library
    bool is_tan_;
};

// The angle on the sky beyond which nothing lies within `distance_deg` of the centre on the plane.
Angle projection_reach(Projection projection, double distance_deg);

}  // namespace heafs
