#include "core/delivery/due_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/files.h"
#include "core/delivery/area_places.h"
#include "core/delivery/name_agreement.h"
#include "core/delivery/revision.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

using Unit = std::vector<StagedNode*>;

bool is_plain(const StagedNode& node, const std::string& path) {
    if (is_control_name(path)) return false;
    for (const StagedNode* above = &node; above->parent != nullptr; above = above->parent)
        if (is_temporary_name(above->name)) return false;
    return true;
}

StagedNode* observation_folder(Delivery& delivery, const DeliveryPlace& place) {
    return find_below(*delivery.root, "obs/" + place.folder);
}

bool has_arrived(const StagedNode* node) {
    return node != nullptr && node->file != nullptr &&
           (node->file->state == FileState::kValid || node->file->state == FileState::kPublished ||
            node->file->state == FileState::kPublishing);
}

// `complete`: all expected files of the observation are there, and every file of it is valid.
Unit due_observation(Delivery& delivery, const DeliveryPlace& place) {
    StagedNode* folder = observation_folder(delivery, place);
    if (folder == nullptr) return {};
    for (const std::string& expected : delivery.mission->expected_files(place.obs_id))
        if (!has_arrived(find_below(*folder, expected))) return {};
    Unit unit;
    for (StagedNode* node : files_below(*folder)) {
        if (!is_plain(*node, path_in_delivery(*node))) continue;
        if (node->file->state == FileState::kValid)
            unit.push_back(node);
        else if (!has_arrived(node))
            return {};
    }
    return unit;
}

// DLV-015: what the mission requires beside observations comes along.
bool has_components(Delivery& delivery) {
    if (delivery.mission == nullptr || delivery.mission->required.empty()) return true;
    std::vector<std::string> paths;
    for (const StagedNode* node : files_below(*delivery.root)) {
        const std::string path = path_in_delivery(*node);
        paths.push_back(is_payload(path) ? path.substr(path.find('/') + 1) : path);
    }
    auto findings = find_missing_components(*delivery.mission, paths);
    const bool whole = std::none_of(findings.begin(), findings.end(), rejects);
    for (Finding& finding : findings) delivery.findings.push_back(std::move(finding));
    return whole;
}

// `commit`: the deliverer's word is given, and nothing is under way or wrong. It speaks for what
// waits for it; an observation that must be complete still must.
Unit due_commit(Delivery& delivery) {
    if (!delivery.committed || delivery.in_flight() > 0 ||
        delivery.count(FileState::kRejected) > 0 || !delivery.refusals.empty())
        return {};
    delivery.findings.clear();
    if (!has_components(delivery)) return {};
    Unit unit;
    for (StagedNode* node : files_below(*delivery.root)) {
        const std::string path = path_in_delivery(*node);
        if (node->file->state != FileState::kValid || !is_plain(*node, path)) continue;
        if (is_payload(path)) continue;
        if (mode_of(delivery, place_of(*delivery.mission, path)) == PublishMode::kCommit)
            unit.push_back(node);
    }
    return unit;
}

void refuse_digest(Delivery& delivery, const std::string& path, const std::string& algorithm,
                   const std::string& have, const std::string& listed) {
    std::string shown = algorithm == "sha256" ? "SHA-256" : algorithm;
    const StagedNode* node = find_below(*delivery.root, path);
    Finding finding = make_finding("DLV-004", path,
                                   fmt::format("{}: {} {}, manifest {}; {} bytes received", path,
                                               shown, have, listed, node->file->size));
    finding.found = have;
    finding.expected = listed;
    delivery.findings.push_back(std::move(finding));
}

// False while a digest that the manifest lists is still to be computed.
bool check_listed_hashes(Delivery& delivery) {
    bool known = true;
    for (const auto& [path, digests] : delivery.manifest->digests_of) {
        const StagedNode* node = find_below(*delivery.root, path);
        if (node == nullptr || node->file == nullptr || !node->file->sealed) continue;
        for (const auto& [algorithm, listed] : digests) {
            const auto found = node->file->digests.find(algorithm);
            const bool computed = found != node->file->digests.end();
            if (algorithm != "sha256" && !computed) {
                known = false;
                continue;
            }
            const std::string& have = computed ? found->second : node->file->sha256;
            if (have != listed) refuse_digest(delivery, path, algorithm, have, listed);
        }
    }
    return known;
}

