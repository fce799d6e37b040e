// The layer of the sandbox that Landlock gives (Linux 5.13 and later, landlock(7)).
#pragma once

#include "core/sandbox/sandbox.h"

namespace heafs {

// From here on this process and its children open, make, change and list nothing of any file
// system; what is open stays so. Where the kernel's Landlock knows them, also no TCP port is bound
// or connected to (ABI 4), and no abstract socket and no process outside is reached (ABI 6).
Missing shut_out_file_system();

}  // namespace heafs
