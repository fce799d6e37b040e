// Reserved keywords of FITS 4.0 as a table of data: the type of value that each has (KEY-011), the
// kinds of HDU where it may stand (FIT-019), and which are deprecated (FIT-018).
#pragma once

#include "core/fits/stated_header.h"

namespace heafs {

// Judges every card of the header against the table.
void check_reserved_keywords(const StatedHeader& stated);

}  // namespace heafs
