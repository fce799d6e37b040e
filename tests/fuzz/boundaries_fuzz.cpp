// Any text as a boundary of a calibration data set: one that is understood overlaps itself, a fault
// stands in the text or right behind it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

#include "core/content/boundaries.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto parsed = heafs::parse_boundary(text);
    if (const auto* fault = std::get_if<heafs::BoundaryFault>(&parsed)) {
        if (fault->position < 1 || fault->position > size + 1 || fault->expected.empty())
            std::abort();
        return 0;
    }
    const auto& boundary = std::get<heafs::Boundary>(parsed);
    if (boundary.name.empty() || boundary.values.empty()) std::abort();
    if (!heafs::overlap({boundary}, {boundary})) std::abort();
    return 0;
}
