// Verdicts: validation of closed files, sealing, and what becomes due by it.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "config/base/error.h"
#include "core/archive/escrow.h"
#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/delivery/bagit.h"
#include "core/delivery/content_json.h"
#include "core/delivery/judgement.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/rehearsal.h"
#include "core/delivery/release_date.h"
#include "core/delivery/repeated_name.h"
#include "core/delivery/revision.h"
#include "core/delivery/rules.h"
#include "core/delivery/schedule.h"
#include "core/delivery/staging.h"
#include "core/delivery/table_headers.h"

namespace heafs {
namespace {

constexpr std::string_view kEncryptedSuffix = ".gpg";
constexpr int64_t kShortWork = int64_t{1} << 20;  // bytes that are looked at where they are closed

bool is_temporary_path(const std::string& path) {
    return path[0] == '.' || path.find("/.") != std::string::npos;
}

bool is_on_its_way(FileState state) {
    return state == FileState::kReceiving || state == FileState::kValidating;
}

// What SEC-004 asks of an encrypted file: its mission may have left the key here. One that cannot
// be read is the operator's to mend, and holds nobody up.
void add_escrowed_key(const Archive& archive, const Mission& mission, const std::string& path,
                      ContentPlace& place) {
    try {
        const auto key =
            find_escrowed_key(archive.path(), mission.name, place_of(mission, path).obs_id);
        if (!key) return;
        place.passphrase = key->passphrase;
        const std::string name = base_name(path);
        const auto hash =
            key->sha256_by_name.find(name.substr(0, name.size() - kEncryptedSuffix.size()));
        if (hash != key->sha256_by_name.end()) place.plaintext_sha256 = hash->second;
    } catch (const Error& error) {
        log_error("{} is taken without opening it: {}", path, error.what());
    }
}

}  // namespace

void Staging::touch(Delivery& delivery) {
    ++delivery.changes;
    delivery.changed_ns = now_nanoseconds();
    quiet_.notify_all();
}

// Control and temporary files are no content of a delivery, but they are waited for while they are
// on their way.
void Staging::count_node(StagedNode& node, int by) {
    const std::string path = path_in_delivery(node);
    if (path.empty()) return;
    const bool content = !is_control_name(path) && !is_temporary_path(path);
    if (content && by > 0) node.file->counted_bytes = node.file->size;
    if (content) node.delivery->bytes += by * node.file->counted_bytes;
    if (!content && !is_on_its_way(node.file->state)) return;
    node.delivery->counts[static_cast<size_t>(node.file->state)] += by;
}

void Staging::set_state(StagedNode& node, FileState state) {
    count_node(node, -1);
    node.file->state = state;
    count_node(node, 1);
    touch(*node.delivery);
}

void Staging::begin_validation(std::shared_ptr<StagedNode> node, std::shared_ptr<StagedFile> file,
                               std::shared_ptr<FlushReply> reply) {
    uint64_t generation = 0;
    bool short_work = false;
    {
        const std::lock_guard lock(mutex_);
        generation = file->generation;
        short_work = reply && file->size <= kShortWork;
        // A close that was answered by its deadline is still being looked at; that will seal it.
        if (!reply && file->validating_generation == generation) return;
        file->validating_generation = generation;
        ++validations_;
        if (!node->removed && node->file == file && !file->sealed)
            set_state(*node, FileState::kValidating);
    }
    auto job = [this, node = std::move(node), file = std::move(file), generation,
                reply = std::move(reply)] {
        try {
            validate(node, file, generation, reply);
        } catch (const std::exception& error) {
            const std::lock_guard lock(mutex_);
            // A removed file has no bytes to look at, and nobody waits for its verdict.
            if (!node->removed) log_error("cannot validate {}: {}", node->name, error.what());
            hold_unvalidated(*node, file, generation, error.what());
            if (reply)
                reply->give(node->removed ? CloseVerdict::kReceived : CloseVerdict::kNotKept);
        }
        const std::lock_guard lock(mutex_);
        --validations_;
        quiet_.notify_all();
    };
    if (short_work)
        queue_.run_or_add(std::move(job));
    else
        queue_.add(std::move(job));
}

std::string Staging::hash_of_staged(StagedFile& file) const {
    {
        const std::lock_guard lock(file.hash_mutex);
        if (file.hash_follows && file.hashed_bytes == file.size) return file.hash.hex();
    }
    return sha256_of_file(open_disk(file, O_RDONLY).get(), "a staged file");
}

std::vector<std::string> Staging::keywords_of(const StagedNode& node) const {
    const std::lock_guard lock(mutex_);
    if (node.removed) return {};
    std::vector<std::string> keywords = table_keywords(*node.delivery->mission);
    if (node.delivery->mission->within_days)
        keywords.insert(keywords.end(), std::begin(kScheduleKeywords), std::end(kScheduleKeywords));
    return keywords;
}

std::optional<ContentPlace> Staging::content_place(const StagedNode& node) const {
    const Mission* mission = nullptr;
    std::string path;
    {
        const std::lock_guard lock(mutex_);
        if (node.removed) return std::nullopt;
        mission = node.delivery->mission;
        path = path_in_delivery(node);
    }
    ContentPlace place = content_place_of(*mission, path);
    if (path.ends_with(kEncryptedSuffix)) add_escrowed_key(parts_.archive, *mission, path, place);
    return place;
}

void Staging::validate(const std::shared_ptr<StagedNode>& node,
                       const std::shared_ptr<StagedFile>& file, uint64_t generation,
                       const std::shared_ptr<FlushReply>& reply) {
    const UniqueFd fd = open_disk(*file, O_RDONLY);
    const int64_t size = status_of(fd.get(), node->name).st_size;
    const std::string sha256 = hash_of_staged(*file);
    const Content content =
        parts_.workers.examine(fd.get(), size, keywords_of(*node), content_place(*node));
    std::optional<StagedRow> row = take_content(node, file, generation, {content, sha256, size});
    if (!row) {
        if (reply) reply->give(CloseVerdict::kReceived);
        return;
    }
    // The row is there before the sender hears of it: what was acknowledged survives a crash. A
    // damaged file has none, so that no restart takes it for whole.
    const bool kept = file->damaged || keep_row(*row);
    Settled settled = settle(node, file, generation);
    if (!kept && settled.verdict == CloseVerdict::kReceived)
        settled.verdict = CloseVerdict::kNotKept;
    if (settled.path != row->path && !file->damaged)
        parts_.writer.use_quickly([&](Database& database) {
            remove_staged(database, row->delivery_id, row->path);
            if (settled.path.empty()) return;
            row->path = settled.path;
            store_staged(database, *row);
        });
    if (compute_digests(*node)) {
        const std::lock_guard lock(mutex_);
        if (!node->removed)
            for (DueUnit& unit : collect_due(*node)) settled.due.push_back(std::move(unit));
    }
    if (reply) reply->give(settled.verdict);
    hand_over(std::move(settled.due));
}

// The row to keep of what was seen; nothing when other bytes have come since.
std::optional<StagedRow> Staging::take_content(const std::shared_ptr<StagedNode>& node,
                                               const std::shared_ptr<StagedFile>& file,
                                               uint64_t generation, Seen seen) {
    const std::lock_guard lock(mutex_);
    const bool current =
        !node->removed && node->file == file && !file->sealed && file->generation == generation;
    if (!current) {
        if (file->validating_generation == generation) file->validating_generation.reset();
        return std::nullopt;
    }
    file->content = std::move(seen.content);
    if (auto late = judge_schedule(*node->delivery->mission, file->content, now_nanoseconds()))
        file->content.findings.push_back(std::move(*late));
    file->sha256 = std::move(seen.sha256);
    file->judged_generation = generation;
    if (seen.size != file->size) file->damaged = true;
    judge(*node);
    return row_of(*node);
}

// Seals a judged file whose writers are gone.
Staging::Settled Staging::settle(const std::shared_ptr<StagedNode>& node,
                                 const std::shared_ptr<StagedFile>& file, uint64_t generation) {
    const std::lock_guard lock(mutex_);
    Settled settled;
    if (file->validating_generation == generation) file->validating_generation.reset();
    if (node->removed || node->file != file) return settled;
    settled.path = path_in_delivery(*node);
    if (file->generation == generation && !file->sealed) {
        if (file->writers == 0) {
            seal(*node);
            settled.due = collect_due(*node);
        } else {
            set_state(*node, FileState::kReceiving);
        }
    }
    settled.verdict = verdict_on(*file);
    return settled;
}

// False on a full disk: the file gets its verdict all the same, but its sender hears of it.
bool Staging::keep_row(const StagedRow& row) {
    try {
        parts_.writer.use_quickly([&](Database& database) { store_staged(database, row); });
        return true;
    } catch (const Error& error) {
        log_error("{} would not survive a crash: {}", row.path, error.what());
        return false;
    }
}

CloseVerdict Staging::verdict_on(const StagedFile& file) const {
    const bool bad = !is_valid(file.findings) && !needs_operator(file.findings);
    return bad ? CloseVerdict::kRejected : CloseVerdict::kReceived;
}

// The findings that name, content and mission give together. A temporary name is not judged yet.
void Staging::judge(StagedNode& node) {
    StagedFile& file = *node.file;
    const std::string path = path_in_delivery(node);
    if (file.damaged && !file.over_quota.empty()) {
        file.findings = {make_finding("DLV-013", path, file.over_quota)};
        return;
    }
    if (file.damaged) {
        file.findings = {
            make_finding("DLV-016", path,
                         fmt::format("a write failed while '{}' was received: it is cut", path))};
        return;
    }
    if (is_control_name(path)) {
        file.findings = judge_control(*node.delivery, file, path);
    } else if (is_temporary_path(path)) {
        file.findings = file.content.findings;
    } else {
        file.findings = judge_file(*node.delivery->mission, path, file.content);
        add_findings_of_place(node, path);
        judge_uniqueness(node, path);
        add_standing_findings(node, path);
    }
}

// The catalogue is asked once for each name that a version has.
void Staging::judge_uniqueness(StagedNode& node, const std::string& path) {
    StagedFile& file = *node.file;
    if (file.state == FileState::kPublished || file.file_id != 0) return;
    if (file.repeated_at != path) {
        file.repeated =
            find_repeated_name(*node.delivery->mission, path, *parts_.ledger.borrow().operator->());
        file.repeated_at = path;
    }
    if (file.repeated) file.findings.push_back(*file.repeated);
}

// What stands in the report whatever the content: why a file is held, or does not go on by itself.
void Staging::add_standing_findings(StagedNode& node, const std::string& path) {
    StagedFile& file = *node.file;
    const Mission& mission = *node.delivery->mission;
    const std::string& public_date = node.delivery->orders.public_date;
    if (!may_be_public(mission, public_date, today_utc())) {
        Finding finding = make_finding("SEC-001", path, reason_to_hold(mission, public_date));
        finding.severity = Severity::kInfo;
        file.findings.push_back(std::move(finding));
    }
    if (file.cut_off) {
        Finding finding = make_finding(
            "DLV-016", path, "the daemon was stopped before the file was closed for good");
        finding.severity = Severity::kWarning;
        finding.remedy = "Copy the file again, or make COMMIT if it is whole";
        file.findings.push_back(std::move(finding));
    }
}

// What could not be looked at is held for the operator; nothing is wrong with it as far as we know.
void Staging::hold_unvalidated(StagedNode& node, const std::shared_ptr<StagedFile>& file,
                               uint64_t generation, const std::string& why) {
    if (file->validating_generation == generation) file->validating_generation.reset();
    if (node.removed || node.file != file || file->sealed || file->generation != generation) return;
    file->content.findings = {make_finding(
        "SEC-090", "", fmt::format("The file could not be validated here ({}); it is held", why))};
    file->judged_generation = generation;
    if (file->writers == 0)
        seal(node);
    else
        set_state(node, FileState::kReceiving);
}

// From here on the bytes do not change. Called again when a sealed file gets another name.
void Staging::seal(StagedNode& node) {
    StagedFile& file = *node.file;
    file.sealed = true;
    // Read-only on disk: after a crash this tells it from a file whose writer was still at it.
    ::fchmodat(parts_.archive.root(), staged_path(file.serial).c_str(), kSealedMode, 0);
    judge(node);
    node.delivery->findings.clear();
    if (needs_operator(file.findings))
        set_state(node, FileState::kHeld);
    else
        set_state(node, is_valid(file.findings) ? FileState::kValid : FileState::kRejected);
    take_control_file(node);
}

void Staging::take_control_file(StagedNode& node) {
    Delivery& delivery = *node.delivery;
    const std::string path = path_in_delivery(node);
    if (node.file->damaged) return;
    if (path == "COMMIT") {
        // A second COMMIT says: publish without the names that were refused.
        if (delivery.committed) delivery.refusals.clear();
        delivery.refusals.erase(path);
        delivery.committed = true;
    }
    if (path == "delivery.toml") delivery.orders = parse_delivery_toml(text_of_control(*node.file));
    if (path == "delivery.toml") judge_release(node);
    if (path == "withdraw.txt") {
        delivery.withdrawal = parse_withdrawal(text_of_control(*node.file));
        order_withdrawal(node);
    }
    if (is_tag_name(path) || path == kManifestSignature) {
        read_manifest(delivery);
        judge_listed_again(delivery);
    }
}

DueUnit Staging::due_unit_of(const std::vector<StagedNode*>& nodes, std::string_view today) {
    DueUnit unit;
    for (StagedNode* node : nodes) {
        Delivery& delivery = *node->delivery;
        const std::string path = path_in_delivery(*node);
        if (!may_be_public(*delivery.mission, delivery.orders.public_date, today)) {
            set_state(*node, FileState::kHeld);
            rows_to_store_.push_back(row_of(*node));
            continue;
        }
        set_state(*node, FileState::kPublishing);
        unit.push_back({delivery.id, delivery.name, path, delivery.mission,
                        delivery.orders.replaces_observation, place_of(*delivery.mission, path),
                        node->uid, node->gid, node->mtime_ns, node->file});
        if (delivery.mission->proprietary) unit.back().public_date = delivery.orders.public_date;
    }
    return unit;
}

std::vector<DueUnit> Staging::collect_due(StagedNode& changed) {
    Delivery& delivery = *changed.delivery;
    std::vector<DueUnit> due = release_held(delivery, today_utc());
    std::erase_if(due, [](const DueUnit& unit) { return unit.empty(); });
    const auto found = find_due(delivery, changed);
    for (const auto& nodes : found) {
        DueUnit unit = due_unit_of(nodes, today_utc());
        if (!unit.empty()) due.push_back(std::move(unit));
    }
    // With nothing under way or wrong, whatever waited for the COMMIT is among what was found.
    const bool used_up = delivery.committed && !found.empty() && delivery.in_flight() == 0 &&
                         delivery.count(FileState::kRejected) == 0 && delivery.refusals.empty();
    if (!used_up) return due;
    delivery.committed = false;
    if (StagedNode* commit = find_below(*delivery.root, "COMMIT")) {
        commit->file->used_up = true;
        rows_to_store_.push_back(row_of(*commit));
    }
    return due;
}

void Staging::hand_over(std::vector<DueUnit> units) {
    std::vector<StagedRow> rows;
    {
        const std::lock_guard lock(mutex_);
        rows.swap(rows_to_store_);
    }
    try {
        if (!rows.empty())
            parts_.writer.use_quickly([&](Database& database) {
                for (const StagedRow& row : rows) store_staged(database, row);
            });
    } catch (const Error& error) {
        // On a full disk what is due goes on, by the ballast; then there is room for the rows.
        log_error("what became due is noted later: {}", error.what());
        const std::lock_guard lock(mutex_);
        rows_to_store_.insert(rows_to_store_.end(), rows.begin(), rows.end());
    }
    for (DueUnit& unit : units) due_(std::move(unit));
    hand_over_withdrawals();
}

void Staging::mark_published(const std::vector<PublishedFile>& files) {
    std::map<int64_t, DeliveryRow> rows;
    std::vector<StagedRow> repeats;
    std::vector<DueUnit> due;
    {
        const std::lock_guard lock(mutex_);
        std::map<int64_t, Delivery*> by_id;
        for (const auto& [key, delivery] : deliveries_) by_id[delivery->id] = delivery.get();
        for (const PublishedFile& published : files) {
            published.file->file_id = published.file_id;
            const auto found = by_id.find(published.delivery_id);
            StagedNode* node = found == by_id.end()
                                   ? nullptr
                                   : find_below(*found->second->root, published.delivery_path);
            if (found != by_id.end() && found->second->is_rehearsal())
                published.file->rehearsed_path =
                    rehearsed_path(*found->second, published.delivery_path);
            if (node != nullptr && node->file == published.file) {
                set_state(*node, FileState::kPublished);
                if (published.repeat) repeats.push_back(row_of(*node));
            } else {
                published.file->state = FileState::kPublished;
            }
            settle_charge(*published.file);
            published.file->content.header.clear();
            if (found != by_id.end()) found->second->published_ns = now_nanoseconds();
        }
        for (const PublishedFile& published : files) {
            const auto found = by_id.find(published.delivery_id);
            if (found == by_id.end() || rows.count(found->first) > 0) continue;
            Delivery& delivery = *found->second;
            for (DueUnit& unit : tables_with_headers(delivery)) due.push_back(std::move(unit));
            accept_revision(delivery);
            delivery.withdrawn = false;
            rows[delivery.id] = {delivery.id,
                                 delivery.mission->name,
                                 delivery.name,
                                 delivery.revision,
                                 std::string(verdict_word(delivery)),
                                 "",
                                 delivery.accepted_manifest,
                                 delivery.made_ns,
                                 delivery.changed_ns,
                                 delivery.published_ns};
        }
    }
    parts_.writer.use_quickly([&](Database& database) {
        for (const StagedRow& row : repeats) store_staged(database, row);
        for (const auto& [id, row] : rows) use_up_commit(database, id);
        for (const auto& [id, row] : rows) store_delivery(database, row);
    });
    hand_over(std::move(due));
}

void Staging::give_back(const DueUnit& unit, std::string_view rule,
                        const std::vector<std::string>& obstacles) {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < unit.size(); ++i) {
        const DueFile& due = unit[i];
        const auto found = deliveries_.find({due.mission->name, due.delivery_name});
        StagedNode* node = found == deliveries_.end()
                               ? nullptr
                               : find_below(*found->second->root, due.delivery_path);
        if (node == nullptr || node->file != due.file) continue;
        if (!obstacles[i].empty())
            due.file->findings.push_back(make_finding(rule, due.delivery_path, obstacles[i]));
        set_state(*node, obstacles[i].empty() ? FileState::kValid : FileState::kRejected);
    }
}

