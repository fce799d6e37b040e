// The folders and links that a mount has from the start, whatever was delivered: the areas, and
// FTP/ with the public paths of the missions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/archive/archive.h"

namespace heafs {

class FixedTree {
   public:
    explicit FixedTree(const Archive& archive);

    bool is_folder(const std::string& path) const { return folders_.count(path) > 0; }
    // The target of the link at `path`, relative to its folder.
    std::optional<std::string> find_link(const std::string& path) const;
    // Names in a fixed folder that are fixed folders or links themselves, sorted.
    std::vector<std::string> names_in(const std::string& folder) const;

   private:
    void add_folder(const std::string& path);
    void add_link(const std::string& path, const std::string& target);

    std::map<std::string, std::vector<std::string>> folders_;
    std::map<std::string, std::string> links_;
};

}  // namespace heafs
