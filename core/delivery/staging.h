// The writable area: deliveries being received, their names and their bytes. Hashes bytes as they
// pass, has every closed file validated, and hands over what is due for publication.
//
// All operations may be called from any thread. One mutex guards all names and states; it is held
// to open or cut a staged file and to read control files, never while delivered bytes are written,
// validated or stored.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/archive/archive.h"
#include "core/base/unique_fd.h"
#include "core/catalog/catalog_writer.h"
#include "core/catalog/delivery_store.h"
#include "core/catalog/ledger.h"
#include "core/delivery/due_unit.h"
#include "core/delivery/flush_reply.h"
#include "core/delivery/free_space.h"
#include "core/delivery/report_changes.h"
#include "core/delivery/staged_node.h"
#include "core/delivery/validation_queue.h"
#include "core/delivery/withdrawal_order.h"
#include "core/delivery/worker_pool.h"

namespace heafs {

struct Owner {
    uint32_t uid = 0;
    uint32_t gid = 0;
};

struct StagedAttributes {
    uint64_t ino = 0;
    bool folder = false;
    int64_t size = 0;
    uint32_t mode = 0;
    uint32_t uid = 0;
    uint32_t gid = 0;
    int64_t mtime_ns = 0;
    int64_t ctime_ns = 0;
};

struct StagedEntry {
    std::string name;
    StagedAttributes attributes;
};

// What chmod, chown, utimes and truncate ask for.
struct AttributeChange {
    std::optional<uint32_t> mode, uid, gid;
    std::optional<int64_t> mtime_ns;
    std::optional<int64_t> size;
};

struct OpenMode {
    bool write = false;
    bool truncate = false;
};

// Everything a report says, copied out at one moment.
struct DeliverySummary {
    std::string mission;
    std::string name;
    int revision = 1;
    std::string word;
    int64_t made_ns = 0;
    int64_t published_ns = 0;
    uint64_t changes = 0;
    std::string manifest_sha256;  // "" without a manifest
    struct File {
        std::string path;
        std::string sha256;
        int64_t size = 0;
        FileState state = FileState::kReceiving;
    };
    std::vector<File> files;
    std::vector<Finding> findings;
    EarlierFindings earlier;
    std::vector<std::string> missing;
};

// The mode of sealed files in data/.heafs-staging; those that may still be written have 0600.
inline constexpr uint32_t kSealedMode = 0400;

// The first inode number of staged files and folders; they are counted up and die with the daemon.
inline constexpr uint64_t kFirstStagedIno = uint64_t{1} << 61;

class Staging {
   public:
    struct Parts {
        const Archive& archive;
        CatalogWriter& writer;
        LedgerPool& ledger;
        WorkerPool& workers;
        FreeSpace::MakeRoom make_room = {};  // none: nothing can be made again
    };
    // Takes up what earlier runs left; `due` receives units to publish, called with no lock held
    // but possibly before this constructor returns.
    Staging(Parts parts, std::function<void(DueUnit)> due);
    ~Staging();
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;

    // Deliveries.
    std::vector<StagedEntry> deliveries(const std::string& mission) const;
    std::optional<StagedAttributes> find_delivery(const std::string& mission,
                                                  const std::string& name) const;
    // Raises Fault::kExists, kBadName, or kDenied for what is no rehearsal before launch.
    StagedAttributes make_delivery(const std::string& mission, const std::string& name,
                                   Owner owner);
    void remove_delivery(const std::string& mission, const std::string& name);
    std::optional<DeliverySummary> summarize(const std::string& mission,
                                             const std::string& name) const;
    // "receiving", ..., and a number that changes whenever a report would; nothing for an unknown
    // delivery.
    struct Standing {
        std::string word;
        uint64_t changes;
        int64_t changed_ns;
    };
    std::optional<Standing> standing(const std::string& mission, const std::string& name) const;
    // The delivery (mission, name) that a folder inode is the root of, if it is one.
    std::optional<std::pair<std::string, std::string>> delivery_of_root(uint64_t ino) const;

