#include "tests/support/small_fits.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <cstring>
#include <span>
#include <string>

#include "core/fits/fits_writer.h"

namespace heafs {
namespace {

constexpr size_t kBlockBytes = 2880;
constexpr size_t kCardBytes = 80;

std::vector<std::byte> make_template() {
    const std::array<int64_t, 1> axes = {4};
    const std::array<int32_t, 4> pixels = {};
    const std::array<FitsCard, 12> cards = {{
        {"SEQNO", int64_t{0}, "number of this file"},
        {"OBS_ID", "", "observation identifier"},
        {"TELESCOP", "HALOSAT", "telescope (mission) name"},
        {"INSTRUME", "SDD14", "instrument name"},
        {"OBJECT", "simulated", "name of observed object"},
        {"DATE-OBS", "2018-10-15T00:01:09", "start of the observation (TT)"},
        {"DATE-END", "2018-10-15T01:01:09", "end of the observation (TT)"},
        {"TIMESYS", "TT", "time system"},
        {"BUNIT", "count", "unit of the pixels"},
        {"ORIGIN", "SIMULATED", "made by a program, not by a satellite"},
        {"CREATOR", "heafs-make-observations", "program that made this file"},
        {"DATE", "2020-10-01T00:00:00", "date of file creation (UT)"},
    }};
    FitsWriter writer;
    writer.add_image(axes, pixels);
    writer.write_cards(cards);
    return writer.finish();
}

// Overwrites the card `keyword` by one with `value` as it is to stand in the card.
void patch_card(std::vector<std::byte>& file, std::string_view keyword, std::string_view value) {
    const std::string name = fmt::format("{:<8}=", keyword);
    for (size_t at = 0; at < kBlockBytes; at += kCardBytes) {
        if (std::memcmp(&file[at], name.data(), name.size()) != 0) continue;
        const std::string line = fmt::format("{} {:<70}", name, value);
        std::memcpy(&file[at], line.data(), kCardBytes);
        return;
    }
    assert(false && "the template has this card");
}

void patch_pixel(std::vector<std::byte>& file, size_t pixel, uint64_t value) {
    for (size_t i = 0; i < 4; ++i)
        file[kBlockBytes + 4 * pixel + i] = static_cast<std::byte>(value >> (24 - 8 * i));
}

// The 32-bit sum of FITS 4.0, appendix J.1: ones' complement, big-endian words.
uint32_t ones_complement_sum(std::span<const std::byte> bytes) {
    uint64_t sum = 0;
    for (size_t i = 0; i < bytes.size(); i += 4) {
        uint32_t word = 0;
        for (size_t k = 0; k < 4; ++k) word = word << 8 | std::to_integer<uint32_t>(bytes[i + k]);
        sum += word;
    }
    while (sum >> 32 != 0) sum = (sum & 0xffffffff) + (sum >> 32);
    return static_cast<uint32_t>(sum);
}

bool is_punctuation(int character) {
    return (character >= 0x3a && character <= 0x40) || (character >= 0x5b && character <= 0x60);
}

// The ASCII encoding of FITS 4.0, appendix J.2, of the complement of `sum`.
std::string encode_checksum(uint32_t sum) {
    const uint32_t complement = ~sum;
    std::string text(16, '0');
    for (size_t byte = 0; byte < 4; ++byte) {
        const int value = static_cast<int>(complement >> (24 - 8 * byte) & 0xff);
        std::array<int, 4> quarter;
        quarter.fill(value / 4 + '0');
        quarter[0] += value % 4;
        for (size_t pair = 0; pair < 4; pair += 2) {
            while (is_punctuation(quarter[pair]) || is_punctuation(quarter[pair + 1])) {
                ++quarter[pair];
                --quarter[pair + 1];
            }
        }
        // Rotated one place to the right: the value starts in column 12 of its card.
        for (size_t i = 0; i < 4; ++i)
            text[(4 * i + byte + 1) % 16] = static_cast<char>(quarter[i]);
    }
    return text;
}

void patch_checksums(std::vector<std::byte>& file) {
    const std::span<const std::byte> bytes = file;
    const uint32_t data_sum = ones_complement_sum(bytes.subspan(kBlockBytes));
    patch_card(file, "DATASUM", fmt::format("'{:<10}'         / data unit checksum", data_sum));
    patch_card(file, "CHECKSUM", "'0000000000000000'   / HDU checksum");
    const std::string encoded = encode_checksum(ones_complement_sum(bytes));
    patch_card(file, "CHECKSUM", fmt::format("'{}'   / HDU checksum", encoded));
}

}  // namespace

std::vector<std::byte> small_fits_file(uint64_t n, std::string_view obs_id,
                                       std::string_view telescop) {
    static const std::vector<std::byte> pattern = make_template();
    assert(pattern.size() == kSmallFitsBytes);
    std::vector<std::byte> file = pattern;
    patch_card(file, "SEQNO", fmt::format("{:>20} / number of this file", n));
    patch_card(file, "OBS_ID", fmt::format("'{:<8}'           / observation identifier", obs_id));
    patch_card(file, "TELESCOP",
               fmt::format("'{:<8}'           / telescope (mission) name", telescop));
    patch_pixel(file, 0, n);
    patch_pixel(file, 1, n >> 31);
    patch_checksums(file);
    return file;
}

}  // namespace heafs
