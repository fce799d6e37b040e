#include "core/delivery/publisher.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <set>

#include "config/base/error.h"
#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/catalog/header_store.h"
#include "core/catalog/observation_json.h"
#include "core/content/calibration_json.h"
#include "core/delivery/area_places.h"
#include "core/delivery/calibration_history.h"
#include "core/delivery/content_json.h"
#include "core/delivery/receipt.h"
#include "core/delivery/repeated_name.h"
#include "core/delivery/rules.h"
#include "core/delivery/shared_events.h"
#include "core/delivery/staging.h"
#include "core/delivery/table_headers.h"
#include "core/delivery/table_ingester.h"
#include "core/delivery/table_numbers.h"

namespace heafs {
namespace {

// A commit takes what came together; while one runs, the next gathers by itself.
constexpr auto kGather = std::chrono::milliseconds(10);
constexpr size_t kFilesOfACommit = 1000;
// How soon after midnight what becomes public is published.
constexpr auto kBetweenLooks = std::chrono::seconds(30);
constexpr auto kRetry = std::chrono::seconds(2);

std::optional<Angle> angle_of(const std::string& text, Angle least, Angle most) {
    if (text.empty()) return std::nullopt;
    char* end = nullptr;
    const Angle value{std::strtod(text.c_str(), &end)};
    if (*end != '\0' || !(value >= least && value <= most)) return std::nullopt;
    return value;
}

std::string first_of(const Content& content, std::initializer_list<const char*> keywords) {
    for (const char* keyword : keywords) {
        std::string value = header_value(content, keyword);
        if (!value.empty()) return value;
    }
    return {};
}

std::string observation_facts(const DueFile& due) {
    const Content& content = due.file->content;
    ObservationFacts facts;
    if (due.place.area == "caldb" && !content.calibration.empty())
        facts.header[kCalibrationHeader] = calibration_to_json(content.calibration);
    if (due.place.area != "obs")
        return facts == ObservationFacts{} ? std::string() : observation_to_json(facts);
    facts.object = first_of(content, {"OBJECT"});
    facts.start = first_of(content, {"DATE-OBS", "DATE_OBS"});
    facts.stop = first_of(content, {"DATE-END", "DATE_END"});
    facts.ra = angle_of(first_of(content, {"RA_OBJ", "RA_PNT"}), Angle{0}, Angle{360});
    facts.dec = angle_of(first_of(content, {"DEC_OBJ", "DEC_PNT"}), Angle{-90}, Angle{90});
    facts.header = table_values(*due.mission, due.place.rest, content);
    if (!content.event_sketch.empty()) facts.header[kSketchHeader] = content.event_sketch;
    if (facts == ObservationFacts{}) return {};
    return observation_to_json(facts);
}

// The bytes keep the sender's time when they stand in data/.
void set_disk_time(int root, const std::string& path, int64_t mtime_ns) {
    timespec times[2] = {};
    times[0].tv_nsec = UTIME_OMIT;
    times[1].tv_sec = mtime_ns / 1000000000;
    times[1].tv_nsec = mtime_ns % 1000000000;
    if (times[1].tv_nsec < 0) {
        times[1].tv_nsec += 1000000000;
        times[1].tv_sec -= 1;
    }
    ::utimensat(root, path.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

}  // namespace

Publisher::Publisher(Parts parts, TellChanges tell, StepObserver observer)
    : parts_(parts), tell_(std::move(tell)), observer_(std::move(observer)) {}

Publisher::~Publisher() { stop(); }

void Publisher::stop() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Publisher::start(Staging& staging) {
    staging_ = &staging;
    staging.on_withdrawal([this](WithdrawalOrder order) { withdraw(std::move(order)); });
    make_up_receipts(parts_.archive, staging);
    thread_ = std::thread([this] { run(); });
}

void Publisher::add(DueUnit unit) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(unit));
    }
    changed_.notify_all();
}

// Whole units, up to about kFilesOfACommit files; two files of one final path never together.
std::vector<DueUnit> Publisher::take_due() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kBetweenLooks,
                      [&] { return ending_ || !waiting_.empty() || !withdrawals_.empty(); });
    if (ending_ || waiting_.empty()) return {};
    lock.unlock();
    std::this_thread::sleep_for(kGather);
    lock.lock();
    std::vector<DueUnit> units;
    std::set<std::string> paths;
    while (!waiting_.empty() && paths.size() < kFilesOfACommit) {
        const DueUnit& unit = waiting_.front();
        for (const DueFile& file : unit)
            if (paths.count(file.place.final_path) > 0) return units;
        for (const DueFile& file : unit) paths.insert(file.place.final_path);
        units.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return units;
}

