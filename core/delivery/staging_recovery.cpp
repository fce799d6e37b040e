// Taking up what an earlier run of the daemon left in staging.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <set>

#include "config/base/error.h"
#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/delivery/bagit.h"
#include "core/delivery/content_json.h"
#include "core/delivery/judgement.h"
#include "core/delivery/rehearsal.h"
#include "core/delivery/rules.h"
#include "core/delivery/staging.h"

namespace heafs {

void Staging::load() {
    prepare_staging_folders(parts_.archive);
    std::vector<DeliveryRow> rows;
    parts_.writer.use_durably([&](Database& database) {
        for (const auto& [name, mission] : parts_.archive.missions())
            if (!mission.rehearses_only())
                open_delivery(database, name, "now", "file", now_nanoseconds());
        rows = load_deliveries(database);
    });
    for (const DeliveryRow& row : rows)
        if (parts_.archive.find_mission(row.mission) != nullptr) load_delivery(row);
    remove_orphans();
    remove_orphaned_rehearsals();
}

void Staging::load_delivery(const DeliveryRow& row) {
    std::vector<StagedRow> staged;
    parts_.writer.use_quickly([&](Database& database) { staged = load_staged(database, row.id); });
    std::vector<DueUnit> due;
    std::vector<std::string> lost;
    std::shared_ptr<StagedNode> recovered;
    {
        const std::lock_guard lock(mutex_);
        Delivery& delivery = add_delivery(row, Owner{});
        // Rows come in the order of their paths: folders before what they hold.
        for (const StagedRow& file : staged)
            if (!load_row(delivery, file)) lost.push_back(file.path);
        for (const std::string& path : lost)
            note_refusal(delivery,
                         make_finding("DLV-016", path,
                                      "the file did not survive the last stop of the daemon"));
        recovered = delivery.root;
    }
    for (const auto& [name, node] : recovered->children)
        if (is_tag_name(name)) compute_digests(*node);
    {
        const std::lock_guard lock(mutex_);
        Delivery& delivery = *recovered->delivery;
        for (StagedNode* node : files_below(*delivery.root))
            if (node->file->sealed && !node->file->cut_off)
                for (DueUnit& unit : collect_due(*node)) due.push_back(std::move(unit));
        // Taking it up is no change of the delivery.
        if (due.empty()) delivery.changed_ns = row.changed_ns;
    }
    parts_.writer.use_quickly([&](Database& database) {
        for (const std::string& path : lost) remove_staged(database, row.id, path);
    });
    hand_over(std::move(due));
}

static void take_version(StagedFile& file, const StagedRow& row) {
    file.size = row.size;
    file.generation = 1;
    file.judged_generation = 1;
    file.sha256 = row.sha256;
    file.file_id = row.file_id;
    file.content = content_from_json(row.content);
}

// False when the file is not as it was acknowledged and must be sent again.
bool Staging::load_row(Delivery& delivery, const StagedRow& row) {
    if (row.path.empty()) {
        take_attributes(*delivery.root, row);
        dress_root(delivery);
        return true;
    }
    StagedNode* parent = find_below(*delivery.root, parent_path(row.path));
    if (parent == nullptr) {
        log_warning("delivery {}: {} has lost its folder", delivery.name, row.path);
        return false;
    }
    auto file = std::make_shared<StagedFile>();
    file->serial = row.serial;
    if (!row.folder && row.state != "published") {
        try {
            // Only bytes that are as they were acknowledged count: the file may have been opened
            // again, or the machine may have lost power.
            const UniqueFd fd = open_disk(*file, O_RDONLY);
            file->cut_off = (status_of(fd.get(), row.path).st_mode & 0200) != 0;
            if (sha256_of_file(fd.get(), row.path) != row.sha256)
                throw Error(Fault::kStale, "its bytes are not those that were judged");
        } catch (const Error& error) {
            log_warning("delivery {}: {} must be sent again: {}", delivery.name, row.path,
                        error.what());
            return false;
        }
    }
    const auto node = add_node(parent, base_name(row.path), row.folder);
    take_attributes(*node, row);
    if (row.folder) return true;
    take_version(*file, row);
    node->file = file;
    if (row.state == "published" && delivery.is_rehearsal())
        file->rehearsed_path = rehearsed_path(delivery, row.path);
    if (row.state != "published") charge_by_name(*node);
    count_node(*node, 1);
    file->used_up = row.path == "withdraw.txt" && (row.state == "due" || row.state == "used");
    // A COMMIT whose word was not complete speaks for files that may be missing now: not again.
    const bool silent_commit = row.path == "COMMIT" && row.state != "due";
    if (silent_commit && row.state == "received") {
        Finding finding =
            make_finding("DLV-016", row.path, "the daemon was stopped while files were under way");
        finding.remedy = "Make COMMIT again when all files are there";
        note_refusal(delivery, finding);
    }
    if (row.state == "published" || row.state == "held" || silent_commit) {
        judge(*node);
        file->sealed = true;
        file->used_up = row.state == "used";
        set_state(*node, row.state == "published" ? FileState::kPublished
                         : row.state == "held"    ? FileState::kHeld
                                                  : FileState::kValid);
    } else {
        seal(*node);
    }
    return true;
}

void Staging::take_attributes(StagedNode& node, const StagedRow& row) {
    node.uid = row.uid;
    node.gid = row.gid;
    node.mode = row.mode;
    node.mtime_ns = row.mtime_ns;
}

// Staged bytes that no row knows: files that were never closed, whose senders saw an error. And
// those of published files, of which other bytes are kept: repeated ones, and rehearsals.
void Staging::remove_orphans() {
    std::set<uint64_t> known;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [ino, node] : nodes_)
            if (node->file && node->file->state != FileState::kPublished)
                known.insert(node->file->serial);
    }
    each_staged_file(parts_.archive, [&](const std::string& path) {
        const auto serial = serial_of(path);
        if (serial && known.count(*serial) == 0) ::unlinkat(parts_.archive.root(), path.c_str(), 0);
    });
}

}  // namespace heafs
