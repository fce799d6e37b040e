#include "core/delivery/revision.h"

#include <fmt/format.h>

#include "core/delivery/rules.h"

namespace heafs {

bool revision_agrees(Delivery& delivery) {
    const std::string& manifest = delivery.manifest->sha256;
    const int before = delivery.accepted_revision;
    if (delivery.accepted_manifest.empty()) {
        delivery.revision = delivery.orders.revision.value_or(std::max(delivery.revision, 1));
        return true;
    }
    if (manifest == delivery.accepted_manifest) {
        delivery.revision = before;
        delivery.findings.push_back(make_finding(
            "DLV-011", "", fmt::format("the same manifest as revision {}: nothing to do", before)));
        return true;
    }
    delivery.revision = delivery.orders.revision.value_or(before + 1);
    if (delivery.revision > before) return true;
    delivery.findings.push_back(make_finding(
        "DLV-010", "delivery.toml",
        fmt::format("delivery {} was accepted as revision {} with another manifest; delivery.toml "
                    "says revision {}",
                    delivery.name, before, delivery.revision)));
    delivery.revision = before;
    return false;
}

void accept_revision(Delivery& delivery) {
    if (!delivery.manifest || delivery.manifest->sha256_of.empty()) return;
    for (const auto& [path, sha256] : delivery.manifest->sha256_of) {
        const StagedNode* node = find_below(*delivery.root, path);
        if (node == nullptr || !node->file || node->file->state != FileState::kPublished) return;
    }
    delivery.accepted_manifest = delivery.manifest->sha256;
    delivery.accepted_revision = delivery.revision;
}

}  // namespace heafs
