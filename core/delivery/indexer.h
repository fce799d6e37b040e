// Makes the event index's segments of what is being published, by worker processes: the second
// half of step 3 of a publication (core/archive/publication.h).
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/archive/publication.h"
#include "core/catalog/journal.h"
#include "core/catalog/ledger.h"
#include "core/catalog/segment_store.h"
#include "core/delivery/worker_pool.h"

namespace heafs {

class Indexer {
   public:
    Indexer(const Archive& archive, WorkerPool& workers) : archive_(archive), workers_(workers) {}

    // The segments of all entries that are event lists of an instrument, each file durable under
    // its name. A list that cannot be indexed is published all the same, and logged.
    std::vector<SegmentRow> index(const std::vector<JournalEntry>& entries);
    // The same as a step of a publication; the indexer must outlive it.
    IndexEntries as_step() {
        return [this](const std::vector<JournalEntry>& entries, const std::vector<RetiredFile>&) {
            return DerivedRows{index(entries), {}};
        };
    }
    // Whether an instrument's description takes the file for one of its event lists.
    bool is_event_list(const FileRow& file) const;
    // That of a file that is in the archive, made again whether or not there is one; nothing when
    // it is no event list.
    std::optional<SegmentRow> index_again(const FileRow& file);

   private:
    // An event list: which, where its bytes are now, and for which instrument.
    struct Task {
        int64_t file_id = 0;
        std::string disk_path;  // below the storage root
        int64_t inflated_size = 0;
        const Mission* mission = nullptr;
        const Instrument* instrument = nullptr;
        SegmentSource source;
    };
    std::optional<Task> task_of(const std::string& mission, const std::string& path,
                                const std::string& sha256) const;
    std::optional<SegmentRow> find_or_make(const Task& task);
    std::optional<SegmentRow> make(const Task& task);
    std::optional<SegmentRow> find_made(const Task& task) const;
    SegmentRow keep(UniqueFd segment, const Task& task);

    const Archive& archive_;
    WorkerPool& workers_;
    std::mutex keeping_;  // one file is written aside at a time, so that no two are the same
};

}  // namespace heafs
