#include "config/missions/detector.h"

#include "config/base/toml.h"

namespace heafs {

Detector read_detector(const TomlTable& table) {
    table.allow_only({"x", "y", "axis", "bad_pixels", "length", "flags", "spreading_flags"});
    Detector detector;
    detector.x_column = table.string("x");
    detector.y_column = table.string("y");
    detector.axis = table.numbers("axis");
    if (!detector.axis.empty() && detector.axis.size() != 2)
        table.refuse("axis", "must be the pixel of the optical axis, such as [300.0, 300.0]");
    detector.bad_pixels_hdu = table.find_string("bad_pixels").value_or("");
    detector.length_column = table.find_string("length").value_or("");
    detector.flags_column = table.find_string("flags").value_or("");
    detector.spreading_flags = table.find_integer("spreading_flags").value_or(0);
    if (detector.spreading_flags < 0 || detector.spreading_flags > 0xffff)
        table.refuse("spreading_flags", "must be bits of a number from 0 to 65535");
    for (const char* key : {"length", "flags"})
        if (table.has(key) && detector.bad_pixels_hdu.empty())
            table.refuse(key, "is a column of bad_pixels, which is missing");
    if (detector.spreading_flags != 0 && detector.flags_column.empty())
        table.refuse("spreading_flags", "are bits of flags, which is missing");
    return detector;
}

}  // namespace heafs
