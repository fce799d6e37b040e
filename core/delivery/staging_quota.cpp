// The quota of a mission: bytes that are staged and not published, each charged once. A file is
// charged as it grows, and its charge goes when it is published, removed or replaced. Control files
// are free.
#include <fmt/format.h>

#include "config/base/error.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/staging.h"

namespace heafs {

void Staging::require_quota(const Mission& mission, int64_t more_bytes) const {
    if (!mission.quota_bytes || more_bytes <= 0) return;
    const auto found = staged_bytes_.find(mission.name);
    const int64_t wanted = (found == staged_bytes_.end() ? 0 : found->second) + more_bytes;
    if (wanted > *mission.quota_bytes)
        throw Error(Fault::kOverQuota, fmt::format("{} bytes exceeds the agreed {} bytes for {}",
                                                   wanted, *mission.quota_bytes, mission.name));
}

// Before a write that lets the file end at `end`. Raises Fault::kOverQuota.
void Staging::charge(const StagedNode& node, StagedFile& file, int64_t end) {
    const bool known = !node.removed && node.delivery != nullptr;
    if (known && is_control_name(path_in_delivery(node))) return;
    if (known) file.charged_to = node.delivery->mission;
    if (file.charged_to == nullptr || end <= file.charged_bytes) return;
    require_quota(*file.charged_to, end - file.charged_bytes);
    staged_bytes_[file.charged_to->name] += end - file.charged_bytes;
    file.charged_bytes = end;
}

// The charge is what the file has now. Bytes without a name count while somebody writes them.
void Staging::settle_charge(StagedFile& file) {
    if (file.charged_to == nullptr) return;
    const bool gone = file.dropped && file.writers == 0 && file.state != FileState::kPublishing;
    const int64_t due = gone || file.state == FileState::kPublished ? 0 : file.size;
    staged_bytes_[file.charged_to->name] += due - file.charged_bytes;
    file.charged_bytes = due;
}

// A file that has its name newly: another one may be of another kind.
void Staging::charge_by_name(StagedNode& node) {
    StagedFile& file = *node.file;
    if (is_control_name(path_in_delivery(node))) {
        if (file.charged_to != nullptr) staged_bytes_[file.charged_to->name] -= file.charged_bytes;
        file.charged_to = nullptr;
        file.charged_bytes = 0;
        return;
    }
    file.charged_to = node.delivery->mission;
    settle_charge(file);
}

int64_t Staging::staged_bytes(const std::string& mission) const {
    const std::lock_guard lock(mutex_);
    const auto found = staged_bytes_.find(mission);
    return found == staged_bytes_.end() ? 0 : found->second;
}

std::optional<int64_t> Staging::quota_room(const std::string& mission) const {
    const Mission* known = parts_.archive.find_mission(mission);
    if (known == nullptr || !known->quota_bytes) return std::nullopt;
    return std::max<int64_t>(0, *known->quota_bytes - staged_bytes(mission));
}

}  // namespace heafs
