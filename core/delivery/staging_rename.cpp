// Renames within a delivery: a temporary file becomes real, and is judged by its new name.
#include <fmt/format.h>
#include <unistd.h>

#include "config/base/error.h"
#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/delivery/staging.h"

namespace heafs {
namespace {

bool moves_below_itself(const StagedNode& source, const StagedNode& target_folder) {
    for (const StagedNode* above = &target_folder; above != nullptr; above = above->parent)
        if (above == &source) return true;
    return false;
}

void require_movable(StagedNode& source) {
    for (const StagedNode* node : files_below(source))
        if (node->file->state == FileState::kPublishing ||
            node->file->state == FileState::kPublished)
            throw Error(Fault::kSealed, fmt::format("'{}' is published and keeps its name",
                                                    path_in_delivery(*node)));
}

void require_replaceable(const StagedNode& source, const StagedNode& target, bool no_replace) {
    if (no_replace) throw Error(Fault::kExists, "'" + target.name + "' exists");
    if (target.folder && !source.folder)
        throw Error(Fault::kIsFolder, "'" + target.name + "' is a folder");
    if (!target.folder && source.folder)
        throw Error(Fault::kNotFolder, "'" + target.name + "' is no folder");
    if (target.folder && !target.children.empty())
        throw Error(Fault::kNotEmpty, "folder '" + target.name + "' is not empty");
}

}  // namespace

void Staging::rename_locked(StagedNode& source, StagedNode& target_folder, const std::string& to) {
    const auto files = files_below(source);
    for (StagedNode* node : files) count_node(*node, -1);
    const auto owner = source.parent->children.extract(source.name);
    source.parent->mtime_ns = source.parent->ctime_ns = now_nanoseconds();
    source.name = to;
    source.parent = &target_folder;
    target_folder.children[to] = owner.mapped();
    target_folder.mtime_ns = target_folder.ctime_ns = source.ctime_ns = now_nanoseconds();
    for (StagedNode* node : files) count_node(*node, 1);
    for (StagedNode* node : files) charge_by_name(*node);
    for (StagedNode* node : files)
        if (node->file->sealed) seal(*node);
    touch(*source.delivery);
}

void Staging::rename(uint64_t from_folder, const std::string& from, uint64_t to_folder,
                     const std::string& to, bool no_replace) {
    std::vector<DueUnit> due;
    std::string old_path, new_path, replaced_on_disk;
    int64_t delivery_id = 0;
    {
        const std::lock_guard lock(mutex_);
        StagedNode& source_folder = folder_of(from_folder);
        StagedNode& target_folder = folder_of(to_folder);
        if (source_folder.delivery != target_folder.delivery)
            throw Error(Fault::kCrossArea, "names cannot move between deliveries");
        const auto found = source_folder.children.find(from);
        if (found == source_folder.children.end())
            throw Error(Fault::kNotFound, "no '" + from + "' in this delivery");
        const std::shared_ptr<StagedNode> source = found->second;
        require_movable(*source);
        if (moves_below_itself(*source, target_folder))
            throw Error(Fault::kUsage, "a folder cannot move below itself");
        const auto existing = target_folder.children.find(to);
        const std::shared_ptr<StagedNode> target =
            existing == target_folder.children.end() ? nullptr : existing->second;
        if (target == source) return;
        if (target) {
            require_replaceable(*source, *target, no_replace);
            if (target->file && target->file->state != FileState::kPublishing &&
                target->file->state != FileState::kPublished)
                replaced_on_disk = staged_path(target->file->serial);
            detach(*target);
        } else {
            check_new(target_folder, to, source->folder, source.get());
        }
        delivery_id = source->delivery->id;
        old_path = path_in_delivery(*source);
        rename_locked(*source, target_folder, to);
        forget_control(*source->delivery, old_path);
        new_path = path_in_delivery(*source);
        for (StagedNode* node : files_below(*source))
            for (DueUnit& unit : collect_due(*node)) due.push_back(std::move(unit));
    }
    parts_.writer.use_quickly([&](Database& database) {
        database.transaction([&] { move_staged(database, delivery_id, old_path, new_path); });
    });
    if (!replaced_on_disk.empty()) ::unlinkat(parts_.archive.root(), replaced_on_disk.c_str(), 0);
    hand_over(std::move(due));
}

}  // namespace heafs