    // Names. Raise kNotFound, kExists, kBadName (with the finding in the report), kNotFolder,
    // kIsFolder, kNotEmpty, kSealed, kCrossArea, kStale for an inode that is gone.
    std::optional<StagedAttributes> find(uint64_t folder, const std::string& name) const;
    StagedAttributes attributes(uint64_t ino) const;
    // The state of a file; nothing for a folder.
    std::optional<FileState> state(uint64_t ino) const;
    std::vector<StagedEntry> list(uint64_t folder) const;
    StagedAttributes make_folder(uint64_t folder, const std::string& name, Owner owner,
                                 uint32_t mode);
    // Makes an empty file and opens it for writing. Gives the handle too.
    std::pair<StagedAttributes, uint64_t> create(uint64_t folder, const std::string& name,
                                                 Owner owner, uint32_t mode);
    // For links, devices and the like: raises kDenied, with a finding in the report.
    [[noreturn]] void refuse_special(uint64_t folder, const std::string& name);
    void remove_file(uint64_t folder, const std::string& name);
    void remove_folder(uint64_t folder, const std::string& name);
    void rename(uint64_t from_folder, const std::string& from, uint64_t to_folder,
                const std::string& to, bool no_replace);
    StagedAttributes change_attributes(uint64_t ino, const AttributeChange& change);
    // The kernel has forgotten the inode; a removed node is dropped.
    void forget(uint64_t ino);

    // Bytes. Handles are numbers; a handle keeps its version of the file. Opened for writing on
    // sealed bytes without truncating, it reads those, and its first write begins another version
    // with a copy of them: scp, rsync --inplace and editors of headers write so.
    uint64_t open(uint64_t ino, OpenMode mode);
    size_t read(uint64_t handle, std::span<std::byte> into, int64_t offset);
    // Raises kNoSpace below the reserve. `written` is called when the bytes are in the file; they
    // are hashed after that, while the writer prepares the next ones.
    void write(uint64_t handle, std::span<const std::byte> bytes, int64_t offset,
               const std::function<void()>& written = {});
    // A descriptor of one of this process's handles was closed: judges what was written so far.
    // `answer` is called once, perhaps later and on another thread.
    void flush(uint64_t handle, CloseAnswer answer);
    void release(uint64_t handle);
    void synchronise(uint64_t handle);
    // All names of staging survive a power cut.
    void synchronise_names();

    // The publisher's words: these files are visible in the ledger now.
    struct PublishedFile {
        int64_t delivery_id;
        std::string delivery_path;
        std::shared_ptr<StagedFile> file;
        int64_t file_id;
        bool repeat;  // the archive had these bytes; the commit did not touch the staged row
    };
    void mark_published(const std::vector<PublishedFile>& files);
    // These files cannot be published: those with an obstacle (one text for each file, "" for none)
    // are rejected by `rule` with it, the others wait again.
    void give_back(const DueUnit& unit, std::string_view rule,
                   const std::vector<std::string>& obstacles);

    // A CSV table that came before its header waits for it in its delivery. False for one that is
    // not to be published alone, or whose sender has said COMMIT.
    bool put_off(const DueFile& due);

    // What loading the unit's tables has found, for each file. True when that keeps them out: then
    // the files it concerns are rejected and the others wait again.
    bool note_loading(const DueUnit& unit, const std::vector<std::vector<Finding>>& findings);

    // Who carries out what withdraw.txt orders; called with no lock held, for what earlier runs
    // left too.
    void on_withdrawal(std::function<void(WithdrawalOrder)> withdraw);
    // The order is carried out, or nothing of it where observations were not found. `withdrawn`
    // are the deliveries that have nothing else.
    void mark_withdrawn(const WithdrawalOrder& order, const std::vector<std::string>& not_found,
                        const std::set<int64_t>& withdrawn);
    // Hands over what is held and public from that day (YYYY-MM-DD) on.
    void release_public(std::string_view today);

    // Why publishing does not get on just now, for the reports that wait for it; "" when it does.
    void note_publishing_trouble(const std::string& why);

    FreeSpace& free_space() { return free_space_; }
    WorkerPool& workers() { return parts_.workers; }
    // What the mission has in staging and not published, and what its quota leaves; nothing without
    // one.
    int64_t staged_bytes(const std::string& mission) const;
    std::optional<int64_t> quota_room(const std::string& mission) const;
    // The group whose members alone may deliver for the mission, if it names one.
    std::optional<uint32_t> group_of(const std::string& mission) const;

