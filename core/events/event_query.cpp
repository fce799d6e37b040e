#include "core/events/event_query.h"

#include <algorithm>

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

enum class Pass { kNone, kSome, kAll };

Pass pass_of(const EventSegment::Block& block, const EventFilter& filter) {
    if (block.channel_max < filter.first_channel || block.channel_min > filter.last_channel)
        return Pass::kNone;
    bool all =
        block.channel_min >= filter.first_channel && block.channel_max <= filter.last_channel;
    if (filter.time) {
        if (block.t_max < filter.time->start || block.t_min >= filter.time->stop)
            return Pass::kNone;
        all = all && block.t_min >= filter.time->start && block.t_max < filter.time->stop;
    }
    return all ? Pass::kAll : Pass::kSome;
}

bool passes(const EventSegment& segment, int64_t i, const EventFilter& filter) {
    const int32_t channel = segment.channel(i);
    if (channel < filter.first_channel || channel > filter.last_channel) return false;
    if (!filter.time) return true;
    const double time = segment.time(i);
    return time >= filter.time->start && time < filter.time->stop;
}

// Appends those of [first, last) that pass the filter and, with a region, lie in it.
void take(const EventSegment& segment, int64_t first, int64_t last, const EventFilter& filter,
          const SkyRegion* region, std::vector<int32_t>& taken) {
    while (first < last) {
        const int64_t block = first / kEventsOfABlock;
        const int64_t end = std::min(last, (block + 1) * kEventsOfABlock);
        const Pass pass = pass_of(segment.blocks()[static_cast<size_t>(block)], filter);
        for (int64_t i = pass == Pass::kNone ? end : first; i < end; ++i) {
            if (pass == Pass::kSome && !passes(segment, i, filter)) continue;
            if (region != nullptr && !region->contains(direction_of(Angle{segment.ra_deg(i)},
                                                                    Angle{segment.dec_deg(i)})))
                continue;
            taken.push_back(static_cast<int32_t>(i));
        }
        first = end;
    }
}

}  // namespace

SkyRegion::SkyRegion(SkyPoint centre, Angle outer, std::optional<Angle> inner)
    : place_(centre),
      centre_(direction_of(centre.ra, centre.dec)),
      outer_(outer),
      inner_(inner),
      outer_chord2_(chord2_of(outer)),
      inner_chord2_(inner ? chord2_of(*inner) : 0) {}

const std::vector<CellRange>& SkyRegion::cells() const {
    std::call_once(computed_, [this] { cells_ = cells_of_cone(centre_, outer_); });
    return cells_;
}

std::vector<int32_t> select_events(const EventSegment& segment, const SkyRegion& region,
                                   const EventFilter& filter) {
    std::vector<int32_t> taken;
    int64_t at = 0;
    for (const CellRange& range : region.cells()) {
        const int64_t first = first_at_or_after(segment, at, range.first);
        if (first == segment.size()) break;
        at = first_at_or_after(segment, first, range.last);
        const bool certain = range.inside && !region.inner();
        take(segment, first, at, filter, certain ? nullptr : &region, taken);
    }
    return taken;
}

std::vector<int32_t> select_events(const EventSegment& segment, const EventFilter& filter) {
    std::vector<int32_t> taken;
    take(segment, 0, segment.size(), filter, nullptr, taken);
    return taken;
}

}  // namespace heafs