bool payload_agrees(Delivery& delivery) {
    const auto& said = delivery.manifest->payload;
    if (!said) return true;
    int64_t octets = 0, files = 0;
    for (const StagedNode* node : files_below(*delivery.root)) {
        const std::string path = path_in_delivery(*node);
        if (!is_payload(path) || !is_plain(*node, path)) continue;
        octets += node->file->size;
        ++files;
    }
    if (octets == said->octets && files == said->files) return true;
    delivery.findings.push_back(
        make_finding("DLV-008", "bag-info.txt",
                     fmt::format("bag-info.txt says Payload-Oxum {}.{}, found {}.{} octets.files",
                                 said->octets, said->files, octets, files)));
    return false;
}

void check_unlisted(Delivery& delivery) {
    for (StagedNode* node : files_below(*delivery.root)) {
        const std::string path = path_in_delivery(*node);
        if (!is_plain(*node, path) || delivery.manifest->sha256_of.count(path) > 0) continue;
        delivery.findings.push_back(
            make_finding("DLV-005", path, fmt::format("{} is not in the manifest", path)));
    }
}

// DLV-012: where the mission has keys, nothing but a signed manifest publishes. What was accepted
// stays so when its key expires.
bool is_signed(Delivery& delivery) {
    if (delivery.mission == nullptr || delivery.mission->signing_keys.empty()) return true;
    if (delivery.manifest && delivery.manifest->sha256 == delivery.accepted_manifest) return true;
    if (delivery.manifest && delivery.signature.there && !delivery.signature.fault) return true;
    std::optional<Finding> fault = delivery.signature.fault;
    if (!delivery.signature.there && delivery.committed)
        fault = make_finding("DLV-012", kManifestSignature,
                             fmt::format("Manifest signature is missing: {} and {} are needed",
                                         kSignedManifest, kManifestSignature));
    if (fault) delivery.findings.push_back(std::move(*fault));
    return false;
}

// DLV-013: within what delivery.toml declares.
bool is_within_volume(Delivery& delivery) {
    const auto& volume = delivery.orders.volume_bytes;
    if (!volume || delivery.bytes <= *volume) {
        std::erase_if(delivery.findings,
                      [](const Finding& finding) { return finding.rule == "DLV-013"; });
        return true;
    }
    delivery.findings = {
        make_finding("DLV-013", "delivery.toml",
                     fmt::format("{} bytes exceeds the agreed {} bytes for {}", delivery.bytes,
                                 *volume, delivery.mission->name))};
    delivery.findings.front().remedy =
        "Remove what does not belong to the delivery, or declare its volume anew";
    return false;
}

// Manifest: every listed file is there with the listed hash, and all are valid.
Unit due_manifest(Delivery& delivery) {
    if (!delivery.manifest->findings.empty() || delivery.in_flight() > 0) return {};
    const int64_t arrived =
        delivery.count(FileState::kValid) + delivery.count(FileState::kPublished) +
        delivery.count(FileState::kRejected) + delivery.count(FileState::kPublishing);
    const auto listed =
        std::count_if(delivery.manifest->sha256_of.begin(), delivery.manifest->sha256_of.end(),
                      [](const auto& line) { return !is_control_name(line.first); });
    if (arrived < listed && !delivery.committed) return {};
    delivery.findings.clear();
    const bool known = check_listed_hashes(delivery);
    Unit unit;
    bool whole = known && delivery.findings.empty() && delivery.manifest->awaited_tags.empty();
    for (const auto& [path, sha256] : delivery.manifest->sha256_of) {
        StagedNode* node = find_below(*delivery.root, path);
        if (!has_arrived(node)) whole = false;
        if (is_payload(path) && !delivery.manifest->bag) whole = false;  // bagit.txt is to come
        if (node == nullptr && delivery.committed)
            delivery.findings.push_back(make_finding(
                "DLV-003", path, fmt::format("{} is listed and did not arrive", path)));
        if (node != nullptr && node->file && node->file->state == FileState::kValid &&
            !is_control_name(path))
            unit.push_back(node);
    }
    if (!whole || !has_components(delivery) || !is_signed(delivery) || !payload_agrees(delivery) ||
        !revision_agrees(delivery))
        return {};
    check_unlisted(delivery);
    const auto& notes = delivery.manifest->notes;
    delivery.findings.insert(delivery.findings.end(), notes.begin(), notes.end());
    return unit;
}

