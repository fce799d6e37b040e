#include "core/delivery/neighbours.h"

#include <algorithm>

#include "core/base/files.h"
#include "core/delivery/area_places.h"
#include "core/delivery/encrypted_twins.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/published_files.h"
#include "core/delivery/rules.h"

namespace heafs {

Neighbours::Neighbours(const Mission& mission, std::vector<std::string> delivery_paths,
                       bool replaces_observation, LedgerPool* published)
    : mission_(mission),
      published_(published),
      paths_(std::move(delivery_paths)),
      replaces_observation_(replaces_observation) {
    for (const std::string& path : paths_) replaced_.insert(place_of(mission, path).final_path);
}

std::vector<Finding> Neighbours::add(const std::string& delivery_path, const std::string& sha256,
                                     const Content& content) {
    std::vector<Finding> findings;
    compare_calibration(delivery_path, sha256, content, findings);
    look_for_twin(delivery_path, findings);
    apply_profile(mission_, delivery_path, today_utc(), findings);
    compare_events(delivery_path, content, findings);
    if (!content.indexed_files.empty()) indexes_.push_back({delivery_path, content.indexed_files});
    return findings;
}

void Neighbours::compare_calibration(const std::string& path, const std::string& sha256,
                                     const Content& content, std::vector<Finding>& findings) {
    const DeliveryPlace place = place_of(mission_, path);
    const auto calibration = parse_calibration_path(place.rest);
    if (place.area != "caldb" || !calibration || calibration->folder.empty()) return;
    const auto [known, is_first] = calibration_.try_emplace(calibration->instrument);
    auto& others = known->second;
    if (published_ != nullptr) {
        auto ledger = published_->borrow();
        const auto there = ledger->find_published(place.final_path);
        if (there && there->sha256 != sha256) {
            findings.push_back(make_finding("CAL-012", path, words_for_released(place.final_path)));
            return;
        }
        if (is_first)
            others = released_below(ledger.database(),
                                    "caldb/data/" + mission_.name + "/" + calibration->instrument);
    }
    std::erase_if(others, [&](const auto& other) { return other.path == place.final_path; });
    for (Finding& finding : compare_with_released(path, content.calibration, others))
        findings.push_back(std::move(finding));
    if (!content.calibration.empty()) others.push_back({place.final_path, content.calibration});
}

void Neighbours::look_for_twin(const std::string& path, std::vector<Finding>& findings) {
    const std::string folder = parent_path(path);
    const std::string name = base_name(path);
    auto& siblings = names_[folder];
    auto twin = find_twin(name, siblings);
    const std::string final_path = place_of(mission_, path).final_path;
    const bool may_have_public_twin = path.ends_with(".gpg") || mission_.proprietary;
    if (!twin && published_ != nullptr && may_have_public_twin && !final_path.empty()) {
        auto ledger = published_->borrow();
        const auto names = published_names(*ledger.operator->(), parent_path(final_path));
        twin = find_twin(name, {names.begin(), names.end()});
    }
    if (twin) findings.push_back(make_finding("SEC-005", path, words_for_twin(path, *twin)));
    siblings.insert(name);
}

void Neighbours::compare_events(const std::string& path, const Content& content,
                                std::vector<Finding>& findings) {
    DueFile due;
    due.delivery_path = path;
    due.mission = &mission_;
    due.place = place_of(mission_, path);
    due.replaces_observation = replaces_observation_;
    due.file = std::make_shared<StagedFile>();
    due.file->content.event_sketch = content.event_sketch;
    const std::string group = list_group(due);
    if (group.empty()) return;
    const auto [known, is_first] = lists_.try_emplace(group);
    auto& others = known->second;
    if (published_ != nullptr && is_first) {
        auto ledger = published_->borrow();
        others = published_lists(due, ledger.database());
        std::erase_if(others, [&](const SketchedList& list) {
            return replaces_observation_ || replaced_.count(list.final_path) > 0;
        });
    }
    std::erase_if(others,
                  [&](const auto& other) { return other.final_path == due.place.final_path; });
    if (const auto finding = find_shared_events(due, others)) findings.push_back(*finding);
    others.push_back({due.place.final_path, content.event_sketch});
}

std::vector<Finding> Neighbours::advice() const {
    if (published_ == nullptr) {
        auto findings = delivery_advice(mission_, paths_, {}, {}, {});
        std::erase_if(findings, [](const Finding& finding) { return finding.rule == "DOC-001"; });
        return findings;
    }
    auto ledger = published_->borrow();
    const auto documents = published_documents(*ledger.operator->(), mission_.name);
    return delivery_advice(mission_, paths_, documents, indexes_, [&](const std::string& path) {
        return ledger->find_published(path).has_value();
    });
}

}  // namespace heafs
