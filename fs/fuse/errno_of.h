// The one place where faults become errno values, and what every FUSE operation is guarded by.
#pragma once

#include <functional>
#include <string>

#include "config/base/error.h"

namespace heafs {

int errno_of(Fault fault);

// Runs `work`; what it throws becomes an errno (0 when nothing is thrown). Faults of the machine
// are logged with `operation`; an ordinary "not found" is not.
int guarded(const char* operation, const std::function<void()>& work);

}  // namespace heafs
