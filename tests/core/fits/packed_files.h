// Files compressed by fpack, and what tests change in them. Without checksum keywords, so that
// changed bytes break no rule about sums.
#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "core/fits/big_endian.h"
#include "core/fits/fits_view.h"
#include "core/fits/tile_stream.h"
#include "tests/core/fits/hand_made_fits.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs::packed_files {

template <typename T>
std::string stored(T value) {
    std::string bytes(sizeof value, '\0');
    store_big_endian(reinterpret_cast<std::byte*>(bytes.data()), value);
    return bytes;
}

// 40 x 32 pixels from 0 to 999.
inline std::string plain_image() {
    std::string data;
    for (int i = 0; i < 40 * 32; ++i) data += stored(static_cast<int16_t>(i * 617 % 1000));
    return hand_made::header({hand_made::kSimple, hand_made::card("BITPIX", 16),
                              hand_made::card("NAXIS", 2), hand_made::card("NAXIS1", 40),
                              hand_made::card("NAXIS2", 32)}) +
           hand_made::padded(data, '\0');
}

// 1000 rows of a double, an integer and a text of four characters.
inline std::string plain_table() {
    std::string data;
    for (int i = 0; i < 1000; ++i)
        data += stored(i * 1.25) + stored(static_cast<int32_t>(i * i)) + "abcd";
    return hand_made::primary() + hand_made::table(16, 1000, {"1D", "1J", "4A"}, data);
}

// 5000 rows of an array of variable length: two integers each.
inline std::string plain_arrays() {
    std::string rows, heap;
    for (int i = 0; i < 5000; ++i) {
        rows += stored(int32_t{2}) + stored(static_cast<int32_t>(8 * i));
        heap += stored(static_cast<int32_t>(i)) + stored(static_cast<int32_t>(7 * i));
    }
    return hand_made::primary() + hand_made::table(8, 5000, {"1PJ(2)"}, rows + heap);
}

inline std::string pack(const std::string& file, const std::string& options) {
    const TemporaryFolder folder;
    const std::string from = folder.write("a.fits", hand_made::as_bytes(file)).string();
    const std::string said = output_of("fpack -C " + options + " -O " + from + ".fz " + from);
    std::ifstream stream(from + ".fz", std::ios::binary);
    std::string packed{std::istreambuf_iterator<char>(stream), {}};
    // Small tables stay as they were.
    if (packed.find("ZIMAGE  =") == std::string::npos &&
        packed.find("ZTABLE  =") == std::string::npos)
        throw std::runtime_error("fpack " + options + ": " + said);
    return packed;
}

// Replaces the one card that sets `keyword`.
inline void set_card(std::string& file, const std::string& keyword, int64_t value) {
    const std::string start = fmt::format("{:<8}= ", keyword);
    const size_t at = file.find(start);
    if (at == std::string::npos || at % 80 != 0) throw std::runtime_error("no card " + keyword);
    file.replace(at, 80, hand_made::card(keyword, value));
}

// Where the array that column number `column` has in row `row` (from 0) of HDU 2 lies.
struct Place {
    size_t begin = 0;
    size_t size = 0;
};
inline Place tile_place(const std::string& file, size_t column, int64_t row) {
    const auto bytes = hand_made::as_bytes(file);
    const FitsView view(bytes, "a packed file");
    const FitsHdu& hdu = view.hdus()[1];
    const auto array = heap_array(hdu, hdu.columns()[column - 1], row);
    if (array.empty()) throw std::runtime_error("no tile there");
    return {static_cast<size_t>(array.data() - bytes.data()), array.size()};
}

// Fills the array with bytes 0xFF from number `from` on: no code of any method goes on so.
inline void spoil(std::string& file, size_t column, int64_t row, size_t from = 0) {
    const Place place = tile_place(file, column, row);
    for (size_t i = from; i < place.size; ++i) file[place.begin + i] = '\xff';
}

}  // namespace heafs::packed_files
