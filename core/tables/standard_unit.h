// The units of tables are free text. As FITS (4.0, 4.3) and VOUnits 1.0 have them, where what is
// meant can be told.
#pragma once

#include <string>

namespace heafs {

// "degree" -> "deg", "percent" -> "%", "mjd" -> "d", "microJy" -> "uJy", "erg/cm^2/s" ->
// "erg.cm**-2.s**-1", "km/s" as it is; what nobody understands as it is, too.
std::string standard_unit(const std::string& unit);

}  // namespace heafs
