#include "fs/fuse/errno_of.h"

#include <cerrno>
#include <new>

#include "core/base/log.h"

namespace heafs {

int errno_of(Fault fault) {
    switch (fault) {
        case Fault::kNotFound:
            return ENOENT;
        case Fault::kExists:
            return EEXIST;
        case Fault::kBadName:
        case Fault::kUsage:
            return EINVAL;
        case Fault::kMalformed:
            return EBADMSG;
        case Fault::kDenied:
            return EACCES;
        case Fault::kReadOnly:
            return EROFS;
        case Fault::kSealed:
            return EPERM;
        case Fault::kNoSpace:
            return ENOSPC;
        case Fault::kOverQuota:
            return EDQUOT;
        case Fault::kTooBig:
            return EFBIG;
        case Fault::kCrossArea:
            return EXDEV;
        case Fault::kNotFolder:
            return ENOTDIR;
        case Fault::kIsFolder:
            return EISDIR;
        case Fault::kNotEmpty:
            return ENOTEMPTY;
        case Fault::kBusy:
            return EBUSY;
        case Fault::kStale:
            return ESTALE;
        case Fault::kSystem:
            return EIO;
    }
    return EIO;
}

int guarded(const char* operation, const std::function<void()>& work) {
    try {
        work();
        return 0;
    } catch (const Error& error) {
        if (error.fault() == Fault::kSystem)
            log_error("{}: {}", operation, error.what());
        else if (error.fault() != Fault::kNotFound)
            log_debug("{}: {}", operation, error.what());
        return errno_of(error.fault());
    } catch (const std::bad_alloc&) {
        log_error("{}: out of memory", operation);
        return ENOMEM;
    } catch (const std::exception& error) {
        log_error("{}: {}", operation, error.what());
        return EIO;
    } catch (...) {
        log_error("{}: something unknown was thrown", operation);
        return EIO;
    }
}

}  // namespace heafs
