#include "fs/tree/rehearsal_area.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/files.h"
#include "core/delivery/name_rules.h"

namespace heafs {
namespace {

// ".heafs/test/halosat/test_one/obs/halosat" in its parts; what is not there is "".
struct Place {
    std::string mission;
    std::string rehearsal;
    std::string below;  // "obs/halosat"
};

std::string take_part(std::string& rest) {
    const size_t slash = rest.find('/');
    std::string part = rest.substr(0, slash);
    rest = slash == std::string::npos ? std::string() : rest.substr(slash + 1);
    return part;
}

Place place_in_area(const std::string& folder) {
    std::string rest =
        folder.substr(std::min(folder.size(), std::string(kRehearsalArea).size() + 1));
    Place place;
    place.mission = take_part(rest);
    place.rehearsal = take_part(rest);
    place.below = rest;
    return place;
}

// Up to the root of the mount, and down to the delivery.
VirtualEntry link_to(std::string name, const std::string& folder, const std::string& path) {
    std::string target;
    for (auto parts = std::count(folder.begin(), folder.end(), '/') + 1; parts > 0; --parts)
        target += "../";
    return link_entry(std::move(name), target + path);
}

}  // namespace

std::vector<std::string> RehearsalArea::rehearsals_of(const std::string& mission) const {
    std::vector<std::string> names;
    for (const StagedEntry& delivery : staging_.deliveries(mission))
        if (is_rehearsal_name(delivery.name)) names.push_back(delivery.name);
    return names;
}

std::shared_ptr<const RehearsalArea::Places> RehearsalArea::places_of(
    const std::string& mission, const std::string& rehearsal) {
    static const auto kNone = std::make_shared<const Places>();
    const auto standing = staging_.standing(mission, rehearsal);
    if (!standing || !is_rehearsal_name(rehearsal)) return kNone;
    const std::string key = mission + "/" + rehearsal;
    {
        const std::lock_guard lock(mutex_);
        const auto found = known_.find(key);
        if (found != known_.end() && found->second.changes == standing->changes)
            return found->second.places;
    }
    const auto summary = staging_.summarize(mission, rehearsal);
    const Mission* described = archive_.find_mission(mission);
    if (!summary || described == nullptr) return kNone;
    auto places = std::make_shared<Places>();
    for (const DeliverySummary::File& file : summary->files)
        if (file.state == FileState::kPublished)
            places->emplace(place_of(*described, file.path).final_path, file.path);
    const std::lock_guard lock(mutex_);
    known_[key] = {summary->changes, places};
    return places;
}

std::vector<VirtualEntry> RehearsalArea::list_places(const std::string& mission,
                                                     const std::string& rehearsal,
                                                     const std::string& below) {
    const std::string prefix = below.empty() ? std::string() : below + "/";
    const std::string folder =
        join_path(fmt::format("{}/{}/{}", kRehearsalArea, mission, rehearsal), below);
    std::vector<VirtualEntry> entries;
    const auto places = places_of(mission, rehearsal);
    for (auto at = places->lower_bound(prefix); at != places->end(); ++at) {
        if (at->first.compare(0, prefix.size(), prefix) != 0) break;
        std::string rest = at->first.substr(prefix.size());
        const std::string name = take_part(rest);
        if (!entries.empty() && entries.back().name == name) continue;
        entries.push_back(
            rest.empty() ? link_to(name, folder,
                                   fmt::format("delivery/{}/{}/{}", mission, rehearsal, at->second))
                         : folder_entry(name));
    }
    return entries;
}

std::vector<VirtualEntry> RehearsalArea::list(const std::string& folder) {
    const Place place = place_in_area(folder);
    if (!place.rehearsal.empty()) return list_places(place.mission, place.rehearsal, place.below);
    std::vector<VirtualEntry> entries;
    if (!place.mission.empty()) {
        for (std::string& name : rehearsals_of(place.mission))
            entries.push_back(folder_entry(std::move(name)));
        return entries;
    }
    for (const auto& [mission, described] : archive_.missions())
        if (!rehearsals_of(mission).empty()) entries.push_back(folder_entry(mission));
    return entries;
}

std::optional<VirtualEntry> RehearsalArea::find(const std::string& folder,
                                                const std::string& name) {
    for (VirtualEntry& entry : list(folder))
        if (entry.name == name) return std::move(entry);
    return std::nullopt;
}

// As the delivery has it, and nobody writes here.
std::optional<FolderAccess> RehearsalArea::access(const std::string& folder) {
    const Place place = place_in_area(folder);
    if (place.rehearsal.empty()) return std::nullopt;
    const auto delivery = staging_.find_delivery(place.mission, place.rehearsal);
    if (!delivery) return FolderAccess{0, 0, 0};
    return FolderAccess{delivery->uid, delivery->gid, delivery->mode & 0555};
}

std::string RehearsalArea::explain(const std::string& path) {
    const bool found = path == kRehearsalArea || find(parent_path(path), base_name(path));
    return fmt::format("{}: {}\n", path,
                       found ? "what would be public of a rehearsal"
                             : "there is nothing of this name among what rehearsals published");
}

}  // namespace heafs
