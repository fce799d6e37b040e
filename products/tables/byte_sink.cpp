#include "products/tables/byte_sink.h"

#include <span>

#include "core/base/write_at.h"

namespace heafs {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;

}  // namespace

void ByteSink::write(std::string_view bytes) {
    write_at(fd_, std::as_bytes(std::span(bytes)), written_, what_);
    written_ += static_cast<int64_t>(bytes.size());
}

void ByteSink::add(std::string_view bytes) {
    bytes_ += static_cast<int64_t>(bytes.size());
    if (fd_ < 0) return;
    if (buffer_.size() + bytes.size() > kBufferBytes) finish();
    if (bytes.size() > kBufferBytes)
        write(bytes);
    else
        buffer_ += bytes;
}

void ByteSink::finish() {
    if (fd_ < 0 || buffer_.empty()) return;
    write(buffer_);
    buffer_.clear();
}

}  // namespace heafs
