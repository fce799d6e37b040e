#include "core/base/clock.h"

#include <ctime>

namespace heafs {

int64_t now_nanoseconds() {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
}

std::string utc_text(int64_t nanoseconds) {
    const time_t seconds = static_cast<time_t>(nanoseconds / 1000000000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    return std::string(text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts));
}

}  // namespace heafs
