// The files of the product cache: FOLDER/<first 2 digits of the key>/<key>, each a whole product.
// A product is rendered into a file aside, <key>.<6 letters> in FOLDER, and renamed when it is
// whole, so that a killed process leaves nothing half under a product's name. Nothing is fsynced:
// after a power cut a file may be short (its size is checked at each opening) or hold zeros.
//
// Everything may be deleted by anybody between any two steps: folders are made again, and where
// that does not help the product is served from a file without a name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

#include "core/base/unique_fd.h"
#include "products/plan/product.h"
#include "products/plan/use_order.h"

namespace heafs {

// Any thread may call anything, but render() of one key only one at a time.
class CacheFiles {
   public:
    // Makes the folder, removes what a killed process left half rendered, and takes the rest over
    // in the order of its last use. Nothing fails: without a folder products are not kept.
    CacheFiles(std::filesystem::path folder, int64_t limit_bytes);

    // A read-only descriptor of the whole product, or an empty one when it is not here.
    UniqueFd find(const Product& product);

    // Renders it, keeps it when it fits below the limit, and gives a read-only descriptor. On a
    // full disk products that were not used for longest make room, once. Raises what rendering
    // raised, and Fault::kSystem when it wrote another length than was planned.
    UniqueFd render(const Product& product);

    // Removes products until `bytes` are free on the file system or none is left.
    void make_room(int64_t bytes);

   private:
    struct Draft;
    std::filesystem::path path_of(const std::string& key) const;
    void take_over();
    UniqueFd render_once(const Product& product);
    Draft create_draft(const std::string& key) const;
    void keep(const Product& product, Draft& draft);
    bool give_name(const std::string& key, const Draft& draft) const;
    bool could_fit(int64_t bytes);
    int64_t remove_oldest();
    void remove_while_above(int64_t limit_bytes);

    const std::filesystem::path folder_;
    const int64_t limit_bytes_;
    std::mutex mutex_;  // guards order_
    UseOrder order_;
};

// Another read-only descriptor of the same file, with a position of its own.
UniqueFd reopen_for_reading(int fd);

}  // namespace heafs