    // How all deliveries stand, by mission and name; and those alone that changed since `seen` (by
    // their ids) and have been quiet since `before_ns`, which are noted there.
    std::vector<DeliveryStanding> standings() const;
    std::vector<DeliveryStanding> changed_standings(std::map<int64_t, uint64_t>& seen,
                                                    int64_t before_ns) const;
    // Ends the deliveries that did not change for the days that the archive keeps them. What is
    // held, on its way, or in now/ stays. Returns how many ended.
    size_t expire(int64_t now_ns);
    // Ends a rehearsal with all that it made. Raises Fault::kNotFound, or kBusy while it is at
    // work.
    void drop_rehearsal(const std::string& mission, const std::string& name);

    // Waits until no file is being written, validated or published anywhere.
    void wait_until_idle() const;

   private:
    struct Handle {
        std::shared_ptr<StagedNode> node;
        std::shared_ptr<StagedFile> file;
        std::shared_ptr<UniqueFd> fd;
        bool writes = false;
        bool late = false;  // opened for writing on sealed bytes: its first write begins a version
    };

    // staging.cpp
    StagedNode& node_of(uint64_t ino) const;
    StagedNode& folder_of(uint64_t ino) const;
    Delivery* delivery_by_name(const std::string& mission, const std::string& name) const;
    std::shared_ptr<StagedNode> add_node(StagedNode* parent, const std::string& name, bool folder);
    Delivery& add_delivery(const DeliveryRow& row, Owner owner);
    void check_new(StagedNode& folder, const std::string& name, bool is_folder,
                   const StagedNode* moving = nullptr);
    void note_refusal(Delivery& delivery, const Finding& finding);
    [[noreturn]] void refuse_name(Delivery& delivery, const Finding& finding);
    void detach(StagedNode& node);
    StagedAttributes attributes_of(const StagedNode& node) const;
    static void add_loading_findings(StagedFile& file, const std::string& path,
                                     const std::vector<Finding>& findings);
    StagedRow row_of(const StagedNode& node) const;
    void dress_root(Delivery& delivery);
    void give_group(StagedNode& node) const;
    void rename_locked(StagedNode& source, StagedNode& target_folder, const std::string& to);

    // staging_bytes.cpp
    uint64_t add_handle(Handle handle);
    Handle handle_of(uint64_t handle) const;
    void begin_version(StagedNode& node, bool keep_bytes);
    int64_t size_of(const StagedFile& file) const;
    void note_failed_write(const StagedNode& node, StagedFile& file, int fd,
                           const std::string& over_quota);
    void truncate(StagedNode& node, int64_t size);
    UniqueFd open_disk(const StagedFile& file, int flags) const;
    UniqueFd open_published(const StagedFile& file) const;
    UniqueFd open_not_public(const StagedNode& node) const;

    // staging_quota.cpp
    void charge(const StagedNode& node, StagedFile& file, int64_t end);
    void require_quota(const Mission& mission, int64_t more_bytes) const;
    void settle_charge(StagedFile& file);
    void charge_by_name(StagedNode& node);

    // staging_expiry.cpp
    DeliveryStanding standing_of(const Delivery& delivery) const;
    bool may_end(const Delivery& delivery) const;
    void end_delivery(const std::string& mission, const std::string& name, const std::string& ended,
                      const std::string& reason);
    std::vector<std::string> forget_nodes(Delivery& delivery);
    void remove_rehearsal(const std::string& mission, const std::string& name) const;
    void remove_orphaned_rehearsals() const;

    // staging_versions.cpp
    void replace_version(StagedNode& node, std::shared_ptr<StagedFile> file);
    void require_quota_for_copy(const StagedNode& node, int64_t more_bytes);
    Handle begin_late_version(uint64_t handle, const Handle& late);
    std::shared_ptr<StagedFile> copy_of(const Handle& late);
    void remove_from_disk(const StagedFile& file);

