// The publisher: one thread that turns due units into group commits, so that ten thousand small
// files do not cost ten thousand fsyncs.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/archive/archive.h"
#include "core/archive/publication.h"
#include "core/archive/writer_lock.h"
#include "core/catalog/catalog_writer.h"
#include "core/catalog/ledger.h"
#include "core/delivery/due_unit.h"
#include "core/delivery/withdrawal_order.h"

namespace heafs {

class Staging;
class TableIngester;
class TableNumbers;

// A name below the mount's root that is new or means something new: "obs/halosat", "123401".
struct ChangedName {
    std::string folder;
    std::string name;
    auto operator<=>(const ChangedName&) const = default;
};

// Tells the mount what changed and returns when no reader can be given the old state any more.
using TellChanges = std::function<void(const std::vector<ChangedName>&)>;

class Publisher {
   public:
    struct Parts {
        const Archive& archive;
        CatalogWriter& writer;
        LedgerPool& ledger;
        Ballast& ballast;
        IndexEntries index = {};  // none: nothing gets into the event index, nor into tables
        TableIngester* tables = nullptr;  // null: files of tables are kept and not loaded
    };
    Publisher(Parts parts, TellChanges tell, StepObserver observer = {});
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    // Units may be added from now on; publishing begins with start().
    void add(DueUnit unit);
    void start(Staging& staging);
    // Hides what a withdrawal names, as soon as the commit at hand is done.
    void withdraw(WithdrawalOrder order);
    // Finishes the commit at hand; units that wait stay in staging for the next run.
    void stop();

   private:
    struct Batch {
        std::vector<DueFile> files;
        std::vector<JournalEntry> entries;  // of those that are not there already
        std::set<std::string> new_folders;  // not visible before
        std::vector<RetirementOrder> orders;
        std::set<std::string> retiring;  // paths that may vanish, with their folders
    };

    void run();
    void publish_units(const std::vector<DueUnit>& units);
    std::vector<DueUnit> take_due();
    void refuse_repeated(std::vector<DueUnit>& units);
    void refuse_shared_events(std::vector<DueUnit>& units);
    std::string repetition_of(
        const DueFile& due, Ledger& ledger,
        std::map<std::pair<std::string, std::string>, const DueFile*>& taken) const;
    void refuse_impossible(std::vector<DueUnit>& units);
    void refuse_unloadable(std::vector<DueUnit>& units);
    Finding obstacle_to(const DueFile& file, Ledger& ledger,
                        const std::set<std::string>& taken) const;
    std::string folder_obstacle(const std::string& path, Ledger& ledger,
                                const std::set<std::string>& taken) const;
    std::optional<JournalEntry> new_entry(const Archive& archive, Ledger& ledger,
                                          TableNumbers& numbers, const DueFile& due) const;
    void rehearse(DueUnit unit);
    void rehearse_all(std::vector<DueUnit>& units);
    Batch prepare(const std::vector<DueUnit>& units);
    void note_new_folders(const JournalEntry& entry, Ledger& ledger, Batch& batch) const;
    JournalEntry entry_of(const DueFile& file) const;
    void add_retirements(Batch& batch, Ledger& ledger) const;
    void note_retiring(const RetirementOrder& order, Ledger& ledger, Batch& batch) const;
    void carry_out(const WithdrawalOrder& order);
    void carry_out_withdrawals();
    std::vector<std::string> unknown_in(const WithdrawalOrder& order);
    std::vector<RetirementOrder> retirements_of(const WithdrawalOrder& order);
    std::set<int64_t> withdrawn_deliveries();
    bool publish_until_done(Batch& batch);
    enum class Attempt { kDone, kAgain, kLost };
    Attempt try_publish(Batch& batch, bool& journalled);
    std::vector<ChangedName> changes_of(const Batch& batch);
    bool nothing_is_open();
    void note_failure(const std::string& why);
    bool pause();
    bool keep_receipts(const Batch& batch);
    void finish(const Batch& batch);

    Parts parts_;
    TellChanges tell_;
    StepObserver observer_;
    Staging* staging_ = nullptr;

    std::mutex mutex_;  // guards waiting_, withdrawals_ and ending_
    std::condition_variable changed_;
    std::deque<DueUnit> waiting_;
    std::deque<WithdrawalOrder> withdrawals_;
    bool ending_ = false;
    std::string last_failure_;  // of the publisher's thread alone: told once
    std::thread thread_;
};

}  // namespace heafs