// NAM-007 among what goes together, and against what is public.
std::string Publisher::repetition_of(
    const DueFile& due, Ledger& ledger,
    std::map<std::pair<std::string, std::string>, const DueFile*>& taken) const {
    if (due.place.obs_id.empty()) return {};
    const auto [first, is_new] = taken.try_emplace({due.mission->name, due.place.rest}, &due);
    if (!is_new && first->second->place.obs_id != due.place.obs_id) {
        const Finding finding =
            repeated_name(*due.mission, due.delivery_path, first->second->delivery_path);
        if (rejects(finding)) return finding.text;
    }
    const auto finding = find_repeated_name(*due.mission, due.delivery_path, ledger);
    return finding && rejects(*finding) ? finding->text : std::string();
}

// A path that leads through a file, or a file where a folder stands: it could never move there. A
// released calibration file and another mission's table stay what they are, too.
Finding Publisher::obstacle_to(const DueFile& file, Ledger& ledger,
                               const std::set<std::string>& taken) const {
    const std::string& path = file.place.final_path;
    if (file.place.area == "tables")
        return make_finding("NAM-009", "",
                            obstacle_to_table(file, parts_.archive.missions(), ledger));
    if (file.place.area == "caldb" && !is_calibration_index(file.place.rest))
        if (const auto there = ledger.find_published(path))
            if (there->sha256 != file.file->sha256)
                return make_finding("CAL-012", "", words_for_released(path));
    return make_finding("NAM-009", "", folder_obstacle(path, ledger, taken));
}

std::string Publisher::folder_obstacle(const std::string& path, Ledger& ledger,
                                       const std::set<std::string>& taken) const {
    for (std::string above = parent_path(path); !above.empty(); above = parent_path(above))
        if (taken.count(above) > 0 || ledger.find_published(above))
            return fmt::format("'{}' is a file of the archive, not a folder", above);
    const auto below = taken.upper_bound(path + "/");
    if (ledger.find_folder(path) ||
        (below != taken.end() && below->compare(0, path.size() + 1, path + "/") == 0))
        return fmt::format("'{}' is a folder of the archive", path);
    return {};
}

// Whatever was judged at the close: another observation may have become public since.
void Publisher::refuse_repeated(std::vector<DueUnit>& units) {
    auto ledger = parts_.ledger.borrow();
    std::map<std::pair<std::string, std::string>, const DueFile*> taken;
    std::erase_if(units, [&](const DueUnit& unit) {
        std::vector<std::string> obstacles;
        bool unique = true;
        for (const DueFile& due : unit) {
            obstacles.push_back(repetition_of(due, *ledger.operator->(), taken));
            unique = unique && obstacles.back().empty();
        }
        if (!unique) staging_->give_back(unit, "NAM-007", obstacles);
        return !unique;
    });
}

// Neither with what goes together nor with what is public and stays.
void Publisher::refuse_shared_events(std::vector<DueUnit>& units) {
    auto ledger = parts_.ledger.borrow();
    ListComparison lists(ledger.database());
    std::erase_if(units, [&](const DueUnit& unit) {
        const std::vector<std::string> obstacles = lists.obstacles_to(unit);
        const bool apart = std::all_of(obstacles.begin(), obstacles.end(),
                                       [](const std::string& text) { return text.empty(); });
        if (!apart) staging_->give_back(unit, "EVT-001", obstacles);
        return !apart;
    });
}

// Units with a file that cannot have its place go back to their senders, before any journal.
void Publisher::refuse_impossible(std::vector<DueUnit>& units) {
    auto ledger = parts_.ledger.borrow();
    std::set<std::string> taken;
    std::erase_if(units, [&](const DueUnit& unit) {
        std::vector<std::string> obstacles;
        std::string rule;
        for (const DueFile& file : unit) {
            const Finding finding = obstacle_to(file, *ledger.operator->(), taken);
            obstacles.push_back(finding.text);
            if (rule.empty() && !finding.text.empty()) rule = finding.rule;
        }
        const bool possible = std::all_of(obstacles.begin(), obstacles.end(),
                                          [](const std::string& text) { return text.empty(); });
        if (possible)
            for (const DueFile& file : unit) taken.insert(file.place.final_path);
        else
            staging_->give_back(unit, rule, obstacles);
        return !possible;
    });
}

// Units whose tables cannot be loaded go back too. Of the others it is told what became of them.
void Publisher::refuse_unloadable(std::vector<DueUnit>& units) {
    if (parts_.tables == nullptr) return;
    std::optional<TableIngester::Batch> batch;
    std::erase_if(units, [&](DueUnit& unit) {
        const bool concerned = std::any_of(unit.begin(), unit.end(), [](const DueFile& due) {
            return due.place.area == "tables";
        });
        if (!concerned) return false;
        if (!batch) batch.emplace(*parts_.tables);
        sort_tables(unit);
        if (batch->awaits_header(unit) && staging_->put_off(unit.front())) return true;
        return staging_->note_loading(unit, batch->load(unit));
    });
}

