#include "core/events/event_query.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/events/segment_builder.h"

namespace heafs {
namespace {

// The first event from `from` on whose cell is not below `cell`.
int64_t first_at_or_after(const EventSegment& segment, int64_t from, int64_t cell) {
    int64_t low = from, count = segment.size() - from;
    while (count > 0) {
        const int64_t half = count / 2;
        if (segment.cell(low + half) < cell) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

constexpr double kRadian = std::numbers::pi / 180;

enum class Pass { kNone, kSome, kAll };

// The filter in the terms of one segment: channels are numbers in [first, last + 1).
class Sieve {
   public:
    Sieve(const EventSegment& segment, const EventFilter& filter)
        : segment_(segment), filter_(filter), energies_(energies_of(segment, filter)) {}

    Pass pass_of(const EventSegment::Block& block) const {
        if (block.e_max < energies_.low || block.e_min >= energies_.high) return Pass::kNone;
        bool all = block.e_min >= energies_.low && block.e_max < energies_.high;
        if (filter_.time) {
            if (block.t_max < filter_.time->start || block.t_min >= filter_.time->stop)
                return Pass::kNone;
            all = all && block.t_min >= filter_.time->start && block.t_max < filter_.time->stop;
        }
        return all && filter_.selected == 0 ? Pass::kAll : Pass::kSome;
    }

    bool passes(int64_t i) const {
        const double value =
            segment_.has_energies() ? static_cast<double>(segment_.energy(i)) : segment_.channel(i);
        if (value < energies_.low || value >= energies_.high) return false;
        if ((segment_.selections(i) & filter_.selected) != filter_.selected) return false;
        if (!filter_.time) return true;
        const double time = segment_.time(i);
        return time >= filter_.time->start && time < filter_.time->stop;
    }

   private:
    static EnergyRange energies_of(const EventSegment& segment, const EventFilter& filter) {
        if (!segment.has_energies())
            return {static_cast<double>(filter.first_channel),
                    static_cast<double>(filter.last_channel) + 1};
        if (filter.energies) return *filter.energies;
        const auto& edges = segment.grid().edges();
        const auto edge = [&](int64_t above) {
            return edges[static_cast<size_t>(
                std::clamp<int64_t>(above, 0, static_cast<int64_t>(edges.size()) - 1))];
        };
        return {edge(int64_t{filter.first_channel} - segment.first_channel()),
                edge(int64_t{filter.last_channel} + 1 - segment.first_channel())};
    }

    const EventSegment& segment_;
    const EventFilter& filter_;
    EnergyRange energies_;
};

// Appends those of [first, last) that pass the filter and, with a region, lie in it.
void take(const EventSegment& segment, int64_t first, int64_t last, const Sieve& sieve,
          const SkyRegion* region, std::vector<int32_t>& taken) {
    while (first < last) {
        const int64_t block = first / kEventsOfABlock;
        const int64_t end = std::min(last, (block + 1) * kEventsOfABlock);
        const Pass pass = sieve.pass_of(segment.blocks()[static_cast<size_t>(block)]);
        for (int64_t i = pass == Pass::kNone ? end : first; i < end; ++i) {
            if (pass == Pass::kSome && !sieve.passes(i)) continue;
            if (region != nullptr && !region->contains(direction_of(Angle{segment.ra_deg(i)},
                                                                    Angle{segment.dec_deg(i)})))
                continue;
            taken.push_back(static_cast<int32_t>(i));
        }
        first = end;
    }
}

// The one axis of a strip on the sky.
class StripAxis {
   public:
    // Through `point` at a position angle (north through east).
    StripAxis(SkyPoint point, Angle position_angle) {
        const double ra = point.ra.degrees * kRadian, dec = point.dec.degrees * kRadian;
        const double angle = position_angle.degrees * kRadian;
        const double north = std::cos(angle), east = std::sin(angle);
        axis_.x = -north * std::sin(dec) * std::cos(ra) - east * std::sin(ra);
        axis_.y = -north * std::sin(dec) * std::sin(ra) + east * std::cos(ra);
        axis_.z = north * std::cos(dec);
    }

    // Degrees along the axis from the great circle that crosses it at its point.
    double along(const Direction& place) const {
        const double sine = place.x * axis_.x + place.y * axis_.y + place.z * axis_.z;
        return std::asin(std::clamp(sine, -1.0, 1.0)) / kRadian;
    }

   private:
    Direction axis_;
};

}  // namespace

SkyRegion::SkyRegion(SkyPoint centre, Angle outer, std::optional<Angle> inner,
                     std::vector<SkyCircle> holes)
    : place_(centre),
      centre_(direction_of(centre.ra, centre.dec)),
      outer_(outer),
      inner_(inner),
      outer_chord2_(chord2_of(outer)),
      inner_chord2_(inner ? chord2_of(*inner) : 0),
      holes_(std::move(holes)) {
    for (const SkyCircle& hole : holes_)
        cuts_.push_back({direction_of(hole.centre.ra, hole.centre.dec), chord2_of(hole.radius)});
}

const std::vector<CellRange>& SkyRegion::cells() const {
    std::call_once(computed_, [this] { cells_ = cells_of_cone(centre_, outer_); });
    return cells_;
}

std::vector<int32_t> select_events(const EventSegment& segment, const SkyRegion& region,
                                   const EventFilter& filter) {
    const Sieve sieve(segment, filter);
    std::vector<int32_t> taken;
    int64_t at = 0;
    for (const CellRange& range : region.cells()) {
        const int64_t first = first_at_or_after(segment, at, range.first);
        if (first == segment.size()) break;
        at = first_at_or_after(segment, first, range.last);
        const bool certain = range.inside && !region.inner() && region.holes().empty();
        take(segment, first, at, sieve, certain ? nullptr : &region, taken);
    }
    return taken;
}

std::vector<int32_t> select_events_along_strip(const EventSegment& segment, const SkyRegion& region,
                                               const EventFilter& filter) {
    const StripAxis axis(segment.pointing(), segment.roll());
    const double middle = axis.along(region.centre());
    std::vector<int32_t> taken;
    for (const int32_t i : select_events(segment, filter)) {
        const double distance = std::abs(
            axis.along(direction_of(Angle{segment.ra_deg(i)}, Angle{segment.dec_deg(i)})) - middle);
        if (distance > region.outer().degrees) continue;
        if (region.inner() && distance <= region.inner()->degrees) continue;
        taken.push_back(i);
    }
    return taken;
}

std::vector<int32_t> select_events(const EventSegment& segment, const EventFilter& filter) {
    const Sieve sieve(segment, filter);
    std::vector<int32_t> taken;
    take(segment, 0, segment.size(), sieve, nullptr, taken);
    return taken;
}

}  // namespace heafs
