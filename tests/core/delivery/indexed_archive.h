// An archive with a mission "test" whose event lists are indexed, for tests of the event index.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "core/archive/publication.h"
#include "core/delivery/indexer.h"
#include "core/events/event_index.h"
#include "tests/core/events/hand_made_list.h"
#include "tests/support/test_archive.h"

namespace heafs {

class IndexedArchive : public testing::Test {
   protected:
    IndexedArchive();

    // An event list in staging, as the journal has it: observation `obs_id`, events/<name>.
    JournalEntry staged(const std::string& obs_id, const std::string& name,
                        std::span<const std::byte> bytes);
    // Publishes with the workers of `command`.
    void publish_with(std::vector<JournalEntry> entries,
                      const std::vector<std::string>& command = own_worker_command(),
                      const StepObserver& observer = {});
    // In a process of its own, which is killed after that step.
    void publish_and_die(const std::vector<JournalEntry>& entries, PublishStep step);
    void recover();

    std::vector<SegmentRow> segments();
    std::string says(const std::string& sql) const { return archive_.catalogue_says(sql); }
    // The SHA-256 of all files below index/, by sha256sum.
    std::string index_sums() const;

    TestArchive archive_;
    LedgerPool ledger_;
    EventIndex index_;

   private:
    int next_serial_ = 1;
};

// A list of `count` events within half a degree of a position, which is its pointing.
std::vector<std::byte> list_around(double ra, double dec, size_t count = 100, uint64_t seed = 1);

}  // namespace heafs
