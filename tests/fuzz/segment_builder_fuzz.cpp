// Any bytes as an event list: a segment that can be opened, or heafs::Error. The first byte chooses
// columns in pixels or in degrees.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "config/base/error.h"
#include "core/events/event_segment.h"
#include "core/events/segment_builder.h"

namespace {

heafs::Instrument camera(bool degrees) {
    heafs::Instrument instrument;
    instrument.name = "camera";
    instrument.instrume = "CAMERA";
    (degrees ? instrument.ra_column : instrument.x_column) = degrees ? "RA" : "X";
    (degrees ? instrument.dec_column : instrument.y_column) = degrees ? "DEC" : "Y";
    instrument.energy.last_channel = 1023;
    return instrument;
}

// What was built is whole: it can be opened, and each event has its row.
void must_open(const std::vector<std::byte>& segment) {
    const int fd = ::memfd_create("segment", MFD_CLOEXEC);
    if (fd < 0 ||
        ::write(fd, segment.data(), segment.size()) != static_cast<ssize_t>(segment.size()))
        std::abort();
    const auto opened = heafs::EventSegment::open("/proc/self/fd/" + std::to_string(fd));
    for (int64_t i = 0; i < opened->size(); ++i)
        if (opened->source_row(i).empty()) std::abort();
    ::close(fd);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
    const heafs::SegmentSource source{"obs/a.evt", std::string(64, 'a'), "test", "0001",
                                      std::string(64, 'b')};
    std::vector<std::byte> segment;
    try {
        segment = heafs::build_segment(bytes, camera(data[0] % 2 == 1), source);
    } catch (const heafs::Error&) {
        return 0;
    }
    must_open(segment);
    return 0;
}
