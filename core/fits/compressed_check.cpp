#include "core/fits/compressed_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/fits/card.h"
#include "core/fits/keyword.h"

namespace heafs {
namespace {

// FITS 4.0, table 36; RICE_ONE is what old writers of RICE_1 called it.
constexpr std::array<std::string_view, 7> kImageMethods = {
    "RICE_1", "RICE_ONE", "GZIP_1", "GZIP_2", "PLIO_1", "HCOMPRESS_1", "NOCOMPRESS"};
constexpr std::array<std::string_view, 4> kTableMethods = {"RICE_1", "GZIP_1", "GZIP_2",
                                                           "NOCOMPRESS"};

void wrong(const StatedHeader& stated, const HeaderCard* card, const std::string& sentence,
           const std::string& expected) {
    report(stated, card,
           {"TAB-020", Severity::kError, sentence, expected,
            "Compress the image or table anew with fpack"});
}

// The integer that must be stated; reports its absence or a value below `least`.
std::optional<int64_t> required(const StatedHeader& stated, const std::string& keyword,
                                int64_t least) {
    const auto value = stated.integer(keyword);
    if (value && *value >= least) return value;
    wrong(stated, stated.find(keyword),
          fmt::format("the compressed data need {} as an integer of {} or more", keyword, least),
          fmt::format("{} >= {}", keyword, least));
    return std::nullopt;
}

bool has_column(const StatedHeader& stated, std::string_view name) {
    return std::any_of(stated.header.columns.begin(), stated.header.columns.end(),
                       [name](const ColumnCards& column) {
                           return column.name && same_name(column.name->value, name);
                       });
}

void check_rows(const StatedHeader& stated, int64_t tiles) {
    const auto& axes = stated.header.axes;
    if (axes.size() < 2 || !axes[1] || axes[1]->value == tiles) return;
    wrong(stated, stated.find("NAXIS2"),
          fmt::format("the compressed data have {} tiles, but the table has {} rows", tiles,
                      axes[1]->value),
          fmt::format("NAXIS2 = {}", tiles));
}

void check_method(const StatedHeader& stated) {
    const HeaderCard* method = stated.find("ZCMPTYPE");
    const HeaderCard* bitpix = stated.find("ZBITPIX");
    const bool known = method != nullptr && std::find(kImageMethods.begin(), kImageMethods.end(),
                                                      method->value) != kImageMethods.end();
    if (!known)
        wrong(stated, method, "ZCMPTYPE names no known method of compression",
              fmt::format("{}", fmt::join(kImageMethods, ", ")));
    constexpr std::array<int64_t, 6> kLegal = {8, 16, 32, 64, -32, -64};
    const auto value = stated.integer("ZBITPIX");
    if (!value || std::find(kLegal.begin(), kLegal.end(), *value) == kLegal.end())
        wrong(stated, bitpix, "ZBITPIX of the compressed image is missing or not legal",
              "8, 16, 32, 64, -32 or -64");
}

// One tile is a row of the image unless ZTILEn say otherwise.
void check_tiles(const StatedHeader& stated, int64_t naxis) {
    int64_t tiles = 1;
    int64_t pixels = 1;
    bool overflow = false;
    for (int64_t i = 1; i <= naxis; ++i) {
        const auto length = required(stated, fmt::format("ZNAXIS{}", i), 0);
        if (!length) return;
        const std::string name = fmt::format("ZTILE{}", i);
        int64_t tile = i == 1 ? std::max(*length, int64_t{1}) : 1;
        if (stated.find(name) != nullptr) {
            const auto value = required(stated, name, 1);
            if (!value) return;
            tile = *value;
        }
        // Tiles at the edge are cut.
        const int64_t part = std::min(tile, std::max(*length, int64_t{1}));
        overflow = overflow || __builtin_mul_overflow(pixels, part, &pixels);
        const int64_t count = *length / tile + (*length % tile != 0 ? 1 : 0);
        overflow = overflow || __builtin_mul_overflow(tiles, count, &tiles);
    }
    if (overflow || pixels > kMostTilePixels) {
        wrong(stated, stated.find("ZTILE1"), "a tile of the compressed image is too large",
              fmt::format("at most {} pixels", kMostTilePixels));
        return;
    }
    check_rows(stated, tiles);
}

void check_image(const StatedHeader& stated) {
    check_method(stated);
    if (!has_column(stated, "COMPRESSED_DATA"))
        wrong(stated, nullptr, "the compressed image has no column COMPRESSED_DATA",
              "TTYPEn = 'COMPRESSED_DATA'");
    const auto naxis = required(stated, "ZNAXIS", 0);
    if (!naxis || *naxis == 0) return;
    if (*naxis > kMaxAxes) {
        wrong(stated, stated.find("ZNAXIS"), "ZNAXIS of the compressed image is too large",
              fmt::format("at most {}", kMaxAxes));
        return;
    }
    check_tiles(stated, *naxis);
}

void check_table_columns(const StatedHeader& stated) {
    for (size_t i = 1; i <= stated.header.columns.size(); ++i) {
        const std::string form = fmt::format("ZFORM{}", i);
        if (stated.find(form) == nullptr) {
            wrong(stated, nullptr, fmt::format("{} of the compressed table is missing", form),
                  form);
            return;
        }
        const HeaderCard* method = stated.find(fmt::format("ZCTYP{}", i));
        if (method == nullptr || std::find(kTableMethods.begin(), kTableMethods.end(),
                                           method->value) != kTableMethods.end())
            continue;
        wrong(stated, method,
              fmt::format("{} in card {} names no known method of compression", method->keyword,
                          method->card),
              fmt::format("{}", fmt::join(kTableMethods, ", ")));
    }
}

void check_table(const StatedHeader& stated) {
    required(stated, "ZNAXIS1", 0);
    required(stated, "ZPCOUNT", 0);
    const auto rows = required(stated, "ZNAXIS2", 0);
    check_table_columns(stated);
    if (!rows) return;
    int64_t tile = std::max(*rows, int64_t{1});
    if (stated.find("ZTILELEN") != nullptr) {
        const auto value = required(stated, "ZTILELEN", 1);
        if (!value) return;
        tile = *value;
    }
    check_rows(stated, *rows / tile + (*rows % tile != 0 ? 1 : 0));
}

}  // namespace

void check_compressed(const StatedHeader& stated) {
    if (stated.is_compressed_image())
        check_image(stated);
    else if (stated.is_compressed_table())
        check_table(stated);
}

}  // namespace heafs
