// All segments of an archive's event index, found by instrument and position: an immutable picture
// of what is published, replaced by the next after each publication.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/ledger.h"
#include "core/catalog/segment_store.h"
#include "core/events/event_segment.h"
#include "core/sky/direction.h"

namespace heafs {

// The segments as one publication left them. Any thread may read.
class SegmentMap {
   public:
    SegmentMap(const Archive& archive, std::vector<SegmentRow> rows, int64_t state);

    // Segments whose field of view or farthest event may lie within `radius` of `centre`, by
    // observation and path of the list.
    std::vector<const SegmentRow*> near(const std::string& instrument, const Direction& centre,
                                        Angle radius) const;
    const std::vector<SegmentRow>& rows() const { return rows_; }
    int64_t state() const { return state_; }

   private:
    struct Place {
        Direction axis;
        Angle radius;
    };
    std::vector<SegmentRow> rows_;
    std::vector<Place> places_;
    int64_t state_;
    // Instrument, then coarse cell, then indices of rows.
    std::unordered_map<std::string, std::unordered_map<int64_t, std::vector<size_t>>> cells_;
};

class EventIndex {
   public:
    EventIndex(const Archive& archive, LedgerPool& ledger) : archive_(archive), ledger_(ledger) {}

    // The picture of now. Any thread may call.
    std::shared_ptr<const SegmentMap> current();
    // What was published by the end of a UTC day, "2026-11-22", and not withdrawn since: files that
    // newer versions have replaced stand in it where they stood then. Any thread may call.
    std::shared_ptr<const SegmentMap> as_of(const std::string& day);
    // The segment of a row, from memory where it was opened not long ago.
    std::shared_ptr<const EventSegment> open(const SegmentRow& row);

   private:
    const Archive& archive_;
    LedgerPool& ledger_;
    std::mutex mutex_;  // guards the maps and opened_
    std::shared_ptr<const SegmentMap> map_;
    std::map<std::string, std::shared_ptr<const SegmentMap>> maps_by_day_;  // a few
    std::unordered_map<std::string, std::shared_ptr<const EventSegment>> opened_;
};

}  // namespace heafs