    // staging_verdict.cpp
    void begin_validation(std::shared_ptr<StagedNode> node, std::shared_ptr<StagedFile> file,
                          std::shared_ptr<FlushReply> reply);
    std::vector<std::string> keywords_of(const StagedNode& node) const;
    std::optional<ContentPlace> content_place(const StagedNode& node) const;
    void validate(const std::shared_ptr<StagedNode>& node, const std::shared_ptr<StagedFile>& file,
                  uint64_t generation, const std::shared_ptr<FlushReply>& reply);
    struct Seen {
        Content content;
        std::string sha256;
        int64_t size = 0;
    };
    std::optional<StagedRow> take_content(const std::shared_ptr<StagedNode>& node,
                                          const std::shared_ptr<StagedFile>& file,
                                          uint64_t generation, Seen seen);
    struct Settled {
        CloseVerdict verdict = CloseVerdict::kReceived;
        std::string path;  // where it is now; "" when it is gone
        std::vector<DueUnit> due;
    };
    Settled settle(const std::shared_ptr<StagedNode>& node, const std::shared_ptr<StagedFile>& file,
                   uint64_t generation);
    std::string hash_of_staged(StagedFile& file) const;
    CloseVerdict verdict_on(const StagedFile& file) const;
    bool keep_row(const StagedRow& row);
    void judge(StagedNode& node);
    void judge_uniqueness(StagedNode& node, const std::string& path);
    void add_standing_findings(StagedNode& node, const std::string& path);
    void hold_unvalidated(StagedNode& node, const std::shared_ptr<StagedFile>& file,
                          uint64_t generation, const std::string& why);
    void seal(StagedNode& node);
    void set_state(StagedNode& node, FileState state);
    void count_node(StagedNode& node, int by);
    void take_control_file(StagedNode& node);
    std::vector<DueUnit> collect_due(StagedNode& changed);
    DueUnit due_unit_of(const std::vector<StagedNode*>& nodes, std::string_view today);
    void hand_over(std::vector<DueUnit> units);
    void touch(Delivery& delivery);

    // staging_archive.cpp
    void add_findings_of_place(StagedNode& node, const std::string& path);
    void add_calibration_findings(StagedNode& node, const std::string& path,
                                  std::vector<Finding>& findings) const;
    void add_twin_findings(const StagedNode& node, const std::string& path,
                           std::vector<Finding>& findings) const;
    void trust_manifest(const Delivery& delivery, const std::string& path,
                        std::vector<Finding>& findings) const;
    void judge_listed_again(Delivery& delivery);
    std::vector<Finding> advice_on(Delivery& delivery) const;

    // staging_release.cpp
    void judge_release(StagedNode& toml);
    std::vector<DueUnit> release_held(Delivery& delivery, std::string_view today);
    std::vector<DueUnit> tables_with_headers(Delivery& delivery);
    void order_withdrawal(StagedNode& node);
    void hand_over_withdrawals();

    // staging_control.cpp
    std::string text_of_control(const StagedFile& file) const;
    void read_manifest(Delivery& delivery);
    void read_signature(Delivery& delivery, const std::map<std::string, std::string>& texts) const;
    void forget_control(Delivery& delivery, const std::string& path);
    std::vector<Finding> judge_control(const Delivery& delivery, const StagedFile& file,
                                       const std::string& path) const;
    bool compute_digests(StagedNode& changed);

    // staging_recovery.cpp
    void load();
    void load_delivery(const DeliveryRow& row);
    bool load_row(Delivery& delivery, const StagedRow& row);
    static void take_attributes(StagedNode& node, const StagedRow& row);
    void remove_orphans();

    Parts parts_;
    std::map<std::string, uint32_t> groups_;                       // by mission; never changed
    std::map<std::string, std::vector<TrustedKey>> signing_keys_;  // the same
    std::function<void(DueUnit)> due_;
    FreeSpace free_space_;

    mutable std::mutex mutex_;  // guards everything below but the threads
    mutable std::condition_variable quiet_;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<Delivery>> deliveries_;
    std::unordered_map<uint64_t, std::shared_ptr<StagedNode>> nodes_;
    std::unordered_map<uint64_t, Handle> handles_;
    uint64_t next_ino_ = kFirstStagedIno;
    uint64_t next_handle_ = 1;
    uint64_t next_serial_;
    std::map<std::string, int64_t>
        staged_bytes_;         // by mission; not published, without control files
    int64_t validations_ = 0;  // under way or waiting, those of control files among them
    int64_t withdrawing_ = 0;  // orders that are not carried out yet
    std::vector<WithdrawalOrder> withdrawals_;  // those that were not handed over
    std::function<void(WithdrawalOrder)> withdraw_;
    std::string publishing_trouble_;
    std::vector<StagedRow> rows_to_store_;  // by hand_over, before the units are handed over

    FlushDeadlines deadlines_;
    ValidationQueue queue_;  // last: its threads end before anything they use
};

}  // namespace heafs
