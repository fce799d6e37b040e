#include "config/base/error.h"

#include <cerrno>
#include <system_error>

namespace heafs {
namespace {

Fault fault_of(int error_number) {
    switch (error_number) {
        case ENOENT:
            return Fault::kNotFound;
        case EEXIST:
            return Fault::kExists;
        case EACCES:
        case EPERM:
            return Fault::kDenied;
        case EROFS:
            return Fault::kReadOnly;
        case ENOSPC:
            return Fault::kNoSpace;
        case EDQUOT:
            return Fault::kOverQuota;
        case EFBIG:
            return Fault::kTooBig;
        case EXDEV:
            return Fault::kCrossArea;
        case ENOTDIR:
            return Fault::kNotFolder;
        case EISDIR:
            return Fault::kIsFolder;
        case ENOTEMPTY:
            return Fault::kNotEmpty;
        case EBUSY:
            return Fault::kBusy;
        case ENAMETOOLONG:
            return Fault::kBadName;
        default:
            return Fault::kSystem;
    }
}

}  // namespace

Error system_error(int error_number, const std::string& attempt) {
    return Error(fault_of(error_number),
                 "cannot " + attempt + ": " + std::generic_category().message(error_number));
}

}  // namespace heafs
