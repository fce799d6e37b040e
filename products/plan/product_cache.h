// The cache of rendered products: immutable files under ARCHIVE/cache, found by their key. Each
// product is rendered once at a time, on the cache's own threads, while all who want it wait.
// Everything in the folder may be deleted at any moment by anybody; the disk side of it is
// cache_files.h.
#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/unique_fd.h"
#include "products/plan/product.h"

namespace heafs {

class ProductCache {
   public:
    struct Limits {
        int64_t bytes = int64_t{10} << 30;  // least recently used products go first; a larger
                                            // product is served from a file without a name
        int threads = 2;
    };
    // Makes the folder when it is missing; what a killed process left half rendered goes away.
    // A folder that cannot be used is logged and no error: products are then not kept.
    ProductCache(std::filesystem::path folder, Limits limits);
    // Waits for renders that are under way: who waits for them gets the product. What nobody
    // began to render is answered with Fault::kBusy.
    ~ProductCache();
    // The same, before the end: what is opened afterwards is answered from the cache, or with
    // Fault::kBusy. To be called once, by the owner.
    void finish();
    ProductCache(const ProductCache&) = delete;
    ProductCache& operator=(const ProductCache&) = delete;

    // A read-only descriptor of the whole product, or the error of its rendering: the same one
    // for all who waited. It stays valid when the product is removed from the cache.
    struct Outcome {
        UniqueFd fd;
        std::exception_ptr error;
    };
    using Done = std::function<void(Outcome)>;
    // Names one waiting; 0 when there is nothing to wait for.
    using Ticket = uint64_t;

    // Calls `done` exactly once: at once, on this thread, when the product is in the cache, else
    // later on a thread of the cache (perhaps before open returns). Any thread may call it.
    // `done` must not throw; it may open other products.
    Ticket open(const std::shared_ptr<const Product>& product, Done done);
    // The same, waiting. Raises what rendering raised. A product's render() may call it for the
    // products that it is made of.
    UniqueFd open_and_wait(const std::shared_ptr<const Product>& product);
    // Stops waiting: `done` is called on this thread with Fault::kBusy, unless it was called
    // already. What nobody waits for any more is not begun.
    void cancel(Ticket ticket);

    // Removes products until `bytes` are free on the file system or none is left (open ones stay
    // readable, and keep their room until they are closed).
    void make_room(int64_t bytes);

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace heafs
