// Rehearsals: published as everything is, into a site of their own.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/archive/staging_folders.h"
#include "core/base/log.h"
#include "core/delivery/publisher.h"
#include "core/delivery/rehearsal.h"
#include "core/delivery/staging.h"
#include "core/delivery/table_ingester.h"
#include "core/delivery/table_numbers.h"

namespace heafs {

void Publisher::rehearse(DueUnit unit) {
    if (parts_.tables != nullptr) {
        sort_tables(unit);
        // Loaded as it would be, behind what is there; the versions are nobody's and go.
        const bool refused =
            staging_->note_loading(unit, TableIngester::Batch(*parts_.tables).load(unit));
        parts_.tables->tidy();
        if (refused) return;
    }
    const DueFile& first = unit.front();
    Rehearsal rehearsal(parts_.archive, *first.mission, first.delivery_name, staging_->workers());
    Batch batch;
    batch.files = unit;
    {
        auto ledger = rehearsal.ledger().borrow();
        TableNumbers numbers(*ledger.operator->(), rehearsal.archive());
        for (const DueFile& due : batch.files) {
            auto entry = new_entry(parts_.archive, *ledger.operator->(), numbers, due);
            if (!entry) continue;
            entry->delivery_id = rehearsal.delivery_id();
            batch.entries.push_back(std::move(*entry));
        }
    }
    rehearsal.publish(parts_.archive, batch.entries);
    for (const JournalEntry& entry : batch.entries)
        for (const DueFile& due : batch.files)
            if (due.delivery_path == entry.delivery_path) due.file->file_id = entry.file_id;
    if (!keep_receipts(batch)) return;
    std::vector<Staging::PublishedFile> published;
    for (const DueFile& due : batch.files)
        published.push_back(
            {due.delivery_id, due.delivery_path, due.file, due.file->file_id, true});
    staging_->mark_published(published);
    for (const DueFile& due : batch.files)
        ::unlinkat(parts_.archive.root(), staged_path(due.file->serial).c_str(), 0);
}

// A rehearsal that cannot be kept goes back to its sender: nobody else waits for it.
void Publisher::rehearse_all(std::vector<DueUnit>& units) {
    const auto first = std::stable_partition(units.begin(), units.end(), [](const DueUnit& unit) {
        return unit.empty() || !is_rehearsal_name(unit.front().delivery_name);
    });
    const std::vector<DueUnit> rehearsals(first, units.end());
    units.erase(first, units.end());
    for (const DueUnit& unit : rehearsals) {
        try {
            rehearse(unit);
        } catch (const std::exception& error) {
            log_error("rehearsal {}/{}: {}", unit.front().mission->name, unit.front().delivery_name,
                      error.what());
            const std::string why =
                fmt::format("the rehearsal could not be kept: {}", error.what());
            staging_->give_back(unit, "DLV-016", std::vector<std::string>(unit.size(), why));
        }
    }
}

}  // namespace heafs
