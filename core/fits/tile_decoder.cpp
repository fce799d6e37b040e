#include "core/fits/tile_decoder.h"

#include <fitsio.h>
#include <fmt/format.h>

#include <cstdlib>

namespace heafs {
namespace {

constexpr size_t kGrowthBytes = size_t{1} << 20;

// Takes the messages of CFITSIO with it, so that none is left for the next fault.
std::optional<DecodeFault> fault_of(int status) {
    if (status == 0) {
        fits_clear_errmsg();
        return std::nullopt;
    }
    char text[FLEN_STATUS] = "";
    fits_get_errstatus(status, text);
    std::string words = fmt::format("{} ({})", text, status);
    for (char line[FLEN_ERRMSG]; fits_read_errmsg(line) != 0;) words += fmt::format("; {}", line);
    return DecodeFault{status == MEMORY_ALLOCATION, words};
}

void close(fitsfile* file) {
    int status = 0;
    if (file != nullptr) fits_close_file(file, &status);
    fits_clear_errmsg();
}

// An uncompressed table has a primary HDU before it.
int uncompress(fitsfile* from, fitsfile* to) {
    int status = 0;
    fits_create_img(to, BYTE_IMG, 0, nullptr, &status);
    fits_uncompress_table(from, to, &status);
    return status;
}

}  // namespace

struct TileDecoder::State {
    void* bytes = nullptr;
    size_t size = 0;
    fitsfile* file = nullptr;
    int opened = 0;  // the status of opening
    std::vector<double> pixels;
};

TileDecoder::TileDecoder(std::span<const std::byte> file) : state_(std::make_unique<State>()) {
    // CFITSIO takes bytes that it only reads without const.
    state_->bytes = const_cast<std::byte*>(file.data());
    state_->size = file.size();
    fits_open_memfile(&state_->file, "tiles", READONLY, &state_->bytes, &state_->size, 0, nullptr,
                      &state_->opened);
}

TileDecoder::~TileDecoder() { close(state_->file); }

std::optional<DecodeFault> TileDecoder::go_to(int hdu) {
    int status = state_->opened;
    fits_movabs_hdu(state_->file, hdu, nullptr, &status);
    return fault_of(status);
}

std::optional<DecodeFault> TileDecoder::decode(const TileRange& tile) {
    std::vector<long> first(tile.first.begin(), tile.first.end());
    std::vector<long> last(tile.last.begin(), tile.last.end());
    std::vector<long> step(first.size(), 1);
    if (state_->pixels.size() < static_cast<size_t>(tile.pixels))
        state_->pixels.resize(static_cast<size_t>(tile.pixels));
    int status = 0;
    fits_read_subset(state_->file, TDOUBLE, first.data(), last.data(), step.data(), nullptr,
                     state_->pixels.data(), nullptr, &status);
    return fault_of(status);
}

std::optional<DecodeFault> TileDecoder::decode_table() {
    void* buffer = nullptr;
    size_t size = 0;
    fitsfile* made = nullptr;
    int status = 0;
    fits_create_memfile(&made, &buffer, &size, kGrowthBytes, std::realloc, &status);
    if (status == 0) status = uncompress(state_->file, made);
    const auto fault = fault_of(status);
    close(made);
    std::free(buffer);
    return fault;
}

}  // namespace heafs
