// Whether the process that opened a file still has it open while another one closes a copy of its
// descriptor: `{ cat a; cat b; } > f` closes f after `a`, and that is not the end of the file.
#pragma once

#include <sys/types.h>

#include <string>

namespace heafs {

// `opener` and `closer`: threads as the kernel names them in a request; `path` is below the mount.
// False where /proc does not tell: a close that might be the last is taken for it.
bool another_process_has_it_open(pid_t opener, pid_t closer, const std::string& path);

}  // namespace heafs