// COMMIT ends the waiting for headers: what has none by now is refused.
void add_waiting_tables(Delivery& delivery, std::vector<Unit>& units) {
    if (!delivery.committed) return;
    for (StagedNode* node : waiting_tables(delivery)) {
        node->file->waits_no_more = true;
        units.push_back({node});
    }
}

}  // namespace

bool is_csv_table(const DeliveryPlace& place) {
    if (place.area != "tables") return false;
    const auto file = parse_table_path(place.rest);
    return file && file->extension.starts_with("csv");
}

std::vector<StagedNode*> waiting_tables(Delivery& delivery) {
    std::vector<StagedNode*> waiting;
    const bool as_a_whole = delivery.manifest && !delivery.publishes_at_once();
    if (as_a_whole || !delivery.mission->signing_keys.empty()) return waiting;
    for (StagedNode* node : files_below(*delivery.root)) {
        const std::string path = path_in_delivery(*node);
        if (node->file->state != FileState::kValid || !is_plain(*node, path) || is_payload(path))
            continue;
        const DeliveryPlace place = place_of(*delivery.mission, path);
        if (is_csv_table(place) && mode_of(delivery, place) == PublishMode::kFile)
            waiting.push_back(node);
    }
    return waiting;
}

PublishMode mode_of(const Delivery& delivery, const DeliveryPlace& place) {
    if (delivery.publishes_at_once()) return PublishMode::kFile;
    return delivery.mission->publish_mode(place.area.empty() ? "obs" : place.area);
}

std::vector<Unit> find_due(Delivery& delivery, StagedNode& changed) {
    if (!delivery.orders.findings.empty()) return {};
    if (delivery.mission != nullptr && delivery.mission->rehearses_only() &&
        !delivery.is_rehearsal())
        return {};
    if (!is_within_volume(delivery)) return {};
    const std::string path = path_in_delivery(changed);
    std::vector<Unit> units;
    const auto add = [&](Unit unit) {
        if (!unit.empty()) units.push_back(std::move(unit));
    };
    if (delivery.manifest && !delivery.publishes_at_once()) {
        add(due_manifest(delivery));
        return units;
    }
    if (!delivery.mission->signing_keys.empty()) {
        delivery.findings.clear();
        is_signed(delivery);
        return units;
    }
    if (is_plain(changed, path) && !is_payload(path)) {
        const DeliveryPlace place = place_of(*delivery.mission, path);
        const PublishMode mode = mode_of(delivery, place);
        if (mode == PublishMode::kFile && changed.file && changed.file->state == FileState::kValid)
            add({&changed});
        if (mode == PublishMode::kComplete && !place.obs_id.empty())
            add(due_observation(delivery, place));
    }
    add(due_commit(delivery));
    if (path == "COMMIT") add_waiting_tables(delivery, units);
    return units;
}

std::vector<std::string> missing_files(Delivery& delivery) {
    std::vector<std::string> missing;
    if (delivery.mission != nullptr && !delivery.mission->signing_keys.empty())
        for (const char* name : {kSignedManifest, kManifestSignature})
            if (find_below(*delivery.root, name) == nullptr) missing.push_back(name);
    if (delivery.manifest) {
        for (const auto& [path, sha256] : delivery.manifest->sha256_of)
            if (find_below(*delivery.root, path) == nullptr) missing.push_back(path);
        for (const std::string& tag : delivery.manifest->awaited_tags)
            if (find_below(*delivery.root, tag) == nullptr) missing.push_back(tag);
        return missing;
    }
    for (const StagedNode* node : waiting_tables(delivery)) {
        const auto file =
            parse_table_path(place_of(*delivery.mission, path_in_delivery(*node)).rest);
        missing.push_back("tables/" + file->table + ".hdr");
    }
    std::set<std::string> seen;
    for (StagedNode* node : files_below(*delivery.root)) {
        const std::string path = path_in_delivery(*node);
        const DeliveryPlace place = place_of(*delivery.mission, path);
        if (is_payload(path) || place.obs_id.empty() ||
            mode_of(delivery, place) != PublishMode::kComplete)
            continue;
        if (!seen.insert(place.folder).second) continue;
        StagedNode* folder = observation_folder(delivery, place);
        for (const std::string& expected : delivery.mission->expected_files(place.obs_id))
            if (find_below(*folder, expected) == nullptr)
                missing.push_back("obs/" + place.folder + "/" + expected);
    }
    return missing;
}

}  // namespace heafs