JournalEntry Publisher::entry_of(const DueFile& due) const {
    JournalEntry entry;
    entry.delivery_id = due.delivery_id;
    entry.delivery_path = due.delivery_path;
    entry.replaces_observation = due.replaces_observation;
    entry.staged = staged_path(due.file->serial);
    entry.final_path = due.place.final_path;
    entry.sha256 = due.file->sha256;
    entry.size = due.file->size;
    entry.inflated_size = due.file->content.inflated_size;
    entry.mtime_ns = due.mtime_ns;
    entry.uid = due.uid;
    entry.gid = due.gid;
    entry.mission = due.mission->name;
    entry.obs_id = due.place.obs_id;
    entry.file_class = due.place.area;
    const bool classed = due.place.area == "obs" || due.place.area == "trend";
    const FileClass* file_class = classed ? due.mission->class_of(due.place.rest) : nullptr;
    if (file_class != nullptr) {
        entry.file_class = file_class->name;
        entry.level = file_class->level;
    }
    entry.public_date = due.public_date;
    entry.findings = findings_to_json(due.file->findings);
    entry.observation = observation_facts(due);
    return entry;
}

void Publisher::note_new_folders(const JournalEntry& entry, Ledger& ledger, Batch& batch) const {
    for (std::string folder = parent_path(entry.final_path);
         !folder.empty() && batch.new_folders.count(folder) == 0 && !ledger.find_folder(folder);
         folder = parent_path(folder))
        batch.new_folders.insert(folder);
}

