#include "core/fits/tile_stream.h"

#include <algorithm>

#include "core/base/gzip.h"
#include "core/fits/big_endian.h"

namespace heafs {
namespace {

// Code, nx, ny, scale, the sum of all pixels (8 bytes), the bit planes of three quadrants.
constexpr size_t kHcompressHeader = 25;
constexpr size_t kBitPlanes = 22;
constexpr int kMostBitPlanes = 64;
constexpr size_t kInflateStep = size_t{64} << 10;

struct Descriptor {
    int64_t elements = 0;
    int64_t offset = 0;
};

Descriptor descriptor_at(const std::byte* cell, char type) {
    if (type == 'Q') return {load_big_endian<int64_t>(cell), load_big_endian<int64_t>(cell + 8)};
    return {load_big_endian<int32_t>(cell), load_big_endian<int32_t>(cell + 4)};
}

}  // namespace

std::span<const std::byte> heap_array(const FitsHdu& table, const BinaryColumn& column,
                                      int64_t row) {
    const std::span<const std::byte> data = table.data();
    const auto [elements, offset] =
        descriptor_at(data.data() + row * table.row_bytes() + column.offset, column.form.type);
    const int64_t heap = table.integer("THEAP").value_or(table.row_bytes() * table.rows());
    int64_t bytes = 0, begin = 0, end = 0;
    if (elements <= 0 || offset < 0 || heap < 0 ||
        __builtin_mul_overflow(elements, element_bits(column.form.element) / 8, &bytes) ||
        __builtin_add_overflow(heap, offset, &begin) ||
        __builtin_add_overflow(begin, bytes, &end) || end > static_cast<int64_t>(data.size()))
        return {};
    return data.subspan(static_cast<size_t>(begin), static_cast<size_t>(bytes));
}

std::optional<int64_t> hcompress_pixels(std::span<const std::byte> stream) {
    if (stream.size() < kHcompressHeader) return std::nullopt;
    if (stream[0] != std::byte{0xDD} || stream[1] != std::byte{0x99}) return std::nullopt;
    const int64_t nx = load_big_endian<int32_t>(stream.data() + 2);
    const int64_t ny = load_big_endian<int32_t>(stream.data() + 6);
    if (nx < 0 || ny < 0) return std::nullopt;
    for (size_t i = kBitPlanes; i < kHcompressHeader; ++i)
        if (static_cast<int>(stream[i]) > kMostBitPlanes) return std::nullopt;
    return nx * ny;
}

std::optional<int64_t> plio_pixels(std::span<const std::byte> list) {
    const auto words = static_cast<int64_t>(list.size() / 2);
    const auto word = [&](int64_t i) -> int64_t {  // 1 is the first, as in the standard
        return load_big_endian<int16_t>(list.data() + 2 * (i - 1));
    };
    if (words < 3) return std::nullopt;
    int64_t length = word(3), first = 4;
    if (length <= 0) {
        if (words < 5) return std::nullopt;
        length = (word(5) << 15) + word(4);
        first = word(2) + 1;
    }
    if (length > words || first < 1) return std::nullopt;
    int64_t pixels = 0;
    for (int64_t i = first; i <= length; ++i) {
        const int64_t code = (word(i) >> 12) & 15;
        if (code > 7) return std::nullopt;
        if (code == 0 || code == 4 || code == 5) pixels += word(i) & 4095;
        if (code == 6 || code == 7) ++pixels;
        // The second word of a value that is set.
        if (code == 1 && ++i > length) return std::nullopt;
    }
    return pixels;
}

InflatedTile inflate_tile(std::span<const std::byte> stream, int64_t most) {
    Gunzip gunzip([](std::span<const std::byte>) {});
    while (!stream.empty() && gunzip.inflated_bytes() <= most) {
        const auto step = stream.first(std::min(stream.size(), kInflateStep));
        gunzip.feed(step);
        stream = stream.subspan(step.size());
    }
    InflatedTile tile{gunzip.inflated_bytes(), {}};
    if (tile.bytes > most) return tile;
    if (const auto fault = gunzip.finish()) tile.fault = fault->text;
    return tile;
}

}  // namespace heafs
