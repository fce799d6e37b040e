// Any bytes as a picture: what is found sound has a size within the bounds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/formats/preview.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto report = heafs::check_preview({reinterpret_cast<const std::byte*>(data), size});
    if (!report.fault.empty()) return 0;
    for (const int64_t side : {report.width, report.height})
        if (side < heafs::kLeastPreviewSide || side > heafs::kMostPreviewSide) std::abort();
    return 0;
}
