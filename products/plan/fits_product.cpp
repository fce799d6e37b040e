#include "products/plan/fits_product.h"

#include <fmt/format.h>

#include "config/base/error.h"
#include "core/base/write_at.h"

namespace heafs {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;  // a multiple of 4, as sums want it

HeaderText final_header_of(const PlannedHdu& hdu) {
    if (!hdu.final_header) return hdu.header;
    HeaderText header = hdu.final_header();
    if (header.bytes() != hdu.header.bytes())
        throw Error(Fault::kSystem, fmt::format("a header of {} bytes was planned, {} were made",
                                                hdu.header.bytes(), header.bytes()));
    return header;
}

}  // namespace

void DataSink::append(std::span<const std::byte> bytes) {
    bytes_ += static_cast<int64_t>(bytes.size());
    while (!bytes.empty()) {
        if (buffer_.capacity() == 0) buffer_.reserve(kBufferBytes);
        const size_t room = std::min(kBufferBytes - buffer_.size(), bytes.size());
        buffer_.insert(buffer_.end(), bytes.begin(),
                       bytes.begin() + static_cast<std::ptrdiff_t>(room));
        bytes = bytes.subspan(room);
        if (buffer_.size() == kBufferBytes) write_out();
    }
}

void DataSink::write_out() {
    sum_.add(buffer_);
    write_at(fd_, buffer_, offset_, "a product");
    offset_ += static_cast<int64_t>(buffer_.size());
    buffer_.clear();
}

OnesComplementSum DataSink::finish() {
    const auto fill = static_cast<size_t>(padded_bytes(bytes_) - bytes_);
    append(std::vector<std::byte>(fill));
    bytes_ -= static_cast<int64_t>(fill);
    write_out();
    return sum_;
}

PlannedHdu planned_table(HeaderText header, std::vector<std::byte> rows) {
    PlannedHdu hdu;
    hdu.header = std::move(header);
    hdu.data_bytes = static_cast<int64_t>(rows.size());
    hdu.render = [rows = std::move(rows)](DataSink& sink) { sink.append(rows); };
    return hdu;
}

int64_t planned_bytes(const std::vector<PlannedHdu>& hdus) {
    int64_t bytes = 0;
    for (const PlannedHdu& hdu : hdus) bytes += hdu.header.bytes() + padded_bytes(hdu.data_bytes);
    return bytes;
}

void render_fits(const std::vector<PlannedHdu>& hdus, int fd) {
    int64_t offset = 0;
    for (const PlannedHdu& hdu : hdus) {
        DataSink sink(fd, offset + hdu.header.bytes());
        if (hdu.render) hdu.render(sink);
        if (sink.bytes() != hdu.data_bytes)
            throw Error(Fault::kSystem, fmt::format("an HDU of {} bytes was planned, {} were made",
                                                    hdu.data_bytes, sink.bytes()));
        const std::string header = final_header_of(hdu).finish(sink.finish());
        write_at(fd, std::as_bytes(std::span(header)), offset, "a product");
        offset += static_cast<int64_t>(header.size()) + padded_bytes(hdu.data_bytes);
    }
}

}  // namespace heafs
