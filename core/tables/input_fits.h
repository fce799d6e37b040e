// The first binary table of a FITS file as a delivered table.
#pragma once

#include "core/tables/table_input.h"

namespace heafs {

void read_fits_input(std::span<const std::byte> bytes, const TableInputTake& take);

}  // namespace heafs
