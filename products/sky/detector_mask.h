// Which part of its good time a place of the sky fell on live pixels of a detector, which drifts
// while it looks: the sum of shifted masks, one for each group of poses that are nearly the same.
#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/events/detector_field.h"
#include "products/sky/field_model.h"
#include "products/sky/sky_plan.h"

namespace heafs {

class DetectorMask : public FieldMask {
   public:
    // During `good_time`, of the segment's clock.
    DetectorMask(const DetectorField& field, const GoodTimeIntervals& good_time);

    double live_part(const Direction& direction) const override;
    // Whether no dead pixel and no edge comes within the circle.
    bool is_whole(const Direction& centre, Angle radius) const;

   private:
    friend class MeanMask;
    using Complex = std::complex<double>;
    // Pixel z = (x, y) from the axis is at turn z + shift on the plane: degrees, east + i north.
    struct Pose {
        Complex turn;
        Complex shift;
        double weight = 0;  // part of the time
        Complex back = {};  // 1 / turn: dividing complex numbers is slow
    };

    void mark_dead(const DetectorField& field);
    std::vector<Pose> poses_of(const DetectorField& field, const GoodTimeIntervals& good) const;
    void group(const std::vector<Pose>& poses);
    Complex pixel_at(const Pose& pose, Complex place) const;
    Complex place_of(const Pose& pose, Complex pixel) const;
    bool is_alive(Complex pixel) const;
    double drift() const;  // pixels, between the mean and any pose, anywhere on the detector

    int32_t width_, height_;
    Complex axis_;  // its pixel, from the middle of the first
    bool mirrored_;
    double pixel_deg_;
    std::vector<uint8_t> dead_;  // 1 for dead, width x height
    TangentPlane plane_;
    Pose mean_;
    std::vector<Pose> poses_;  // grouped
};

// The same on the mean pose's pixels, once for all: for images.
class MeanMask {
   public:
    explicit MeanMask(const DetectorMask& mask);
    // The mean over a square of `side` about it.
    double live_part(const Direction& direction, Angle side) const;

   private:
    void fill(const DetectorMask& mask);
    void subtract_dead(const DetectorMask& mask);
    void sum_up();
    double integral_to(double x, double y) const;

    int64_t margin_, width_, height_;
    std::vector<float> part_;
    std::vector<double>
        sums_;  // of part_, over all pixels below and left: (width + 1) (height + 1)
    const DetectorMask& mask_;
};

// That of a source's list in its asked time; null when the list tells nothing of its detector.
std::unique_ptr<DetectorMask> detector_mask(const SkySource& source);
// The same, and null too where all of the region is alive.
std::unique_ptr<DetectorMask> mask_within(const SkySource& source, const SkyRegion& region);

}  // namespace heafs
