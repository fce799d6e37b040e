// Which revision a delivery is: a changed manifest is a new one, the same again is none.
#pragma once

#include "core/delivery/staged_node.h"

namespace heafs {

// Numbers the delivery by its manifest and its delivery.toml, and adds DLV-010 or DLV-011 to its
// findings. False when the revision that is said cannot be.
bool revision_agrees(Delivery& delivery);

// When every listed file is public: this manifest and revision are what was accepted.
void accept_revision(Delivery& delivery);

}  // namespace heafs
