// The responses that stand in an event list itself (GADF: AEFF, EDISP, PSF) and are kept in its
// segment, so that products need not open the list again.
#pragma once

#include <cstddef>
#include <vector>

#include "config/missions/instrument.h"
#include "core/fits/fits_view.h"
#include "core/fits/hdu_text.h"

namespace heafs {

struct KeptResponse {
    HeaderText header;
    std::vector<std::byte> data;
};

// The HDUs that `rmf`, `arf` and `psf` of the mission file name, as many as the list has: tables of
// one row without a heap, their columns' cards and what GADF says of their use. Others are left
// out: a response is no reason to refuse events.
std::vector<KeptResponse> kept_responses(const FitsView& list, const Instrument& instrument);

}  // namespace heafs
