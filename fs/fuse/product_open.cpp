#include "fs/fuse/product_open.h"

#include <fuse_lowlevel.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <thread>

namespace heafs {
namespace {

// One open that waits for its product.
class PendingOpen : public std::enable_shared_from_this<PendingOpen> {
   public:
    PendingOpen(fuse_req_t request, const Node& node, const fuse_file_info& info,
                std::shared_ptr<const Product> product)
        : request_(request), node_(node), info_(info), product_(std::move(product)) {}

    void begin() {
        fuse_req_interrupt_func(request_, on_interrupt, this);
        ProductCache& products = mounted_of(request_).products;
        const auto ticket =
            products.open(product_, [self = shared_from_this()](ProductCache::Outcome found) {
                self->finish(std::move(found));
            });
        const std::lock_guard lock(mutex_);
        ticket_ = ticket;
        if (interrupted_ && ticket != 0) products.cancel(ticket);
    }

   private:
    // libfuse holds the request's lock meanwhile, so that finish() on another thread waits in
    // fuse_req_interrupt_func until this is over.
    static void on_interrupt(fuse_req_t request, void* data) {
        const auto self = static_cast<PendingOpen*>(data)->shared_from_this();
        self->interrupting_thread_ = std::this_thread::get_id();
        ProductCache::Ticket ticket = 0;
        {
            const std::lock_guard lock(self->mutex_);
            self->interrupted_ = true;
            ticket = self->ticket_;
        }
        if (ticket != 0) mounted_of(request).products.cancel(ticket);
        self->interrupting_thread_ = std::thread::id();
    }

    void finish(ProductCache::Outcome found) {
        // From inside on_interrupt the request's lock is ours already.
        if (interrupting_thread_ != std::this_thread::get_id())
            fuse_req_interrupt_func(request_, nullptr, nullptr);
        const int error = guarded("open", [&] {
            if (found.error) std::rethrow_exception(found.error);
            reply(std::move(found.fd));
        });
        if (error != 0) fuse_reply_err(request_, interrupted_ ? EINTR : error);
    }

    void reply(UniqueFd fd) {
        Mounted& mounted = mounted_of(request_);
        auto file = std::make_unique<OpenFile>();
        file->node = node_;
        const bool kernel_reads = mounted.passthrough.open(request_, node_.ino, fd.get(), &info_);
        if (!kernel_reads) file->fd = std::move(fd);
        info_.fh = reinterpret_cast<uint64_t>(file.get());
        // An interrupted open gets no release.
        if (fuse_reply_open(request_, &info_) == 0)
            file.release();
        else
            mounted.passthrough.release(node_.ino);
    }

    fuse_req_t request_;
    Node node_;
    fuse_file_info info_;
    std::shared_ptr<const Product> product_;
    std::atomic<std::thread::id> interrupting_thread_{};
    std::atomic<bool> interrupted_{false};
    std::mutex mutex_;  // guards ticket_
    ProductCache::Ticket ticket_ = 0;
};

// Nothing is rendered: reads are answered from where the bytes are.
void open_readable(fuse_req_t request, const Node& node, fuse_file_info info,
                   std::shared_ptr<const Product> product) {
    auto file = std::make_unique<OpenFile>();
    file->node = node;
    file->product = std::move(product);
    info.fh = reinterpret_cast<uint64_t>(file.get());
    info.keep_cache = 1;
    // An interrupted open gets no release.
    if (fuse_reply_open(request, &info) == 0) file.release();
}

}  // namespace

void open_product(fuse_req_t request, const Node& node, const fuse_file_info& info) {
    Mounted& mounted = mounted_of(request);
    fuse_file_info again = info;
    if (mounted.passthrough.open_again(node.ino, &again)) {
        auto file = std::make_unique<OpenFile>();
        file->node = node;
        again.fh = reinterpret_cast<uint64_t>(file.get());
        if (fuse_reply_open(request, &again) == 0)
            file.release();
        else
            mounted.passthrough.release(node.ino);
        return;
    }
    mounted.planning.add([request, node, info] {
        answer(request, "open", [&] {
            auto product = mounted_of(request).tree.product(node);
            if (product->read) return open_readable(request, node, info, std::move(product));
            std::make_shared<PendingOpen>(request, node, info, std::move(product))->begin();
        });
    });
}

}  // namespace heafs
