// What a file or a delivery is beside what stands around it: released calibration files, encrypted
// files and their twins, documents that are there or not.
#include <algorithm>
#include <set>

#include "core/base/files.h"
#include "core/delivery/area_places.h"
#include "core/delivery/calibration_history.h"
#include "core/delivery/delivery_advice.h"
#include "core/delivery/encrypted_twins.h"
#include "core/delivery/published_files.h"
#include "core/delivery/rules.h"
#include "core/delivery/staging.h"

namespace heafs {

// Against what is released, and against the files of the same delivery that were judged before.
void Staging::add_calibration_findings(StagedNode& node, const std::string& path,
                                       std::vector<Finding>& findings) const {
    const Mission& mission = *node.delivery->mission;
    const DeliveryPlace place = place_of(mission, path);
    const auto calibration = parse_calibration_path(place.rest);
    if (place.area != "caldb" || !calibration || calibration->folder.empty()) return;
    auto ledger = parts_.ledger.borrow();
    const auto there = ledger->find_published(place.final_path);
    if (there && there->sha256 != node.file->sha256) {
        findings.push_back(make_finding("CAL-012", path, words_for_released(place.final_path)));
        return;
    }
    const std::string top = "caldb/data/" + mission.name + "/" + calibration->instrument;
    auto others = released_below(ledger.database(), top);
    std::erase_if(others, [&](const auto& other) { return other.path == place.final_path; });
    for (const StagedNode* beside : files_below(*node.delivery->root)) {
        if (beside == &node || !beside->file->sealed || beside->file->content.calibration.empty())
            continue;
        if (beside->file->state == FileState::kPublished ||
            beside->file->state == FileState::kRejected)
            continue;
        const std::string other = place_of(mission, path_in_delivery(*beside)).final_path;
        if (other.compare(0, top.size() + 1, top + "/") == 0 && other != place.final_path)
            others.push_back({other, beside->file->content.calibration});
    }
    for (Finding& finding : compare_with_released(path, node.file->content.calibration, others))
        findings.push_back(std::move(finding));
}

void Staging::add_twin_findings(const StagedNode& node, const std::string& path,
                                std::vector<Finding>& findings) const {
    std::set<std::string> siblings;
    if (node.parent != nullptr) {
        // Twins begin alike, up to the first dot: a full folder is not looked through.
        const std::string stem = node.name.substr(0, node.name.find('.'));
        const auto& all = node.parent->children;
        for (auto at = all.lower_bound(stem); at != all.end() && at->first.starts_with(stem); ++at)
            if (!at->second->folder) siblings.insert(at->first);
    }
    siblings.erase(node.name);
    const DeliveryPlace place = place_of(*node.delivery->mission, path);
    const bool may_have_public_twin = path.ends_with(".gpg") || node.delivery->mission->proprietary;
    if (may_have_public_twin && !place.final_path.empty()) {
        auto ledger = parts_.ledger.borrow();
        for (std::string& name :
             published_names(*ledger.operator->(), parent_path(place.final_path)))
            siblings.insert(std::move(name));
    }
    const auto twin = find_twin(node.name, siblings);
    if (!twin) return;
    findings.push_back(make_finding("SEC-005", path, words_for_twin(path, *twin)));
}

// What a manifest vouches for is whole, whatever its last line says.
void Staging::trust_manifest(const Delivery& delivery, const std::string& path,
                             std::vector<Finding>& findings) const {
    if (!delivery.manifest || delivery.manifest->sha256_of.count(path) == 0) return;
    for (Finding& finding : findings)
        if (finding.rule == "TDT-005")
            finding.severity = std::min(finding.severity, Severity::kWarning);
}

void Staging::add_findings_of_place(StagedNode& node, const std::string& path) {
    StagedFile& file = *node.file;
    trust_manifest(*node.delivery, path, file.findings);
    if (file.file_id != 0) return;  // published: it is what others are compared with
    std::vector<Finding> findings;
    add_calibration_findings(node, path, findings);
    add_twin_findings(node, path, findings);
    apply_profile(*node.delivery->mission, path, today_utc(), findings);
    file.findings.insert(file.findings.end(), findings.begin(), findings.end());
}

// A manifest that came after the files it lists.
void Staging::judge_listed_again(Delivery& delivery) {
    for (StagedNode* node : files_below(*delivery.root)) {
        if (!node->file->sealed || node->file->state != FileState::kRejected) continue;
        if (delivery.manifest && delivery.manifest->sha256_of.count(path_in_delivery(*node)) > 0 &&
            std::any_of(node->file->findings.begin(), node->file->findings.end(),
                        [](const Finding& finding) { return finding.rule == "TDT-005"; }))
            seal(*node);
    }
}

std::vector<Finding> Staging::advice_on(Delivery& delivery) const {
    std::vector<std::string> paths;
    std::vector<DeliveredIndex> indexes;
    const Mission& mission = *delivery.mission;
    bool asks = !mission.documents.empty();
    for (const StagedNode* node : files_below(*delivery.root)) {
        paths.push_back(path_in_delivery(*node));
        asks = asks || paths.back().find("caldb/") != std::string::npos;
        if (!node->file->content.indexed_files.empty())
            indexes.push_back({paths.back(), node->file->content.indexed_files});
    }
    if (!asks) return {};
    auto ledger = parts_.ledger.borrow();
    const auto documents = published_documents(*ledger.operator->(), mission.name);
    return delivery_advice(mission, paths, documents, indexes, [&](const std::string& path) {
        return ledger->find_published(path).has_value();
    });
}

}  // namespace heafs
