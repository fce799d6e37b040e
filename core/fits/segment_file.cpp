#include "core/fits/segment_file.h"

#include <algorithm>

#include "core/base/write_at.h"

namespace heafs {
namespace {

constexpr size_t kStretchBytes = size_t{256} << 10;
constexpr const char* kWhat = "an index segment or a table";

}  // namespace

Stretch::Stretch(int fd, int64_t offset) : fd_(fd), offset_(offset), buffer_(kStretchBytes) {}

void Stretch::add_bytes(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        if (used_ == buffer_.size()) write_out();
        const size_t part = std::min(bytes.size(), buffer_.size() - used_);
        std::memcpy(buffer_.data() + used_, bytes.data(), part);
        used_ += part;
        bytes = bytes.subspan(part);
    }
}

const OnesComplementSum& Stretch::finish(int64_t fill) {
    add_bytes(std::vector<std::byte>(static_cast<size_t>(fill)));
    write_out();
    return sum_;
}

// The buffer is full, thus a multiple of 4, or the last one.
void Stretch::write_out() {
    const auto bytes = std::span<const std::byte>(buffer_).first(used_);
    sum_.add(bytes);
    write_at(fd_, bytes, offset_ + written_, kWhat);
    written_ += static_cast<int64_t>(used_);
    used_ = 0;
}

SegmentFile::Room SegmentFile::add_hdu(const HeaderText& header, int64_t data_bytes) {
    const Room room{end_, end_ + header.bytes()};
    end_ = room.data + padded_bytes(data_bytes);
    return room;
}

void SegmentFile::write_header(const Room& room, const HeaderText& header,
                               const OnesComplementSum& sum) {
    const std::string text = header.finish(sum);
    write_at(fd_, std::as_bytes(std::span(text)), room.header, kWhat);
}

void SegmentFile::write_hdu(const Room& room, const HeaderText& header,
                            std::vector<std::byte> data) {
    data.resize(static_cast<size_t>(padded_bytes(static_cast<int64_t>(data.size()))));
    OnesComplementSum sum;
    sum.add(data);
    write_header(room, header, sum);
    write_at(fd_, data, room.data, kWhat);
}

void SegmentFile::append(const HeaderText& header, std::vector<std::byte> data) {
    const Room room = add_hdu(header, static_cast<int64_t>(data.size()));
    write_hdu(room, header, std::move(data));
}

}  // namespace heafs
