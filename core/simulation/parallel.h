// Work whose pieces do not depend on each other, on all processors.
#pragma once

#include <cstddef>
#include <functional>

namespace heafs {

// Calls work(0) to work(count - 1), each once, in any order and several at a time. After the first
// exception no further piece begins; it is raised here when all have ended.
void for_each_in_parallel(size_t count, const std::function<void(size_t)>& work);

}  // namespace heafs
