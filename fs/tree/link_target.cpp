#include "fs/tree/link_target.h"

#include <algorithm>
#include <cstddef>

namespace heafs {

std::string link_target(const std::string& folder, const std::string& path) {
    size_t common = 0;
    for (size_t i = 0; i <= std::min(folder.size(), path.size()); ++i) {
        const bool folder_ends = i == folder.size() || folder[i] == '/';
        const bool path_ends = i == path.size() || path[i] == '/';
        if (folder_ends && path_ends) common = i;
        if (i == folder.size() || i == path.size() || folder[i] != path[i]) break;
    }
    std::string target;
    for (size_t i = common; i < folder.size(); ++i)
        if (folder[i] == '/' || i == 0) target += "../";
    const std::string rest = path.substr(std::min(path.size(), common == 0 ? 0 : common + 1));
    target += rest;
    if (rest.empty() && !target.empty()) target.pop_back();
    return target.empty() ? "." : target;
}

}  // namespace heafs
