// The cache of rendered products: immutable files under ARCHIVE/cache, found by their key. Each
// product is rendered once at a time, on the cache's own threads, while all who want it wait.
// Everything in the folder may be deleted at any moment by anybody.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/base/unique_fd.h"
#include "products/plan/product.h"

namespace heafs {

class ProductCache {
   public:
    struct Limits {
        int64_t bytes = int64_t{10} << 30;  // least recently used products go first
        int threads = 2;
    };
    // Makes the folder when it is missing; what a killed process left half rendered goes away.
    ProductCache(std::filesystem::path folder, Limits limits);
    // Waits for renders that are under way; what waits for them gets Fault::kBusy.
    ~ProductCache();
    ProductCache(const ProductCache&) = delete;
    ProductCache& operator=(const ProductCache&) = delete;

    // A read-only descriptor of the whole product, or the error of its rendering.
    struct Outcome {
        UniqueFd fd;
        std::exception_ptr error;
    };
    using Done = std::function<void(Outcome)>;
    // Calls `done` exactly once: at once, on this thread, when the product is in the cache, else
    // later on a thread of the cache. Any thread may call it.
    void open(const std::shared_ptr<const Product>& product, Done done);
    // The same, waiting. Raises what rendering raised.
    UniqueFd open_and_wait(const std::shared_ptr<const Product>& product);

    // Removes products until `bytes` are free on the file system or none is left (open ones stay
    // readable).
    void make_room(int64_t bytes);

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace heafs
