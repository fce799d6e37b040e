// How deliveries stand, and how they end: after their days, or as rehearsals that are dropped.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "config/base/error.h"
#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/delivery/judgement.h"
#include "core/delivery/receipt.h"
#include "core/delivery/rehearsal.h"
#include "core/delivery/rules.h"
#include "core/delivery/staging.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr int64_t kDayNs = int64_t{86400} * 1000000000;

int64_t count_errors(const std::vector<Finding>& findings) {
    return std::count_if(findings.begin(), findings.end(), rejects);
}

}  // namespace

DeliveryStanding Staging::standing_of(const Delivery& delivery) const {
    DeliveryStanding standing;
    standing.id = delivery.id;
    standing.mission = delivery.mission->name;
    standing.name = delivery.name;
    standing.revision = delivery.revision;
    standing.state = verdict_word(delivery);
    for (const int64_t count : delivery.counts) standing.files += count;
    standing.bytes = delivery.bytes;
    standing.errors = count_errors(delivery.findings);
    for (const auto& [path, finding] : delivery.refusals)
        if (rejects(finding)) ++standing.errors;
    for (const StagedNode* node : files_below(*delivery.root))
        standing.errors += count_errors(node->file->findings);
    standing.made_ns = delivery.made_ns;
    standing.changed_ns = delivery.changed_ns;
    standing.published_ns = delivery.published_ns;
    return standing;
}

std::vector<DeliveryStanding> Staging::standings() const {
    const std::lock_guard lock(mutex_);
    std::vector<DeliveryStanding> all;
    for (const auto& [key, delivery] : deliveries_) all.push_back(standing_of(*delivery));
    return all;
}

std::vector<DeliveryStanding> Staging::changed_standings(std::map<int64_t, uint64_t>& seen,
                                                         int64_t before_ns) const {
    const std::lock_guard lock(mutex_);
    std::vector<DeliveryStanding> changed;
    for (const auto& [key, delivery] : deliveries_) {
        const auto [known, is_new] = seen.try_emplace(delivery->id, delivery->changes);
        if ((!is_new && known->second == delivery->changes) || delivery->changed_ns > before_ns) {
            if (is_new) seen.erase(known);
            continue;
        }
        known->second = delivery->changes;
        changed.push_back(standing_of(*delivery));
    }
    return changed;
}

// Nothing of it is on its way, or waits for a day that will come.
bool Staging::may_end(const Delivery& delivery) const {
    if (delivery.publishes_at_once() || delivery.in_flight() > 0) return false;
    if (delivery.count(FileState::kPublishing) > 0 || delivery.count(FileState::kHeld) > 0)
        return false;
    return verdict_word(delivery) != "publishing";
}

size_t Staging::expire(int64_t now_ns) {
    const int days = parts_.archive.settings().keep_days;
    std::vector<DeliveryStanding> due;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [key, delivery] : deliveries_)
            if (may_end(*delivery) && delivery->changed_ns < now_ns - days * kDayNs)
                due.push_back(standing_of(*delivery));
    }
    for (const DeliveryStanding& standing : due) {
        end_delivery(standing.mission, standing.name, "expired",
                     fmt::format("{}, and unchanged for {} days", standing.state, days));
        log_info("delivery {}/{} has expired: it was {}", standing.mission, standing.name,
                 standing.state);
    }
    return due.size();
}

void Staging::drop_rehearsal(const std::string& mission, const std::string& name) {
    if (!is_rehearsal_name(name))
        throw Error(Fault::kUsage, fmt::format("{}/{} is no rehearsal", mission, name));
    end_delivery(mission, name, "dropped", "a rehearsal that was dropped");
}

// Everything below loses its name. Returns the staged bytes that go with it.
std::vector<std::string> Staging::forget_nodes(Delivery& delivery) {
    std::vector<std::string> disk_paths;
    std::vector<std::shared_ptr<StagedNode>> open = {delivery.root};
    while (!open.empty()) {
        const std::shared_ptr<StagedNode> node = std::move(open.back());
        open.pop_back();
        for (auto& [name, child] : node->children) open.push_back(std::move(child));
        node->children.clear();
        node->removed = true;
        node->parent = nullptr;
        node->delivery = nullptr;
        nodes_.erase(node->ino);
        if (!node->file) continue;
        node->file->dropped = true;
        settle_charge(*node->file);
        if (node->file->state != FileState::kPublished)
            disk_paths.push_back(staged_path(node->file->serial));
    }
    return disk_paths;
}

// Rows first, bytes then: what a crash leaves in between belongs to nobody and goes at the next
// start.
void Staging::end_delivery(const std::string& mission, const std::string& name,
                           const std::string& ended, const std::string& reason) {
    DeliveryStanding last;
    std::vector<std::string> disk_paths;
    {
        const std::lock_guard lock(mutex_);
        Delivery* delivery = delivery_by_name(mission, name);
        if (delivery == nullptr) throw Error(Fault::kNotFound, "no delivery '" + name + "'");
        if (!may_end(*delivery))
            throw Error(Fault::kBusy, "delivery '" + name + "' is at work just now");
        last = standing_of(*delivery);
        disk_paths = forget_nodes(*delivery);
        deliveries_.erase({mission, name});
    }
    parts_.writer.use_durably([&](Database& database) {
        database.transaction(
            [&] { heafs::end_delivery(database, last, ended, reason, now_nanoseconds()); });
    });
    for (const std::string& path : disk_paths) ::unlinkat(parts_.archive.root(), path.c_str(), 0);
    if (is_rehearsal_name(name)) remove_rehearsal(mission, name);
}

void Staging::remove_rehearsal(const std::string& mission, const std::string& name) const {
    std::error_code trouble;
    stdfs::remove_all(rehearsal_site(parts_.archive, mission, name), trouble);
    if (trouble)
        log_warning("rehearsal {}/{} is not removed whole: {}", mission, name, trouble.message());
    stdfs::remove_all(receipt_path(parts_.archive, mission, name).parent_path(), trouble);
}

// Of rehearsals that ended while the daemon did.
void Staging::remove_orphaned_rehearsals() const {
    for (const auto& [mission, description] : parts_.archive.missions()) {
        std::error_code none;
        const auto sites = parts_.archive.data() / kRehearsalFolder / mission;
        for (const auto& site : stdfs::directory_iterator(sites, none)) {
            const std::string name = site.path().filename().string();
            if (delivery_by_name(mission, name) == nullptr) remove_rehearsal(mission, name);
        }
    }
}

}  // namespace heafs
