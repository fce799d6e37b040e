#include "fs/tree/walk_words.h"

#include <fmt/format.h>

namespace heafs {

std::string words_of_absence(const VirtualWalk& walk, const std::string& path,
                             const std::string& why) {
    const bool in_folder = walk.entry.kind == VirtualEntry::Kind::kFolder;
    return fmt::format("{}: there is nothing of this name.\n  {}\n", path,
                       in_folder ? why : walk.path + " is a file, not a folder");
}

std::string words_of_entry(const VirtualWalk& walk, const std::string& path) {
    const std::string leads =
        walk.path == path ? std::string() : fmt::format("{} is {}\n", path, walk.path);
    switch (walk.entry.kind) {
        case VirtualEntry::Kind::kProduct:
            return leads + fmt::format("{}: a product, {} bytes, key {}\n  made of    {}\n",
                                       walk.path, walk.entry.product->size, walk.entry.product->key,
                                       walk.entry.product->provenance);
        case VirtualEntry::Kind::kText:
            return leads + fmt::format("{}: a text of {} bytes, made by heafs\n", walk.path,
                                       walk.entry.text.size());
        default:
            return leads + fmt::format("{}: a folder\n", walk.path);
    }
}

}  // namespace heafs
