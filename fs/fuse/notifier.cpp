#include "fs/fuse/notifier.h"

#include <fuse_lowlevel.h>

#include <set>

#include "core/base/files.h"
#include "fs/tree/node.h"

namespace heafs {

Notifier::~Notifier() { stop(); }

void Notifier::start(fuse_session* session) {
    session_ = session;
    thread_ = std::thread([this] { run(); });
}

void Notifier::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Notifier::tell(const std::vector<ChangedName>& changes) {
    Order order{changes, false};
    std::unique_lock lock(mutex_);
    if (stopped_ || session_ == nullptr) return;
    orders_.push_back(&order);
    changed_.notify_all();
    changed_.wait(lock, [&] { return order.done || stopped_; });
    std::erase(orders_, &order);
}

void Notifier::invalidate(const ChangedName& change) const {
    fuse_lowlevel_notify_inval_entry(session_, folder_ino(change.folder), change.name.c_str(),
                                     change.name.size());
}

void Notifier::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return stopped_ || !orders_.empty(); });
        if (stopped_) return;
        const std::vector<ChangedName> changes = orders_.front()->changes;
        lock.unlock();
        std::set<std::string> folders;
        for (const ChangedName& change : changes) {
            invalidate(change);
            folders.insert(change.folder);
        }
        // A negative offset asks for the attributes alone: the folder's time of change.
        for (const std::string& folder : folders)
            fuse_lowlevel_notify_inval_inode(session_, folder_ino(folder), -1, 0);
        lock.lock();
        // Whoever gave the order may have gone; only the one in front can be this one.
        if (!orders_.empty()) {
            orders_.front()->done = true;
            orders_.pop_front();
        }
        changed_.notify_all();
    }
}

}  // namespace heafs
