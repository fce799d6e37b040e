#include "products/sky/detector_mask.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

namespace heafs {
namespace {

constexpr double kRadian = std::numbers::pi / 180;
constexpr double kLongArm = 100;   // pixels
constexpr double kSamePose = 0.5;  // pixels
constexpr size_t kMostGroups = 48;
constexpr double kMostDrift = 128;  // pixels; what moved farther is lost
constexpr double kFarthest = 2000;  // pixels: more than any detector

// How much of each pose lies in the good time. Both are sorted and disjoint.
std::vector<double> seconds_of(const std::vector<DetectorPose>& poses,
                               const std::vector<TimeInterval>& good) {
    std::vector<double> seconds(poses.size());
    size_t first = 0;
    for (size_t i = 0; i < poses.size(); ++i) {
        const TimeInterval& time = poses[i].time;
        while (first < good.size() && good[first].stop <= time.start) ++first;
        for (size_t n = first; n < good.size() && good[n].start < time.stop; ++n)
            seconds[i] += std::max(
                0.0, std::min(good[n].stop, time.stop) - std::max(good[n].start, time.start));
    }
    return seconds;
}

SkyPoint first_axis(const DetectorField& field) { return field.history.poses.front().axis; }

}  // namespace

DetectorMask::DetectorMask(const DetectorField& field, const GoodTimeIntervals& good_time)
    : width_(field.width),
      height_(field.height),
      axis_(field.axis_x - field.first_x, field.axis_y - field.first_y),
      mirrored_(field.history.mirrored),
      pixel_deg_(field.history.pixel_deg),
      dead_(static_cast<size_t>(width_) * static_cast<size_t>(height_)),
      plane_(first_axis(field)) {
    mark_dead(field);
    group(poses_of(field, good_time));
}

void DetectorMask::mark_dead(const DetectorField& field) {
    const auto mark = [&](int32_t x, int32_t y) {
        if (x >= 0 && x < width_ && y >= 0 && y < height_)
            dead_[static_cast<size_t>(y) * static_cast<size_t>(width_) + static_cast<size_t>(x)] =
                1;
    };
    for (const DeadPixels& dead : field.dead) {
        const int32_t around = dead.spreads ? 1 : 0;
        for (int32_t y = dead.y - around; y < dead.y + dead.length + around; ++y)
            for (int32_t x = dead.x - around; x <= dead.x + around; ++x)
                mark(x - field.first_x, y - field.first_y);
    }
    if (!field.dead_edge) return;
    for (int32_t x = 0; x < width_; ++x) mark(x, 0), mark(x, height_ - 1);
    for (int32_t y = 0; y < height_; ++y) mark(0, y), mark(width_ - 1, y);
}

std::vector<DetectorMask::Pose> DetectorMask::poses_of(const DetectorField& field,
                                                       const GoodTimeIntervals& good) const {
    const std::vector<DetectorPose>& history = field.history.poses;
    std::vector<double> seconds = seconds_of(history, good.intervals());
    double total = 0;
    for (const double each : seconds) total += each;
    if (!(total > 0)) {  // a time in which no event fell: as it lay in all
        for (size_t i = 0; i < history.size(); ++i)
            seconds[i] = history[i].time.stop - history[i].time.start;
        total = 0;
        for (const double each : seconds) total += each;
    }
    std::vector<Pose> poses;
    for (size_t i = 0; i < history.size(); ++i) {
        if (!(seconds[i] > 0)) continue;
        const DetectorPose& pose = history[i];
        const double roll = pose.roll.degrees * kRadian, arm = kLongArm * pixel_deg_;
        const auto axis = plane_.project(direction_of(pose.axis.ra, pose.axis.dec));
        const auto tip = plane_.project(
            TangentPlane(pose.axis).deproject(arm * std::sin(roll), arm * std::cos(roll)));
        const Complex shift(axis.x_deg, axis.y_deg);
        poses.push_back(
            {(Complex(tip.x_deg, tip.y_deg) - shift) / kLongArm, shift, seconds[i] / total});
    }
    return poses;
}

// Poses that put no pixel farther than kSamePose apart are one; more than that, when there would
// be too many.
void DetectorMask::group(const std::vector<Pose>& poses) {
    const Pose& heaviest =
        *std::max_element(poses.begin(), poses.end(),
                          [](const Pose& a, const Pose& b) { return a.weight < b.weight; });
    mean_ = {heaviest.turn, {}, 1, 1.0 / heaviest.turn};
    for (const Pose& pose : poses) mean_.shift += pose.weight * pose.shift;
    const double reach = std::hypot(width_, height_) / 2;
    for (double step = kSamePose;; step *= 2) {
        std::map<std::array<int64_t, 3>, Pose> groups;
        for (const Pose& pose : poses) {
            const Complex moved = (pose.shift - mean_.shift) / mean_.turn;
            const double turned = std::arg(pose.turn / mean_.turn) * reach;
            Pose& sum = groups[{std::llround(moved.real() / step),
                                std::llround(moved.imag() / step), std::llround(turned / step)}];
            sum.turn += pose.weight * pose.turn;
            sum.shift += pose.weight * pose.shift;
            sum.weight += pose.weight;
        }
        if (groups.size() > kMostGroups) continue;
        for (const auto& [key, sum] : groups)
            poses_.push_back(
                {sum.turn / sum.weight, sum.shift / sum.weight, sum.weight, sum.weight / sum.turn});
        return;
    }
}

// From the middle of the first pixel.
DetectorMask::Complex DetectorMask::pixel_at(const Pose& pose, Complex place) const {
    const Complex z = (place - pose.shift) * pose.back;
    return axis_ + Complex(z.real(), mirrored_ ? -z.imag() : z.imag());
}

DetectorMask::Complex DetectorMask::place_of(const Pose& pose, Complex pixel) const {
    const Complex z = pixel - axis_;
    return pose.turn * (mirrored_ ? std::conj(z) : z) + pose.shift;
}

bool DetectorMask::is_alive(Complex pixel) const {
    const double x = pixel.real() + 0.5, y = pixel.imag() + 0.5;
    if (!(x >= 0 && x < width_ && y >= 0 && y < height_)) return false;
    return dead_[static_cast<size_t>(y) * static_cast<size_t>(width_) + static_cast<size_t>(x)] ==
           0;
}

double DetectorMask::live_part(const Direction& direction) const {
    const TangentPlane::Place place = plane_.project(direction);
    if (!place.visible) return 0;
    double part = 0;
    for (const Pose& pose : poses_)
        if (is_alive(pixel_at(pose, {place.x_deg, place.y_deg}))) part += pose.weight;
    return part;
}

double DetectorMask::drift() const {
    double most = 0;
    for (const Pose& pose : poses_)
        for (const double x : {0.0, width_ - 1.0})
            for (const double y : {0.0, height_ - 1.0})
                most = std::max(most,
                                std::abs(pixel_at(mean_, place_of(pose, {x, y})) - Complex(x, y)));
    return std::min(most, kMostDrift);
}

bool DetectorMask::is_whole(const Direction& centre, Angle radius) const {
    const TangentPlane::Place place = plane_.project(centre);
    if (!place.visible) return false;
    const Complex middle = pixel_at(mean_, {place.x_deg, place.y_deg});
    const double reach = radius.degrees / pixel_deg_ + drift() + 1;
    if (!(reach < kFarthest)) return false;
    for (double y = std::floor(middle.imag() - reach); y <= middle.imag() + reach; ++y)
        for (double x = std::floor(middle.real() - reach); x <= middle.real() + reach; ++x)
            if (!is_alive({x, y})) return false;
    return true;
}

MeanMask::MeanMask(const DetectorMask& mask)
    : margin_(static_cast<int64_t>(mask.drift()) + 2),
      width_(mask.width_ + 2 * margin_),
      height_(mask.height_ + 2 * margin_),
      part_(static_cast<size_t>(width_ * height_)),
      mask_(mask) {
    fill(mask);
    subtract_dead(mask);
    sum_up();
}

// As if no pixel of the detector were dead: only next to its edges the poses differ.
void MeanMask::fill(const DetectorMask& mask) {
    for (int64_t row = 0; row < height_; ++row)
        for (int64_t column = 0; column < width_; ++column) {
            float& part = part_[static_cast<size_t>(row * width_ + column)];
            if (std::min({row, column, height_ - 1 - row, width_ - 1 - column}) >= 2 * margin_) {
                part = 1;
                continue;
            }
            const auto place = mask.place_of(mask.mean_, {static_cast<double>(column - margin_),
                                                          static_cast<double>(row - margin_)});
            for (const DetectorMask::Pose& pose : mask.poses_) {
                const auto pixel = mask.pixel_at(pose, place);
                if (pixel.real() >= -0.5 && pixel.real() < mask.width_ - 0.5 &&
                    pixel.imag() >= -0.5 && pixel.imag() < mask.height_ - 0.5)
                    part += static_cast<float>(pose.weight);
            }
        }
}

// A dead pixel of a pose lies across four of the mean one.
void MeanMask::subtract_dead(const DetectorMask& mask) {
    const auto subtract = [&](double x, double y, double weight) {
        const double column = std::floor(x), row = std::floor(y);
        const auto at = static_cast<int64_t>(row) * width_ + static_cast<int64_t>(column);
        if (!(column >= 0 && row >= 0 && column < static_cast<double>(width_ - 1) &&
              row < static_cast<double>(height_ - 1)))
            return;
        const double right = x - column, up = y - row;
        const auto take = [&](int64_t i, double part) {
            part_[static_cast<size_t>(i)] -= static_cast<float>(part * weight);
        };
        take(at, (1 - right) * (1 - up));
        take(at + 1, right * (1 - up));
        take(at + width_, (1 - right) * up);
        take(at + width_ + 1, right * up);
    };
    using Complex = DetectorMask::Complex;
    const auto margin = static_cast<double>(margin_);
    for (int32_t y = 0; y < mask.height_; ++y)
        for (int32_t x = 0; x < mask.width_; ++x) {
            if (mask.dead_[static_cast<size_t>(y) * static_cast<size_t>(mask.width_) +
                           static_cast<size_t>(x)] == 0)
                continue;
            const Complex pixel(static_cast<double>(x), static_cast<double>(y));
            for (const DetectorMask::Pose& pose : mask.poses_) {
                const Complex there = mask.pixel_at(mask.mean_, mask.place_of(pose, pixel));
                subtract(there.real() + margin, there.imag() + margin, pose.weight);
            }
        }
    for (float& part : part_) part = std::clamp(part, 0.0F, 1.0F);
}

void MeanMask::sum_up() {
    const auto stride = static_cast<size_t>(width_ + 1);
    sums_.resize(stride * static_cast<size_t>(height_ + 1));
    for (size_t row = 0; row < static_cast<size_t>(height_); ++row) {
        double sum = 0;
        for (size_t column = 0; column < static_cast<size_t>(width_); ++column) {
            sum += part_[row * static_cast<size_t>(width_) + column];
            sums_[(row + 1) * stride + column + 1] = sums_[row * stride + column + 1] + sum;
        }
    }
    part_ = {};
}

// The integral over all that is left of x and below y, in pixels from the corner of the first:
// between the corners of pixels it is bilinear.
double MeanMask::integral_to(double x, double y) const {
    x = std::clamp(x, 0.0, static_cast<double>(width_));
    y = std::clamp(y, 0.0, static_cast<double>(height_));
    const auto column = std::min(static_cast<int64_t>(x), width_ - 1);
    const auto row = std::min(static_cast<int64_t>(y), height_ - 1);
    const double right = x - static_cast<double>(column), up = y - static_cast<double>(row);
    const double* at = sums_.data() + row * (width_ + 1) + column;
    return (at[0] * (1 - right) + at[1] * right) * (1 - up) +
           (at[width_ + 1] * (1 - right) + at[width_ + 2] * right) * up;
}

double MeanMask::live_part(const Direction& direction, Angle side) const {
    const TangentPlane::Place place = mask_.plane_.project(direction);
    if (!place.visible) return 0;
    const auto pixel = mask_.pixel_at(mask_.mean_, {place.x_deg, place.y_deg});
    const double half = side.degrees / mask_.pixel_deg_ / 2;
    const double x = pixel.real() + static_cast<double>(margin_) + 0.5;
    const double y = pixel.imag() + static_cast<double>(margin_) + 0.5;
    const double sum = integral_to(x + half, y + half) - integral_to(x - half, y + half) -
                       integral_to(x + half, y - half) + integral_to(x - half, y - half);
    return std::clamp(sum / (4 * half * half), 0.0, 1.0);
}

std::unique_ptr<DetectorMask> detector_mask(const SkySource& source) {
    const auto field = read_detector_field(*source.segment);
    return field ? std::make_unique<DetectorMask>(*field, source.gti) : nullptr;
}

std::unique_ptr<DetectorMask> mask_within(const SkySource& source, const SkyRegion& region) {
    auto mask = detector_mask(source);
    return mask && !mask->is_whole(region.centre(), region.outer()) ? std::move(mask) : nullptr;
}

}  // namespace heafs
