#include "core/base/gzip_bytes.h"

#include <zlib.h>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: window of 32 KiB, gzip framing
constexpr int kMemoryLevel = 8;

struct Deflate {
    z_stream stream{};
    Deflate() {
        if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                         Z_DEFAULT_STRATEGY) != Z_OK)
            throw Error(Fault::kSystem, "cannot begin to compress: zlib refused");
    }
    Deflate(const Deflate&) = delete;
    Deflate& operator=(const Deflate&) = delete;
    ~Deflate() { deflateEnd(&stream); }
};

}  // namespace

std::vector<std::byte> gzip_bytes(std::span<const std::byte> bytes) {
    Deflate deflater;
    z_stream& stream = deflater.stream;
    std::vector<std::byte> out(deflateBound(&stream, bytes.size()));
    // zlib does not write through next_in; its type has no const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (bytes.size() != stream.avail_in || deflate(&stream, Z_FINISH) != Z_STREAM_END)
        throw Error(Fault::kSystem, "cannot compress: zlib did not finish");
    out.resize(stream.total_out);
    return out;
}

}  // namespace heafs
