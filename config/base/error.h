// The one exception type of heafs and its closed list of faults. The command line turns a fault
// into an exit code and the mount turns it into an errno; nothing else does either.
#pragma once

#include <stdexcept>
#include <string>

namespace heafs {

enum class Fault {
    kNotFound,   // nothing of that name
    kExists,     // the name is taken, or reserved
    kBadName,    // a name that the archive does not take
    kMalformed,  // content that is not what it should be
    kDenied,     // not entitled
    kReadOnly,   // outside the writable area
    kSealed,     // a file that has its verdict and does not change any more
    kNoSpace,    // no space left
    kOverQuota,  // beyond the mission's quota
    kTooBig,     // beyond a stated limit
    kCrossArea,  // a rename from one area or delivery into another
    kNotFolder,  // a folder was needed
    kIsFolder,   // a file was needed
    kNotEmpty,   // a folder that still has entries
    kBusy,       // in use by somebody else
    kStale,      // the file changed under the ledger
    kUsage,      // a request that cannot be meant
    kSystem,     // the machine failed: I/O, memory, a broken installation
};

// `what()` says what was attempted, on which file, HDU, row or key, and what the library answered.
class Error : public std::runtime_error {
   public:
    Error(Fault fault, const std::string& what) : std::runtime_error(what), fault_(fault) {}
    Fault fault() const { return fault_; }

   private:
    Fault fault_;
};

// The Error for a system call that failed with `error_number`: "cannot <attempt>: <strerror>".
Error system_error(int error_number, const std::string& attempt);

}  // namespace heafs
