// Whether the world coordinates that a header states are complete and of one mind (FITS 4.0,
// section 8): rules WCS-001 and WCS-002 of images, WCS-003 of the columns of tables.
#pragma once

#include "core/fits/stated_header.h"

namespace heafs {

// Judges an image or compressed image, each of its alternate coordinates by itself.
void check_image_wcs(const StatedHeader& stated);

// Judges the TCTYPn of a table that name celestial projections.
void check_column_wcs(const StatedHeader& stated);

}  // namespace heafs
