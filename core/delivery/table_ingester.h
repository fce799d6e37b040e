// Makes the versions of tables of what is being published, by worker processes: before the journal,
// so that a file that cannot be loaded goes back to its sender, and again where a crash took them.
// Version n of a table is made of version n-1 and the n-th file of data/tables/<table>/, and has a
// name that these decide: tables/<table>.<nnnn>_<12 hex>.fits below the archive.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/archive/archive.h"
#include "core/archive/publication.h"
#include "core/catalog/catalog_writer.h"
#include "core/catalog/ledger.h"
#include "core/catalog/table_store.h"
#include "core/delivery/due_unit.h"
#include "core/delivery/table_numbers.h"
#include "core/delivery/worker_pool.h"

namespace heafs {

class Indexer;

class TableIngester {
   public:
    TableIngester(const Archive& archive, WorkerPool& workers)
        : archive_(archive), workers_(workers), ledger_(archive.catalogue()) {}

    // Units of one group commit, in their order. What a unit that is loaded makes of its tables
    // counts for the next.
    class Batch {
       public:
        explicit Batch(TableIngester& ingester)
            : ingester_(ingester),
              loan_(ingester.ledger_.borrow()),
              numbers_(std::in_place, *loan_.operator->(), ingester.archive_) {}
        // For each file of the unit what is to be told of it; a finding that rejects says that the
        // unit cannot be loaded, and then it changed nothing.
        std::vector<std::vector<Finding>> load(const DueUnit& unit);
        // A CSV table alone, of a table that is not there yet.
        bool awaits_header(const DueUnit& unit);

       private:
        TableIngester& ingester_;
        LedgerPool::Loan loan_;
        std::optional<TableNumbers> numbers_;
        std::map<std::string, TableVersionRow> current_;  // by table
    };

    // The newest version of each table that the entries change, each file durable under its name.
    // What cannot be loaded any more is published all the same, and logged.
    std::vector<TableVersionRow> find_or_make(const std::vector<JournalEntry>& entries);
    // Of the tables of which files retire: what is left without these. A table that has no other
    // file has no version.
    void take_back(const std::vector<RetiredFile>& retired, DerivedRows& derived);
    // Stores the version that a published file of a table makes of the one before; for others, and
    // for files that an earlier call has loaded, nothing. In no transaction.
    void load_again(Database& database, const FileRow& file);

    // Loads what is published and in no version: files from before there were versions, and those
    // of tables whose version is gone. Before anything is published.
    void make_up(CatalogWriter& writer);

    // Removes versions that no table has as its current one or the one before. Not while a Batch is
    // not published.
    void tidy();

   private:
    // A file of a table: which, and where its bytes are now.
    struct Task {
        std::string table;
        std::string mission;
        int64_t number = 0;
        IngestOrder order;
        std::string sha256;
        std::string disk_path;  // below the storage root
        int64_t inflated_size = 0;
        int64_t file_id = 0;
    };
    struct Made {
        std::optional<TableVersionRow> version;
        std::vector<Finding> findings;
    };
    std::optional<Task> task_of(const std::string& final_path, const std::string& mission,
                                const std::string& sha256) const;
    Task task_of(const FileRow& file) const;
    std::string path_of(const Task& task, const TableVersionRow& before) const;
    bool is_made(const std::string& path) const;
    Made make(const Task& task, const TableVersionRow& before);
    void refuse_unmergeable(const Mission& mission, Made& made) const;
    void keep(UniqueFd made, const Task& task, const std::string& path);
    TableVersionRow current(Database& database, const std::string& table);
    TableVersionRow catch_up(Database& database, TableVersionRow version, int64_t below,
                             const std::set<int64_t>& without = {});
    std::optional<TableVersionRow> apply(const Task& task, const TableVersionRow& before);

    const Archive& archive_;
    WorkerPool& workers_;
    LedgerPool ledger_;
};

// Both as the step of a publication; they must outlive it.
IndexEntries index_step(Indexer& indexer, TableIngester& tables);

// Files of a unit in the order in which they are applied: headers before rows, by path.
void sort_tables(DueUnit& unit);

}  // namespace heafs
