#include "fs/tree/fixed_tree.h"

#include <algorithm>

#include "core/base/files.h"

namespace heafs {

FixedTree::FixedTree(const Archive& archive) {
    folders_[""] = {};
    for (const char* folder : {"FTP", "delivery", ".heafs"}) add_folder(folder);
    add_link("FTP/caldb", "caldb");
    for (const auto& [name, mission] : archive.missions()) {
        add_folder("delivery/" + name);
        for (const auto& [path, target] : mission.ftp_paths) add_link("FTP/" + path, target);
    }
}

std::optional<std::string> FixedTree::find_link(const std::string& path) const {
    const auto found = links_.find(path);
    if (found == links_.end()) return std::nullopt;
    return found->second;
}

std::vector<std::string> FixedTree::names_in(const std::string& folder) const {
    const auto found = folders_.find(folder);
    return found == folders_.end() ? std::vector<std::string>() : found->second;
}

void FixedTree::add_folder(const std::string& path) {
    if (!folders_.emplace(path, std::vector<std::string>()).second) return;
    const std::string above = parent_path(path);
    if (!above.empty()) add_folder(above);
    auto& names = folders_[above];
    names.insert(std::upper_bound(names.begin(), names.end(), base_name(path)), base_name(path));
}

void FixedTree::add_link(const std::string& path, const std::string& target) {
    const std::string folder = parent_path(path);
    add_folder(folder);
    std::string relative;
    for (std::string above = folder; !above.empty(); above = parent_path(above)) relative += "../";
    links_[path] = relative + target;
    auto& names = folders_[folder];
    names.insert(std::upper_bound(names.begin(), names.end(), base_name(path)), base_name(path));
}

}  // namespace heafs
