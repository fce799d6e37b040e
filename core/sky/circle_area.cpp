#include "core/sky/circle_area.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <vector>

namespace heafs {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

struct Circle {
    PlaneCircle shape;
    bool is_hole = false;
};

double distance(const PlaneCircle& a, const PlaneCircle& b) {
    return std::hypot(b.x - a.x, b.y - a.y);
}

// Whether a part of the circle may lie in the other one.
bool meets(const PlaneCircle& circle, const PlaneCircle& other) {
    const double d = distance(circle, other);
    return d < circle.radius + other.radius && circle.radius < d + other.radius;
}

// Where the circle crosses another one: angles about its centre, by the cosine rule.
void add_crossings(const PlaneCircle& circle, const PlaneCircle& other,
                   std::vector<double>& angles) {
    const double r = circle.radius, s = other.radius, d = distance(circle, other);
    if (d >= r + s || d <= std::abs(r - s)) return;
    const double towards = std::atan2(other.y - circle.y, other.x - circle.x);
    const double aside = std::acos(std::clamp((d * d + r * r - s * s) / (2 * d * r), -1.0, 1.0));
    for (const double angle : {towards - aside, towards + aside})
        angles.push_back(angle - kTurn * std::floor(angle / kTurn));
}

// Half the integral of x dy - y dx from one angle to another, anticlockwise.
double swept(const PlaneCircle& circle, double from, double to) {
    const double r = circle.radius;
    return (r * r * (to - from) + r * circle.x * (std::sin(to) - std::sin(from)) -
            r * circle.y * (std::cos(to) - std::cos(from))) /
           2;
}

// The part of the boundary that is on one circle.
double boundary_on(const PlaneCircle& circle, std::span<const Circle> all) {
    std::vector<const Circle*> others;
    std::vector<double> angles;
    for (const Circle& other : all) {
        if (other.shape == circle) continue;
        // What no part of it lies in bounds nothing, or is nowhere near.
        if (!meets(circle, other.shape)) {
            if (other.is_hole) continue;
            return 0;
        }
        others.push_back(&other);
        add_crossings(circle, other.shape, angles);
    }
    std::sort(angles.begin(), angles.end());
    if (angles.empty()) angles.push_back(0);
    angles.push_back(angles.front() + kTurn);
    double sum = 0;
    for (size_t i = 0; i + 1 < angles.size(); ++i) {
        const double middle = (angles[i] + angles[i + 1]) / 2;
        const PlaneCircle place{circle.x + circle.radius * std::cos(middle),
                                circle.y + circle.radius * std::sin(middle), 0};
        const bool bounds = std::all_of(others.begin(), others.end(), [&](const Circle* other) {
            return (distance(place, other->shape) < other->shape.radius) != other->is_hole;
        });
        if (bounds) sum += swept(circle, angles[i], angles[i + 1]);
    }
    return sum;
}

}  // namespace

double area_between_circles(std::span<const PlaneCircle> within,
                            std::span<const PlaneCircle> without) {
    assert(!within.empty());
    std::vector<Circle> all;
    const auto add = [&](const PlaneCircle& shape, bool is_hole) {
        const bool known = std::any_of(all.begin(), all.end(),
                                       [&](const Circle& one) { return one.shape == shape; });
        if (!known) all.push_back({shape, is_hole});
    };
    for (const PlaneCircle& circle : within) add(circle, false);
    for (const PlaneCircle& circle : without) add(circle, true);
    double area = 0;
    for (const Circle& one : all) {
        const double on = boundary_on(one.shape, all);
        area += one.is_hole ? -on : on;
    }
    return std::max(area, 0.0);
}

}  // namespace heafs
