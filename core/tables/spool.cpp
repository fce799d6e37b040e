#include "core/tables/spool.h"

#include <algorithm>
#include <cstring>

#include "core/base/write_at.h"

namespace heafs {
namespace {

constexpr const char* kWhat = "the scratch file of a table";

}  // namespace

int64_t ScratchFile::append(std::span<const std::byte> bytes) {
    const int64_t offset = end_;
    write_at(fd_, bytes, offset, kWhat);
    end_ += static_cast<int64_t>(bytes.size());
    return offset;
}

void ScratchFile::read(std::span<std::byte> into, int64_t offset) const {
    read_at(fd_, into, offset, kWhat);
}

Spool::Spool(ScratchFile& file, size_t piece_bytes) : file_(file), buffer_(piece_bytes) {}

void Spool::add(std::span<const std::byte> bytes) {
    bytes_ += static_cast<int64_t>(bytes.size());
    while (!bytes.empty()) {
        if (used_ == buffer_.size()) {
            pieces_.push_back(file_.append(buffer_));
            used_ = 0;
        }
        const size_t part = std::min(bytes.size(), buffer_.size() - used_);
        std::memcpy(buffer_.data() + used_, bytes.data(), part);
        used_ += part;
        bytes = bytes.subspan(part);
    }
}

void Spool::each(const std::function<void(std::span<const std::byte>)>& take) const {
    std::vector<std::byte> piece(pieces_.empty() ? 0 : buffer_.size());
    for (const int64_t offset : pieces_) {
        file_.read(piece, offset);
        take(piece);
    }
    if (used_ > 0) take(std::span(buffer_).first(used_));
}

}  // namespace heafs
