#include "core/delivery/staged_node.h"

#include <algorithm>

#include "config/missions/mission.h"
#include "core/base/files.h"
#include "core/delivery/name_rules.h"

namespace heafs {

std::string_view name_of(FileState state) {
    switch (state) {
        case FileState::kReceiving:
            return "receiving";
        case FileState::kValidating:
            return "validating";
        case FileState::kValid:
            return "valid";
        case FileState::kRejected:
            return "rejected";
        case FileState::kHeld:
            return "held";
        case FileState::kPublishing:
            return "publishing";
        case FileState::kPublished:
            return "published";
    }
    return "receiving";
}

std::string path_in_delivery(const StagedNode& node) {
    if (node.parent == nullptr) return {};
    return join_path(path_in_delivery(*node.parent), node.name);
}

StagedNode* find_below(StagedNode& folder, std::string_view path) {
    StagedNode* node = &folder;
    while (!path.empty()) {
        const size_t slash = path.find('/');
        const auto found = node->children.find(std::string(path.substr(0, slash)));
        if (found == node->children.end()) return nullptr;
        node = found->second.get();
        path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    }
    return node;
}

std::vector<StagedNode*> files_below(StagedNode& folder) {
    std::vector<StagedNode*> files;
    std::vector<StagedNode*> open = {&folder};
    while (!open.empty()) {
        StagedNode* node = open.back();
        open.pop_back();
        if (!node->folder) files.push_back(node);
        for (auto child = node->children.rbegin(); child != node->children.rend(); ++child)
            open.push_back(child->second.get());
    }
    return files;
}

// With a manifest, files that it does not list wait for nothing: the report names them.
static bool all_listed_are_published(const Delivery& delivery) {
    if (!delivery.manifest || delivery.manifest->sha256_of.empty()) return false;
    for (const auto& [path, sha256] : delivery.manifest->sha256_of) {
        const StagedNode* node = find_below(*delivery.root, path);
        const bool published =
            node != nullptr && node->file &&
            (node->file->state == FileState::kPublished || is_control_name(path));
        if (!published) return false;
    }
    return true;
}

// From when withdraw.txt is sealed until what it orders is done.
static bool withdraws(const Delivery& delivery) {
    if (!delivery.withdrawal || !delivery.withdrawal->findings.empty()) return false;
    const StagedNode* text = find_below(*delivery.root, "withdraw.txt");
    return text != nullptr && text->file && text->file->sealed && !text->file->used_up;
}

std::string_view verdict_word(const Delivery& delivery) {
    if (delivery.count(FileState::kReceiving) > 0) return "receiving";
    if (delivery.count(FileState::kValidating) > 0) return "validating";
    if (delivery.count(FileState::kPublishing) > 0) return "publishing";
    if (withdraws(delivery)) return "publishing";
    const bool refused = delivery.committed && !delivery.refusals.empty();
    bool faulty = delivery.manifest && !delivery.manifest->findings.empty();
    for (const Finding& finding : delivery.orders.findings) faulty = faulty || rejects(finding);
    if (delivery.withdrawal && !delivery.withdrawal->findings.empty()) faulty = true;
    for (const Finding& finding : delivery.findings) faulty = faulty || rejects(finding);
    if (delivery.count(FileState::kRejected) > 0 || refused || faulty) return "rejected";
    if (delivery.count(FileState::kHeld) > 0) return "held";
    if (delivery.count(FileState::kValid) > 0 && !all_listed_are_published(delivery))
        return "receiving";
    const auto areas = delivery.mission->areas();
    const bool by_file = std::all_of(areas.begin(), areas.end(), [&](const std::string& area) {
        return delivery.mission->publish_mode(area) == PublishMode::kFile;
    });
    const bool nothing_awaited =
        delivery.publishes_at_once() || by_file || delivery.published_ns > 0;
    if (delivery.withdrawn) return "withdrawn";
    return nothing_awaited ? "published" : "receiving";
}

}  // namespace heafs
