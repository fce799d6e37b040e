#include "core/events/detector_fit.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;
constexpr size_t kMostSlices = 1024;
constexpr double kLeastEvents = 40;         // for a map at all
constexpr double kEventsOfATurn = 100;      // for a turn of a good time of its own
constexpr double kEventsOfAPose = 16;       // half a pixel each: an eighth of a pixel together
constexpr double kLeastCorrelation = 0.98;  // squared
constexpr double kLongArm = 100;            // pixels: short on the sky, long in numbers

}  // namespace

void DetectorFit::Sums::add(const Sums& other) {
    n += other.n;
    z += other.z;
    w += other.w;
    wz += other.wz;
    w_conj_z += other.w_conj_z;
    zz += other.zz;
    ww += other.ww;
}

void DetectorFit::Spread::add(const Sums& slice) {
    events += slice.n;
    direct += slice.w_conj_z - slice.w * std::conj(slice.z) / slice.n;
    mirrored += slice.wz - slice.w * slice.z / slice.n;
    zz += slice.zz - std::norm(slice.z) / slice.n;
    ww += slice.ww - std::norm(slice.w) / slice.n;
}

int64_t DetectorFit::slice_of(double time) const {
    return static_cast<int64_t>(std::floor(time / slice_seconds_));
}

void DetectorFit::add(double time, double x, double y, const SkyPoint& place) {
    if (!std::isfinite(x) || !std::isfinite(y)) return;
    const Direction direction = direction_of(place.ra, place.dec);
    if (!plane_) plane_.emplace(place);
    const TangentPlane::Place there = plane_->project(direction);
    if (!there.visible) return;
    const Complex z = Complex(x, y) - axis_, w(there.x_deg, there.y_deg);
    slices_[slice_of(time)].add({1, z, w, w * z, w * std::conj(z), std::norm(z), std::norm(w)});
    while (slices_.size() > kMostSlices) widen();
}

void DetectorFit::widen() {
    slice_seconds_ *= 2;
    Slices wider;
    for (const auto& [number, sums] : slices_)
        wider[static_cast<int64_t>(std::floor(static_cast<double>(number) / 2))].add(sums);
    slices_ = std::move(wider);
}

std::optional<DetectorFit::Map> DetectorFit::whole_map() const {
    Spread spread;
    for (const auto& [number, sums] : slices_) spread.add(sums);
    const bool mirrored = std::abs(spread.mirrored) > std::abs(spread.direct);
    const Complex both = mirrored ? spread.mirrored : spread.direct;
    if (spread.events < kLeastEvents || !(spread.zz > 0) || !(spread.ww > 0) ||
        !(std::norm(both) >= kLeastCorrelation * spread.zz * spread.ww))
        return std::nullopt;
    return Map{both / spread.zz, mirrored};
}

// A good time with many events has a turn of its own: the roll differs from orbit to orbit.
DetectorFit::Map DetectorFit::map_within(const TimeInterval& good, const Map& whole) const {
    Spread spread;
    for (auto slice = slices_.lower_bound(slice_of(good.start));
         slice != slices_.end() && slice->first <= slice_of(good.stop); ++slice)
        spread.add(slice->second);
    const Complex both = whole.mirrored ? spread.mirrored : spread.direct;
    if (spread.events < kEventsOfATurn ||
        !(std::norm(both) >= kLeastCorrelation * spread.zz * spread.ww) || std::abs(both) == 0)
        return whole;
    return {std::abs(whole.turn) * both / std::abs(both), whole.mirrored};
}

DetectorPose DetectorFit::pose_of(const TimeInterval& time, const Sums& sums,
                                  const Map& map) const {
    const Complex z = (map.mirrored ? std::conj(sums.z) : sums.z) / sums.n;
    const Complex shift = sums.w / sums.n - map.turn * z;
    const Complex arm = shift + kLongArm * map.turn;
    const SkyPoint axis = point_of(plane_->deproject(shift.real(), shift.imag()));
    const auto tip = TangentPlane(axis).project(plane_->deproject(arm.real(), arm.imag()));
    return {time, axis, Angle{std::atan2(tip.x_deg, tip.y_deg) / kRadian}};
}

// Slices are put together until their mean place is known well; what is left at the end of the
// good time belongs to the last of them.
void DetectorFit::add_poses(const TimeInterval& good, const Map& map,
                            PointingHistory& history) const {
    std::vector<std::pair<double, Sums>> groups;  // with their ends
    Sums open;
    for (auto slice = slices_.lower_bound(slice_of(good.start));
         slice != slices_.end() && slice->first <= slice_of(good.stop); ++slice) {
        open.add(slice->second);
        if (open.n < kEventsOfAPose) continue;
        groups.emplace_back(
            std::min(good.stop, static_cast<double>(slice->first + 1) * slice_seconds_), open);
        open = {};
    }
    if (groups.empty() && open.n > 0)
        groups.emplace_back(good.stop, open);
    else if (!groups.empty())
        groups.back().second.add(open);
    double start = good.start;
    for (size_t i = 0; i < groups.size(); ++i) {
        const double stop = i + 1 < groups.size() ? groups[i].first : good.stop;
        if (stop > start) history.poses.push_back(pose_of({start, stop}, groups[i].second, map));
        start = stop;
    }
}

std::optional<PointingHistory> DetectorFit::finish(
    const std::vector<TimeInterval>& good_time) const {
    const auto whole = whole_map();
    if (!whole) return std::nullopt;
    PointingHistory history;
    history.pixel_deg = std::abs(whole->turn);
    history.mirrored = whole->mirrored;
    for (const TimeInterval& good : good_time) add_poses(good, map_within(good, *whole), history);
    if (history.poses.empty()) return std::nullopt;
    return history;
}

}  // namespace heafs