// What is to be journalled of a file whose bytes stand in the archive's staging folder; nothing
// where the ledger has these bytes, whose id the file gets then.
std::optional<JournalEntry> Publisher::new_entry(const Archive& archive, Ledger& ledger,
                                                 TableNumbers& numbers, const DueFile& due) const {
    JournalEntry entry = entry_of(due);
    if (due.place.area == "tables") entry.final_path = numbers.next(due);
    if (const auto there = ledger.find_published(entry.final_path)) {
        if (there->sha256 == entry.sha256) {
            due.file->file_id = there->id;
            return std::nullopt;
        }
        entry.replaces =
            ReplacedFile{there->id, there->disk_inode, there->sha256, there->size,
                         fmt::format("{}/{}/{}/v{}/{}", kSupersededFolder, due.mission->name,
                                     due.delivery_name, there->version, entry.final_path)};
    }
    set_disk_time(archive.root(), entry.staged, entry.mtime_ns);
    struct stat status {};
    if (::fstatat(archive.root(), entry.staged.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
        entry.inode = status.st_ino;
    return entry;
}

Publisher::Batch Publisher::prepare(const std::vector<DueUnit>& units) {
    Batch batch;
    auto ledger = parts_.ledger.borrow();
    TableNumbers numbers(*ledger.operator->(), parts_.archive);
    for (const DueUnit& unit : units)
        batch.files.insert(batch.files.end(), unit.begin(), unit.end());
    for (const DueFile& due : batch.files) {
        auto entry = new_entry(parts_.archive, *ledger.operator->(), numbers, due);
        if (!entry) continue;
        note_new_folders(*entry, *ledger.operator->(), batch);
        batch.entries.push_back(std::move(*entry));
    }
    add_retirements(batch, *ledger.operator->());
    return batch;
}

Publisher::Attempt Publisher::try_publish(Batch& batch, bool& journalled) {
    try {
        // What an earlier failure left open comes first, and always: versions keep their order.
        recover_publications(parts_.archive, parts_.writer, observer_, parts_.index);
        if (!journalled)
            publish_and_retire(
                parts_.archive, parts_.writer, batch.entries, batch.orders,
                [&](PublishStep step) {
                    if (step == PublishStep::kJournalled) journalled = true;
                    if (observer_) observer_(step);
                },
                parts_.index);
        if (!last_failure_.empty()) note_failure("");
        return Attempt::kDone;
    } catch (const std::exception& error) {
        const auto* fault = dynamic_cast<const Error*>(&error);
        if (last_failure_ != error.what()) {
            log_error("publishing {} files failed and is tried again: {}", batch.entries.size(),
                      error.what());
            note_failure(error.what());
        }
        const bool lost =
            !journalled && fault != nullptr && fault->fault() == Fault::kStale && nothing_is_open();
        return lost ? Attempt::kLost : Attempt::kAgain;
    }
}

bool Publisher::nothing_is_open() {
    bool none = false;
    try {
        parts_.writer.use_quickly(
            [&](Database& database) { none = open_publications(database).empty(); });
    } catch (const Error&) {
        return false;
    }
    return none;
}

void Publisher::note_failure(const std::string& why) {
    last_failure_ = why;
    staging_->note_publishing_trouble(why);
}

// Waits a little; false when the publisher is ending.
bool Publisher::pause() {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, kRetry, [&] { return ending_; });
}

// Nothing that is journalled is given up: a full disk gets the ballast, other faults get time.
// False when staged bytes were lost before the journal.
bool Publisher::publish_until_done(Batch& batch) {
    bool journalled = false;
    Attempt attempt = try_publish(batch, journalled);
    if (attempt == Attempt::kAgain) {
        parts_.ballast.release();
        while ((attempt = try_publish(batch, journalled)) == Attempt::kAgain)
            if (!pause())
                throw Error(Fault::kBusy, "ending with a publication that recovery will finish");
        parts_.ballast.restore();
    }
    return attempt == Attempt::kDone;
}

// A kernel may know the names of these files, and those of folders that nobody saw before. The
// names of folders that were there go on meaning what they meant.
std::vector<ChangedName> Publisher::changes_of(const Batch& batch) {
    std::set<ChangedName> changes;
    for (const JournalEntry& entry : batch.entries)
        changes.insert({parent_path(entry.final_path), base_name(entry.final_path)});
    for (const std::string& folder : batch.new_folders)
        changes.insert({parent_path(folder), base_name(folder)});
    auto ledger = parts_.ledger.borrow();
    for (const std::string& path : batch.retiring)
        if (!ledger->find_folder(path)) changes.insert({parent_path(path), base_name(path)});
    return {changes.begin(), changes.end()};
}

// The receipts are durable before anybody is told "published". False when the publisher is ending:
// the next run makes those that are not there.
bool Publisher::keep_receipts(const Batch& batch) {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> deliveries;
    for (const DueFile& due : batch.files)
        deliveries[{due.mission->name, due.delivery_name}].insert(due.delivery_path);
    for (const auto& [delivery, paths] : deliveries) {
        for (bool kept = false; !kept;) {
            try {
                const auto summary = staging_->summarize(delivery.first, delivery.second);
                if (summary)
                    keep_receipt(parts_.archive, receipt_for(parts_.archive, *summary, paths));
                kept = true;
            } catch (const std::exception& error) {
                if (last_failure_ != error.what()) {
                    log_error("no receipt for {}/{} yet: {}", delivery.first, delivery.second,
                              error.what());
                    note_failure(error.what());
                }
                if (!pause()) return false;
            }
        }
    }
    if (!last_failure_.empty()) note_failure("");
    return true;
}

void Publisher::finish(const Batch& batch) {
    if (tell_) tell_(changes_of(batch));
    if (!keep_receipts(batch)) return;
    std::map<std::pair<int64_t, std::string>, int64_t> ids;
    for (const JournalEntry& entry : batch.entries)
        ids[{entry.delivery_id, entry.delivery_path}] = entry.file_id;
    std::vector<Staging::PublishedFile> published;
    std::vector<std::string> repeats;
    for (const DueFile& due : batch.files) {
        const auto found = ids.find({due.delivery_id, due.delivery_path});
        const bool repeat = found == ids.end();
        published.push_back({due.delivery_id, due.delivery_path, due.file,
                             repeat ? due.file->file_id : found->second, repeat});
        if (repeat) repeats.push_back(staged_path(due.file->serial));
    }
    staging_->mark_published(published);
    if (parts_.tables != nullptr) parts_.tables->tidy();
    for (const std::string& staged : repeats) ::unlinkat(parts_.archive.root(), staged.c_str(), 0);
}

void Publisher::publish_units(const std::vector<DueUnit>& units) {
    Batch batch = prepare(units);
    if (publish_until_done(batch)) return finish(batch);
    const std::string why =
        "the disk could not keep its bytes, so that they may not be what was sent";
    for (const DueUnit& unit : units)
        staging_->give_back(unit, "DLV-016", std::vector<std::string>(unit.size(), why));
}

void Publisher::run() {
    for (;;) {
        staging_->release_public(today_utc());
        carry_out_withdrawals();
        std::vector<DueUnit> units = take_due();
        if (units.empty()) {
            const std::lock_guard lock(mutex_);
            if (ending_) return;
            continue;
        }
        for (bool done = false; !done;) {
            try {
                rehearse_all(units);
                refuse_repeated(units);
                refuse_shared_events(units);
                refuse_impossible(units);
                refuse_unloadable(units);
                if (!units.empty()) publish_units(units);
                done = true;
            } catch (const std::exception& error) {
                log_error("publisher: {}", error.what());
                if (!pause()) return;
            }
        }
    }
}

}  // namespace heafs
