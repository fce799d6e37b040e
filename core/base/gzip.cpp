#include "core/base/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <vector>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: window of 32 KiB, gzip framing only
constexpr size_t kChunkBytes = 1 << 18;

}  // namespace

struct Gunzip::State {
    z_stream stream{};
    std::vector<std::byte> out = std::vector<std::byte>(kChunkBytes);
    State() {
        if (inflateInit2(&stream, kGzipWindow) != Z_OK)
            throw Error(Fault::kSystem, "zlib refused to begin");
    }
    ~State() { inflateEnd(&stream); }
};

Gunzip::Gunzip(Sink sink) : sink_(std::move(sink)), state_(std::make_unique<State>()) {}
Gunzip::~Gunzip() = default;

// Takes what one call of inflate produced; false when inflating is over.
bool Gunzip::accept(int answer, size_t produced) {
    inflated_bytes_ += static_cast<int64_t>(produced);
    if (produced > 0) sink_(std::span(state_->out).first(produced));
    const int64_t consumed = compressed_bytes_ - state_->stream.avail_in;
    if (inflated_bytes_ > kMaxInflatedBytes ||
        (inflated_bytes_ > kFreeExpansionBytes && inflated_bytes_ / kMaxExpansion > consumed)) {
        fault_ = GzipFault{
            "SEC-010",
            fmt::format("{} compressed bytes expand beyond {} bytes", consumed, inflated_bytes_),
            consumed};
        return false;
    }
    if (answer == Z_STREAM_END) {
        ended_ = true;
        if (state_->stream.avail_in > 0)
            fault_ = GzipFault{
                "SEC-011",
                fmt::format("bytes follow the end of the gzip member at byte {}", consumed),
                consumed};
        return false;
    }
    if (answer != Z_OK && answer != Z_BUF_ERROR) {
        const char* message = state_->stream.msg;
        fault_ = GzipFault{"SEC-011",
                           fmt::format("the gzip stream is damaged at byte {}: {}", consumed,
                                       message != nullptr ? message : "no gzip data"),
                           consumed};
        return false;
    }
    return state_->stream.avail_in > 0 || produced == state_->out.size();
}

void Gunzip::feed(std::span<const std::byte> bytes) {
    if (fault_) return;
    if (ended_ && !bytes.empty()) {
        fault_ = GzipFault{
            "SEC-011",
            fmt::format("bytes follow the end of the gzip member at byte {}", compressed_bytes_),
            compressed_bytes_};
        return;
    }
    z_stream& stream = state_->stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    compressed_bytes_ += static_cast<int64_t>(bytes.size());
    for (bool more = !bytes.empty(); more;) {
        stream.next_out = reinterpret_cast<Bytef*>(state_->out.data());
        stream.avail_out = static_cast<uInt>(state_->out.size());
        const int answer = inflate(&stream, Z_NO_FLUSH);
        more = accept(answer, state_->out.size() - stream.avail_out);
    }
}

std::optional<GzipFault> Gunzip::finish() {
    if (!fault_ && !ended_)
        fault_ = GzipFault{
            "SEC-011", fmt::format("the gzip stream ends early, after {} bytes", compressed_bytes_),
            compressed_bytes_};
    return fault_;
}

}  // namespace heafs
