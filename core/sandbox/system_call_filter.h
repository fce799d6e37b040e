// The layer of the sandbox that seccomp gives: which system calls there still are.
#pragma once

#include "core/sandbox/sandbox.h"

namespace heafs {

// Allowed is what computing on descriptors that are open takes: reading, writing, private memory
// that is never executable, files in memory, messages, clocks, signals to itself. Looking at the
// file system, which libraries do of their own accord, fails with EPERM. Everything else (sockets,
// processes, programs, signals to others, tracing, mounts, rights) ends the process with SIGSYS: no
// parser of ours does it, so that something else is at work.
Missing filter_system_calls();

}  // namespace heafs
