#include "fs/tree/virtual_walk.h"

#include <deque>
#include <filesystem>

#include "core/base/files.h"

namespace heafs {
namespace {

constexpr int kMostLinks = 40;  // as many as Linux follows

std::deque<std::string> parts_of(const std::string& path) {
    std::deque<std::string> parts;
    for (const auto& part : std::filesystem::path(path))
        if (!part.empty() && part != "." && part != "/") parts.push_back(part.string());
    return parts;
}

}  // namespace

VirtualWalk walk_virtual(VirtualArea& area, const std::string& path) {
    std::deque<std::string> rest = parts_of(path);
    VirtualWalk walk;
    if (rest.empty()) return walk;
    const std::string root = rest.front();
    rest.pop_front();
    walk.path = root;
    walk.found = true;
    for (int links = 0; !rest.empty();) {
        const std::string name = rest.front();
        rest.pop_front();
        if (name == "..") {
            walk.path = parent_path(walk.path);
            walk.entry = {};
            continue;
        }
        const bool leaves = walk.path != root && walk.path.rfind(root + "/", 0) != 0;
        const bool is_folder = walk.entry.kind == VirtualEntry::Kind::kFolder;
        if (leaves) {
            walk.path = join_path(walk.path, name);
            continue;
        }
        auto entry = is_folder ? area.find(walk.path, name) : std::nullopt;
        if (!entry || (entry->kind == VirtualEntry::Kind::kLink && ++links > kMostLinks)) {
            walk.found = false;
            walk.folder = walk.path;
            walk.missing = name;
            return walk;
        }
        if (entry->kind == VirtualEntry::Kind::kLink) {
            const std::deque<std::string> target = parts_of(entry->text);
            rest.insert(rest.begin(), target.begin(), target.end());
            continue;
        }
        walk.path = join_path(walk.path, name);
        walk.entry = std::move(*entry);
    }
    return walk;
}

}  // namespace heafs
