// The files of a Swift observation, with the names, columns and keywords of the real ones.
#pragma once

#include <cstddef>
#include <vector>

#include "core/simulation/xrt_events.h"

namespace heafs {

inline constexpr double kXrtLiveFraction = 0.996013463;  // DEADC in photon counting mode

// Each is a gzipped FITS file. `target` is what the plan points at.
std::vector<std::byte> swift_event_file(const ObservationPlan& plan, const SimulatedSource& target,
                                        const std::vector<XrtEvent>& events);

// Seconds of good time in each pixel of the sky, vignetting not counted.
std::vector<std::byte> swift_exposure_file(const ObservationPlan& plan,
                                           const SimulatedSource& target, Angle field_radius);

// The spacecraft's attitude, every 8 s.
std::vector<std::byte> swift_attitude_file(const ObservationPlan& plan,
                                           const SimulatedSource& target);

// One row for each frame of the CCD.
std::vector<std::byte> swift_frame_file(const ObservationPlan& plan, const SimulatedSource& target);

}  // namespace heafs
