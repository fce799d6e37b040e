// Publishing: the only way into data/. One call is one group commit: journal, records, moves,
// ledger, in the order that lets a crash at any point be undone or finished (README.md beside).
#pragma once

#include <functional>
#include <vector>

#include "core/archive/archive.h"
#include "core/catalog/catalog_writer.h"
#include "core/catalog/journal.h"

namespace heafs {

enum class PublishStep {
    kSynced,      // the staged bytes are durable
    kJournalled,  // the journal says what is to move
    kRecorded,    // record.json of every delivery is durable
    kIndexed,     // the segments of the event index and versions of tables are durable
    kLinked,      // an old version is kept under superseded/ (for each file)
    kMoved,       // a staged file has its final name (for each file)
    kRetired,     // a file of an old processing, or a withdrawn one, has lost its name (for each)
    kSettled,     // every touched folder is durable
    kCommitted,   // the ledger shows the new files
};

// Called after each step; tests stop the process there.
using StepObserver = std::function<void(PublishStep)>;

// Makes the index segments of those entries that are event lists and the versions of those that are
// tables, durably, and gives their rows; and finds the versions of tables without what retires.
// Called with bytes that may stand in staging or, after a crash, at their final place already.
using IndexEntries = std::function<DerivedRows(const std::vector<JournalEntry>& entries,
                                               const std::vector<RetiredFile>& retired)>;

// Publishes all entries, whose staged bytes are valid and do not change any more. Fills in their
// file ids. Entries whose final path occurs twice are a mistake of the caller.
// Raises the fault of the step that failed; what was journalled is finished by recovery. Before the
// journal, Fault::kStale says that staged bytes may not have reached the disk: they must not be
// published, whatever a second attempt would answer.
void publish(const Archive& archive, CatalogWriter& writer, std::vector<JournalEntry>& entries,
             const StepObserver& observer = {}, const IndexEntries& index = {});

// The same in one commit with files that retire (core/catalog/retirement_store.h); `entries` may be
// empty then. Returns what retired.
std::vector<RetiredFile> publish_and_retire(const Archive& archive, CatalogWriter& writer,
                                            std::vector<JournalEntry>& entries,
                                            const std::vector<RetirementOrder>& orders,
                                            const StepObserver& observer = {},
                                            const IndexEntries& index = {});

// Finishes every publication that a crash left open. Returns the entries that became visible.
// Raises Fault::kStale when a file that should be in place has other bytes: an operator must look.
std::vector<JournalEntry> recover_publications(const Archive& archive, CatalogWriter& writer,
                                               const StepObserver& observer = {},
                                               const IndexEntries& index = {});

// The moves of a publication alone: what is replaced is kept, staged files take their final names,
// all durably. For what has a record and no journal any more. Entries tell the inodes of the
// staged files, and of what they replace, on disk.
void move_into_place(const Archive& archive, std::vector<JournalEntry>& entries,
                     const std::vector<RetiredFile>& retired = {},
                     const StepObserver& observer = {});

}  // namespace heafs
