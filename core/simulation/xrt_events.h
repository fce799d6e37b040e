// From photons to the events of an XRT list in photon counting mode.
#pragma once

#include <cstdint>
#include <vector>

#include "core/simulation/photons.h"
#include "core/simulation/xrt_detector.h"

namespace heafs {

inline constexpr double kXrtFrameSeconds = 2.5073;
inline constexpr int16_t kXrtLastPha = 4095;

struct XrtEvent {
    double time;  // of the start of its frame
    XrtPixel pixel;
    int32_t pha, pi;
    int16_t grade;
};

// Gives photons their places, frames, pulse heights and grades. Those that miss the detector are
// taken out of `photons`, so that both lists stay row by row the same. The instrument must have a
// psf, and each good time begin with a frame.
std::vector<XrtEvent> place_on_detector(std::vector<Photon>& photons, const FoldedSky& folded,
                                        const SimulatedSky& sky, const ObservationPlan& plan,
                                        Random& random);

}  // namespace heafs
