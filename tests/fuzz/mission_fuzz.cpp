// Any text as a mission file: a mission, or heafs::Error with words.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/base/error.h"
#include "config/missions/mission.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    try {
        const auto mission =
            heafs::parse_mission({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
        mission.observations.locate("0001/0001/a.evt");
        mission.class_of("events/a.evt");
    } catch (const heafs::Error& error) {
        if (std::string_view(error.what()).empty()) std::abort();
    }
    return 0;
}
