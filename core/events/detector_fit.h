// How a detector lay on the sky while a list was taken, as its events tell: each of them has a
// place on both. No attitude file is needed, and what lies between the spacecraft's axes and the
// detector's is in it.
#pragma once

#include <complex>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/sky/direction.h"
#include "core/time/good_time.h"

namespace heafs {

// Where the optical axis pointed during some time, and the position angle of its x axis:
// from north to east.
struct DetectorPose {
    TimeInterval time;
    SkyPoint axis;
    Angle roll;
};

// On the plane about the axis a pixel (x, y) from its own is at
//   east + i north = pixel_deg (sin roll + i cos roll) (x + i y), or (x - i y) when mirrored.
struct PointingHistory {
    double pixel_deg = 0;
    bool mirrored = false;
    std::vector<DetectorPose> poses;  // by time, within the good time; at least one
};

// Takes the events of a list, in any order; keeps sums of them for a thousand slices of time at
// most. The fit is that of a turn, a shift and one scale, on the tangential plane about the first
// event.
class DetectorFit {
   public:
    // The pixel of the optical axis, of which the history is.
    DetectorFit(double axis_x, double axis_y) : axis_(axis_x, axis_y) {}

    void add(double time, double x, double y, const SkyPoint& place);
    // Nothing when there are too few events, or when the detector's pixels are no such picture of
    // the sky.
    std::optional<PointingHistory> finish(const std::vector<TimeInterval>& good_time) const;

   private:
    using Complex = std::complex<double>;
    // Of detector places z and sky places w.
    struct Sums {
        double n = 0;
        Complex z, w, wz, w_conj_z;
        double zz = 0, ww = 0;
        void add(const Sums& other);
    };
    // What z varies with w, each within its slice.
    struct Spread {
        double events = 0;
        Complex direct, mirrored;
        double zz = 0, ww = 0;
        void add(const Sums& slice);
    };
    // w = turn z + shift, or turn conj(z) + shift.
    struct Map {
        Complex turn;
        bool mirrored = false;
    };
    using Slices = std::map<int64_t, Sums>;

    int64_t slice_of(double time) const;
    void widen();
    std::optional<Map> whole_map() const;
    Map map_within(const TimeInterval& good, const Map& whole) const;
    void add_poses(const TimeInterval& good, const Map& map, PointingHistory& history) const;
    DetectorPose pose_of(const TimeInterval& time, const Sums& sums, const Map& map) const;

    Complex axis_;
    std::optional<TangentPlane> plane_;
    double slice_seconds_ = 8;
    Slices slices_;
};

}  // namespace heafs
