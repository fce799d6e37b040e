#include "fs/tree/sky_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "fs/tree/sky_names.h"

namespace heafs {
namespace {

// The same position of another mission, or under another spelling, is no other place.
void add_place(std::vector<SkyTargets::Place>& places, const Target& target) {
    const std::string path = position_path({target.ra, target.dec});
    const auto known = std::find_if(places.begin(), places.end(),
                                    [&](const auto& place) { return place.path == path; });
    if (known == places.end()) {
        places.push_back({path, target.object, target.mission, target.observations, target.first});
        return;
    }
    known->observations += target.observations;
    if (known->missions.find(target.mission) == std::string::npos)
        known->missions += ", " + target.mission;
}

}  // namespace

SkyTargets::SkyTargets(const std::vector<Target>& targets) {
    std::set<std::string> names;
    for (const Target& target : targets) {
        const std::string name = path_name(target.object);
        if (!name.empty()) names.insert(name);
        add_place(places_[comparable_name(target.object)], target);
    }
    listed_.assign(names.begin(), names.end());
}

const std::vector<SkyTargets::Place>* SkyTargets::find(std::string_view name) const {
    const auto found = places_.find(comparable_name(name));
    return found == places_.end() ? nullptr : &found->second;
}

std::string alternatives_txt(const std::string& name,
                             const std::vector<SkyTargets::Place>& places) {
    std::string text = fmt::format(
        "{} positions carry the name {}. sky/name/{} leads to the first: where the earliest\n"
        "observation looked.\n\n",
        places.size(), name, name);
    for (const SkyTargets::Place& place : places)
        text += fmt::format("{:<32} {} of {}, OBJECT '{}'{}\n", place.path,
                            place.observations == 1
                                ? "1 observation"
                                : fmt::format("{} observations", place.observations),
                            place.missions, place.object,
                            place.first.empty() ? "" : ", the first on " + place.first);
    return text;
}

std::string names_readme(const SkyTargets& targets) {
    std::string text =
        "sky/name/<object>: links to the positions of observed targets, as headers name them.\n"
        "Case, blanks and `_` do not matter: crab_nebula, CrabNebula and \"CRAB NEBULA\" are one.\n"
        "\n"
        "A name that several positions carry leads to the one that was observed first; all of\n"
        "them, with mission and number of observations, stand in\n"
        "\n"
        "    sky/name/<object>.alternatives.txt\n"
        "\n"
        "which only such names have. `heafs explain ARCHIVE sky/name/<object>` tells them too.\n";
    std::string several;
    for (const std::string& name : targets.listed())
        if (const auto* places = targets.find(name); places != nullptr && places->size() > 1)
            several += fmt::format("    {:<40} {} positions\n", name, places->size());
    if (!several.empty()) text += "\nSuch names here:\n\n" + several;
    return text;
}

}  // namespace heafs