// What a file's loading has found stands with what its content has: a restart tells it again.
void Staging::add_loading_findings(StagedFile& file, const std::string& path,
                                   const std::vector<Finding>& findings) {
    const auto add = [](std::vector<Finding>& list, Finding finding) {
        if (std::find(list.begin(), list.end(), finding) == list.end())
            list.push_back(std::move(finding));
    };
    // Whoever tries again says all of it again.
    for (std::vector<Finding>* list : {&file.findings, &file.content.findings})
        std::erase_if(*list, [](const Finding& old) { return old.rule == kLoadingSteps; });
    for (Finding finding : findings) {
        if (!rejects(finding)) add(file.content.findings, finding);
        finding.file = path;
        add(file.findings, std::move(finding));
    }
}

bool Staging::note_loading(const DueUnit& unit, const std::vector<std::vector<Finding>>& findings) {
    const auto refuses = [](const std::vector<Finding>& of_a_file) {
        return std::any_of(of_a_file.begin(), of_a_file.end(), rejects);
    };
    const bool refused = std::any_of(findings.begin(), findings.end(), refuses);
    std::vector<StagedRow> rows;
    {
        const std::lock_guard lock(mutex_);
        for (size_t i = 0; i < unit.size(); ++i) {
            const DueFile& due = unit[i];
            if (due.place.area == "tables")
                add_loading_findings(*due.file, due.delivery_path, findings[i]);
            const auto found = deliveries_.find({due.mission->name, due.delivery_name});
            StagedNode* node = found == deliveries_.end()
                                   ? nullptr
                                   : find_below(*found->second->root, due.delivery_path);
            if (node == nullptr || node->file != due.file) continue;
            if (refused)
                set_state(*node, refuses(findings[i]) ? FileState::kRejected : FileState::kValid);
            else if (due.place.area == "tables")
                rows.push_back(row_of(*node));
        }
    }
    parts_.writer.use_quickly([&](Database& database) {
        for (const StagedRow& row : rows) store_staged(database, row);
    });
    return refused;
}

void Staging::note_publishing_trouble(const std::string& why) {
    const std::lock_guard lock(mutex_);
    publishing_trouble_ = why;
    for (const auto& [key, delivery] : deliveries_)
        if (delivery->count(FileState::kPublishing) > 0) touch(*delivery);
}

void Staging::wait_until_idle() const {
    std::unique_lock lock(mutex_);
    quiet_.wait(lock, [&] {
        if (validations_ + withdrawing_ > 0) return false;
        for (const auto& [key, delivery] : deliveries_)
            if (delivery->in_flight() + delivery->count(FileState::kPublishing) > 0) return false;
        return true;
    });
}

}  // namespace heafs
