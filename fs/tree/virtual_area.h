// A part of the mounted tree that is computed: sky/, tables/, search/, .heafs/test/. Paths are
// below the mount and canonical, so that a folder's path alone says what is in it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "products/plan/product.h"

namespace heafs {

struct VirtualEntry {
    enum class Kind { kFolder, kLink, kText, kProduct };
    std::string name;
    Kind kind = Kind::kFolder;
    std::string text;                        // of links: the target; of texts: the bytes
    std::shared_ptr<const Product> product;  // shared by the nodes and handles of one file
    int64_t mtime_ns = 0;
    bool lasting = false;  // a folder that exists whatever is published
};

inline VirtualEntry folder_entry(std::string name) {
    VirtualEntry entry;
    entry.name = std::move(name);
    return entry;
}

// For positions, bands, conditions: they exist whatever is published.
inline VirtualEntry lasting_folder_entry(std::string name) {
    VirtualEntry entry = folder_entry(std::move(name));
    entry.lasting = true;
    return entry;
}

inline VirtualEntry link_entry(std::string name, std::string target) {
    VirtualEntry entry;
    entry.name = std::move(name);
    entry.kind = VirtualEntry::Kind::kLink;
    entry.text = std::move(target);
    return entry;
}

inline VirtualEntry text_entry(std::string name, std::string text) {
    VirtualEntry entry;
    entry.name = std::move(name);
    entry.kind = VirtualEntry::Kind::kText;
    entry.text = std::move(text);
    return entry;
}

inline VirtualEntry product_entry(const std::string& name, std::shared_ptr<const Product> product) {
    VirtualEntry entry;
    entry.name = name;
    entry.kind = VirtualEntry::Kind::kProduct;
    entry.mtime_ns = product->mtime_ns;
    entry.product = std::move(product);
    return entry;
}

// Who may look into a folder that is not for everybody.
struct FolderAccess {
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint32_t mode = 0;  // permission bits
};

class VirtualArea {
   public:
    virtual ~VirtualArea() = default;

    // What `name` is in the folder `folder` ("sky/83.63/22.01"), or nothing. Any thread may call.
    virtual std::optional<VirtualEntry> find(const std::string& folder,
                                             const std::string& name) = 0;
    // What `ls` shows of the folder. Products come planned, with their sizes.
    virtual std::vector<VirtualEntry> list(const std::string& folder) = 0;
    // What the path is, or why there is nothing of this name, in words that end with a newline.
    virtual std::string explain(const std::string& path) = 0;
    // Nothing for a folder that is for everybody.
    virtual std::optional<FolderAccess> access(const std::string& folder) {
        (void)folder;
        return std::nullopt;
    }
};

}  // namespace heafs
