#include "core/events/event_index.h"

#include <algorithm>
#include <set>

#include "config/base/error.h"
#include "core/base/calendar_date.h"
#include "core/sky/healpix.h"

namespace heafs {
namespace {

constexpr size_t kMostDays = 8;          // of which maps are kept
constexpr int kMapOrder = 4;             // cells of 3.7 degrees
constexpr size_t kMostOpened = 1 << 12;  // mapped segments that nobody may be using

Angle field_of(const Archive& archive, const SegmentRow& row) {
    const Mission* mission = archive.find_mission(row.mission);
    if (mission != nullptr)
        for (const Instrument& instrument : mission->instruments)
            if (instrument.name == row.instrument) return instrument.field_radius;
    return Angle{0};
}

// One that the catalogue names and that is gone is a damaged archive, not a name that is not there.
std::shared_ptr<const EventSegment> open_published(const std::filesystem::path& path) {
    try {
        return EventSegment::open(path);
    } catch (const Error& error) {
        if (error.fault() != Fault::kNotFound) throw;
        throw Error(Fault::kSystem, error.what());
    }
}

}  // namespace

SegmentMap::SegmentMap(const Archive& archive, std::vector<SegmentRow> rows, int64_t state)
    : rows_(std::move(rows)), state_(state) {
    for (size_t i = 0; i < rows_.size(); ++i) {
        const SegmentRow& row = rows_[i];
        const Place place{direction_of(row.ra, row.dec),
                          std::max(row.reach, field_of(archive, row))};
        places_.push_back(place);
        for (const int64_t cell : coarse_cells_of_cone(place.axis, place.radius, kMapOrder))
            cells_[row.instrument][cell].push_back(i);
    }
}

std::vector<const SegmentRow*> SegmentMap::near(const std::string& instrument,
                                                const Direction& centre, Angle radius) const {
    const auto found = cells_.find(instrument);
    if (found == cells_.end()) return {};
    std::set<size_t> candidates;  // in the order of rows_
    for (const int64_t cell : coarse_cells_of_cone(centre, radius, kMapOrder)) {
        const auto there = found->second.find(cell);
        if (there != found->second.end())
            candidates.insert(there->second.begin(), there->second.end());
    }
    std::vector<const SegmentRow*> rows;
    for (const size_t i : candidates)
        if (separation(places_[i].axis, centre).degrees <=
            places_[i].radius.degrees + radius.degrees)
            rows.push_back(&rows_[i]);
    return rows;
}

std::shared_ptr<const SegmentMap> EventIndex::current() {
    auto ledger = ledger_.borrow();
    const int64_t state = index_state(ledger.database());
    {
        const std::lock_guard lock(mutex_);
        if (map_ && map_->state() == state) return map_;
    }
    // A publication that comes in between is seen by the next call.
    auto map =
        std::make_shared<const SegmentMap>(archive_, load_segments(ledger.database()), state);
    const std::lock_guard lock(mutex_);
    map_ = map;
    return map;
}

std::shared_ptr<const SegmentMap> EventIndex::as_of(const std::string& day) {
    const auto date = parse_calendar_moment(day);
    if (!date) return std::make_shared<const SegmentMap>(archive_, std::vector<SegmentRow>(), 0);
    auto ledger = ledger_.borrow();
    const int64_t state = index_state(ledger.database());
    {
        const std::lock_guard lock(mutex_);
        const auto known = maps_by_day_.find(day);
        if (known != maps_by_day_.end() && known->second->state() == state) return known->second;
    }
    constexpr int64_t kDayNanoseconds = 86'400'000'000'000;
    auto map = std::make_shared<const SegmentMap>(
        archive_,
        load_segments_as_of(ledger.database(), nanoseconds_of(*date) + kDayNanoseconds - 1), state);
    const std::lock_guard lock(mutex_);
    if (maps_by_day_.size() >= kMostDays) maps_by_day_.clear();
    maps_by_day_[day] = map;
    return map;
}

std::shared_ptr<const EventSegment> EventIndex::open(const SegmentRow& row) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = opened_.find(row.path);
        if (found != opened_.end()) return found->second;
    }
    auto segment = open_published(archive_.path() / row.path);
    const std::lock_guard lock(mutex_);
    if (opened_.size() >= kMostOpened) opened_.clear();
    opened_[row.path] = segment;
    return segment;
}

}  // namespace heafs
