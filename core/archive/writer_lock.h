// The one writer of an archive: a lock that ends with its process, and the room it keeps so that
// a full disk cannot stop a commit or a recovery.
#pragma once

#include <filesystem>
#include <string>

#include "core/archive/archive.h"
#include "core/base/unique_fd.h"

namespace heafs {

class WriterLock {
   public:
    // `purpose` tells others who holds it ("mounted on /mnt/heafs"). Raises Fault::kBusy with the
    // holder's purpose and pid; waits up to 3 s for a lock whose noted holder is dead.
    WriterLock(const Archive& archive, const std::string& purpose);

   private:
    UniqueFd fd_;
};

// run/ballast: space that is given back to the file system while the archive commits or recovers.
class Ballast {
   public:
    explicit Ballast(const Archive& archive);
    // Frees the space. Safe to call again.
    void release();
    // Takes the space again as far as there is any; never raises.
    void restore();

   private:
    std::filesystem::path path_;
    int64_t bytes_;
};

}  // namespace heafs
