// Memory of files that are mapped to be read once from end to end.
#pragma once

#include <cstddef>
#include <span>

namespace heafs {

// Gives up the whole pages among these bytes of a file that is mapped and was not written to: they
// are read again when somebody wants them.
void give_up_pages(std::span<const std::byte> mapped);

}  // namespace heafs
