// A FITS file as a plan: its headers are made, its data are not. The size is therefore exact before
// a byte of data is, and rendering cannot come to another one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/fits/hdu_text.h"
#include "products/plan/product.h"

namespace heafs {

// Takes the data of one HDU in order.
class DataSink {
   public:
    DataSink(int fd, int64_t offset) : fd_(fd), offset_(offset) {}
    void append(std::span<const std::byte> bytes);
    // Writes what is left and gives the sum over everything.
    OnesComplementSum finish();
    int64_t bytes() const { return bytes_; }

   private:
    void write_out();

    int fd_;
    int64_t offset_;
    int64_t bytes_ = 0;
    std::vector<std::byte> buffer_;
    OnesComplementSum sum_;
};

struct PlannedHdu {
    HeaderText header;
    int64_t data_bytes = 0;                 // without fill
    std::function<void(DataSink&)> render;  // appends exactly data_bytes; none when there are none
    // Where values of cards follow from the data alone: the header anew, of the same size. Asked
    // for when the HDU is rendered.
    std::function<HeaderText()> final_header = {};
};

// Data that are known at once.
PlannedHdu planned_table(HeaderText header, std::vector<std::byte> rows);

int64_t planned_bytes(const std::vector<PlannedHdu>& hdus);

// Writes all HDUs into the file behind the descriptor.
// Raises Fault::kSystem when an HDU renders another number of bytes than it planned.
void render_fits(const std::vector<PlannedHdu>& hdus, int fd);

}  // namespace heafs
