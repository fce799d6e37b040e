// Decodes compressed images and tables with CFITSIO, which a hostile file may bring down: for
// files whose structure the verifier found sound, inside the sandbox.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace heafs {

inline constexpr size_t kMostTileAxes = 6;  // MAX_COMPRESS_DIM of CFITSIO

struct DecodeFault {
    bool lacks_memory = false;  // nothing is known of the data then
    std::string words;          // of CFITSIO
};

// A range of an image; pixels count from 1 along each axis.
struct TileRange {
    std::vector<int64_t> first;
    std::vector<int64_t> last;
    int64_t pixels = 0;
};

// One file in memory; the bytes are borrowed and never written. Not for concurrent use.
class TileDecoder {
   public:
    explicit TileDecoder(std::span<const std::byte> file);
    ~TileDecoder();

    // Goes to the HDU of that number, 1 being the primary. Nothing when all is well, here and
    // below.
    std::optional<DecodeFault> go_to(int hdu);
    // Of the image at hand, in 8 bytes of memory for each pixel and what CFITSIO takes.
    std::optional<DecodeFault> decode(const TileRange& tile);
    // Of the table at hand, whole: its uncompressed bytes stand in memory meanwhile.
    std::optional<DecodeFault> decode_table();

   private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace heafs
