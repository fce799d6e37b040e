// Any text as the criterion of a link: it is read, or refused with its place.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/base/error.h"
#include "config/tables/link_criterion.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    try {
        if (heafs::parse_link_criterion(text).terms.empty()) std::abort();
    } catch (const heafs::Error& error) {
        if (error.fault() != heafs::Fault::kMalformed) std::abort();
    }
    return 0;
}
