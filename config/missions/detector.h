// Where on its detector each event of a list fell, and which of the pixels there are dead: what
// tells how the detector lay on the sky and what of the sky it saw.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heafs {

class TomlTable;

struct Detector {
    std::string x_column;  // pixels of one grid; TLMIN to TLMAX is the detector
    std::string y_column;
    std::vector<double> axis;  // x and y of the optical axis; empty: the middle
    // The table of dead pixels in the same file, with columns of these names; "": none is known.
    std::string bad_pixels_hdu;
    std::string length_column;  // pixels from there on along y; "": each row is one pixel
    std::string flags_column;
    // Bits of the flags of those whose neighbours are dead too: events beside them are not taken.
    // Where there are any, the outermost pixels of the detector have such a neighbour as well.
    int64_t spreading_flags = 0;
    bool operator==(const Detector&) const = default;
};

// { x = "RAWX", y = "RAWY", axis = [300.0, 300.0], bad_pixels = "BADPIX", length = "YEXTENT", flags
// = "BADFLAG",
//   spreading_flags = 3 }. Raises Fault::kMalformed with file, line and key.
Detector read_detector(const TomlTable& table);

}  // namespace heafs
