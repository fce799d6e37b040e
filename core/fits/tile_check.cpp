#include "core/fits/tile_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/fits/finding_list.h"
#include "core/fits/fits_view.h"
#include "core/fits/tile_decoder.h"
#include "core/fits/tile_stream.h"

namespace heafs {
namespace {

constexpr const char* kRule = "TAB-020";
constexpr int64_t kPixelBytes = 8;
constexpr int64_t kMostAxesOfCfitsio = 99;
constexpr int64_t kLongDescriptorBytes = 16;  // of type Q

// The findings of one HDU.
class Notes {
   public:
    Notes(int number, const FitsHdu& hdu, FindingList& list)
        : number_(number), extname_(hdu.text("EXTNAME").value_or("")), list_(list) {}

    void wrong(const std::string& sentence, const std::string& expected, int64_t tile = 0,
               const std::string& column = {}) {
        ++faults_;
        Finding finding = made(sentence, Severity::kError);
        finding.expected = expected;
        finding.remedy = "Compress the image or table anew with fpack";
        finding.column = column;
        if (tile > 0) finding.row = tile;
        list_.add(std::move(finding));
    }
    void not_looked_at(const std::string& why) {
        list_.add(made("the tiles were not decoded: " + why, Severity::kInfo));
    }
    // `what` was to be decoded.
    void fault(const std::string& what, const DecodeFault& fault, int64_t tile = 0) {
        if (fault.lacks_memory)
            not_looked_at(what + " takes more memory than there is");
        else
            wrong(fmt::format("{} does not decode: {}", what, fault.words),
                  "data that CFITSIO decodes", tile);
    }
    int64_t faults() const { return faults_; }

   private:
    Finding made(const std::string& sentence, Severity severity) const {
        Finding finding;
        finding.rule = kRule;
        finding.severity = severity;
        finding.hdu = number_;
        finding.extname = extname_;
        const std::string label = extname_.empty() ? "" : fmt::format(" ({})", extname_);
        finding.text = fmt::format("HDU {}{}: {}.", number_, label, sentence);
        return finding;
    }

    const int number_;
    const std::string extname_;
    FindingList& list_;
    int64_t faults_ = 0;
};

// How an image is cut: tiles count along the first axis first, the last of each axis may be cut.
class Tiles {
   public:
    explicit Tiles(const FitsHdu& hdu) {
        const auto naxis = hdu.integer("ZNAXIS").value_or(0);
        for (int64_t i = 1; i <= naxis; ++i) {
            const int64_t length = hdu.integer(fmt::format("ZNAXIS{}", i)).value_or(0);
            lengths_.push_back(length);
            tiles_.push_back(
                hdu.integer(fmt::format("ZTILE{}", i)).value_or(i == 1 ? length : int64_t{1}));
        }
    }
    // Number `row` from 0; without pixels when the keywords cannot be.
    TileRange at(int64_t row) const {
        TileRange range;
        range.pixels = 1;
        for (size_t i = 0; i < lengths_.size(); ++i) {
            if (lengths_[i] < 1 || tiles_[i] < 1) return {};
            const int64_t count = (lengths_[i] - 1) / tiles_[i] + 1;
            const int64_t before = row % count * tiles_[i];
            const int64_t part = std::min(tiles_[i], lengths_[i] - before);
            row /= count;
            range.first.push_back(before + 1);
            range.last.push_back(before + part);
            if (__builtin_mul_overflow(range.pixels, part, &range.pixels)) return {};
        }
        return range;
    }

   private:
    std::vector<int64_t> lengths_;
    std::vector<int64_t> tiles_;
};

bool is_array_column(const BinaryColumn* column) {
    return column != nullptr && (column->form.type == 'P' || column->form.type == 'Q') &&
           column->form.repeat == 1;
}

class ImageCheck {
   public:
    ImageCheck(const FitsHdu& hdu, TileDecoder& decoder, Notes& notes, int64_t& budget)
        : hdu_(hdu),
          decoder_(decoder),
          notes_(notes),
          budget_(budget),
          method_(hdu.text("ZCMPTYPE").value_or("")),
          data_(hdu.find_column("COMPRESSED_DATA")),
          tiles_(hdu) {}

    void check() {
        if (!is_suitable()) return;
        for (int64_t row = 0; row < hdu_.rows(); ++row) {
            const TileRange range = tiles_.at(row);
            if (range.pixels == 0) return;
            if (range.pixels > kMostTileBytes / kPixelBytes)
                return notes_.not_looked_at(
                    fmt::format("tile {} has {} pixels, at most {} are decoded at once", row + 1,
                                range.pixels, kMostTileBytes / kPixelBytes));
            budget_ -= range.pixels;
            if (budget_ < 0)
                return notes_.not_looked_at(
                    fmt::format("those from tile {} on are beyond the first {} pixels of the file",
                                row + 1, kMostDecodedPixels));
            if (!check_tile(row, range)) return;
        }
    }

   private:
    bool is_suitable() {
        const int64_t naxis = hdu_.integer("ZNAXIS").value_or(0);
        if (naxis < 1 || hdu_.rows() == 0) return false;
        if (naxis > static_cast<int64_t>(kMostTileAxes)) {
            notes_.not_looked_at(fmt::format("images of more than {} axes are not", kMostTileAxes));
            return false;
        }
        if (hdu_.integer("ZBITPIX") == 64) {
            notes_.not_looked_at("images of 64 bit integers are not");
            return false;
        }
        // The others are read as CFITSIO pleases, these by plio_pixels() and hcompress_pixels().
        const char element = method_ == "PLIO_1" ? 'I' : method_ == "HCOMPRESS_1" ? 'B' : 0;
        if (is_array_column(data_) && (element == 0 || data_->form.element == element)) return true;
        notes_.wrong("the column COMPRESSED_DATA does not hold arrays of the method's kind",
                     fmt::format("TFORMn = '1P{}' or '1Q{}'", element == 0 ? 'B' : element,
                                 element == 0 ? 'B' : element));
        return false;
    }

    // False when the rest of the image is better left alone.
    bool check_tile(int64_t row, const TileRange& range) {
        const auto stream = heap_array(hdu_, *data_, row);
        if (!stream.empty() && !says_its_pixels(stream, row + 1, range.pixels)) return true;
        const auto fault = decoder_.decode(range);
        if (!fault) return true;
        std::string what = fmt::format("tile {}", row + 1);
        if (method_.substr(0, 4) == "GZIP" && !stream.empty())
            what += fmt::format(", {} bytes inflated for {} pixels,",
                                inflate_tile(stream, kMostTileBytes).bytes, range.pixels);
        notes_.fault(what, *fault, row + 1);
        return !fault->lacks_memory;
    }

    // CFITSIO takes as much memory as a stream inflates to.
    bool inflates_beyond(std::span<const std::byte> stream, int64_t tile, int64_t pixels) {
        const int64_t most = pixels * kPixelBytes;
        if (inflate_tile(stream, most).bytes <= most) return false;
        notes_.wrong(
            fmt::format("tile {}: more than {} bytes inflated for {} pixels", tile, most, pixels),
            fmt::format("at most {} bytes", most), tile);
        return true;
    }

    // What CFITSIO would believe and write.
    bool says_its_pixels(std::span<const std::byte> stream, int64_t tile, int64_t expected) {
        if (method_.substr(0, 4) == "GZIP" && inflates_beyond(stream, tile, expected)) return false;
        std::optional<int64_t> pixels = expected;
        if (method_ == "HCOMPRESS_1") pixels = hcompress_pixels(stream);
        if (method_ == "PLIO_1") pixels = plio_pixels(stream);
        // What a line list leaves out at its end is zero.
        if (pixels && (*pixels == expected || (method_ == "PLIO_1" && *pixels < expected)))
            return true;
        notes_.wrong(pixels
                         ? fmt::format("tile {}: {} pixels, expected {}", tile, *pixels, expected)
                         : fmt::format("tile {}: {} bytes that are no stream of {}", tile,
                                       stream.size(), method_),
                     fmt::format("{} pixels", expected), tile);
        return false;
    }

    const FitsHdu& hdu_;
    TileDecoder& decoder_;
    Notes& notes_;
    int64_t& budget_;
    const std::string method_;
    const BinaryColumn* const data_;
    const Tiles tiles_;
};

class TableCheck {
   public:
    TableCheck(const FitsHdu& hdu, TileDecoder& decoder, Notes& notes)
        : hdu_(hdu),
          decoder_(decoder),
          notes_(notes),
          rows_(hdu.integer("ZNAXIS2").value_or(0)),
          tile_rows_(hdu.integer("ZTILELEN").value_or(rows_)) {}

    void check() {
        int64_t width = 0, bytes = 0;
        for (const BinaryColumn& column : hdu_.columns()) {
            const auto form =
                parse_binary_form(hdu_.text(fmt::format("ZFORM{}", column.number)).value_or(""));
            if (!form || __builtin_add_overflow(width, form->width, &width))
                return notes_.wrong(fmt::format("ZFORM{} is no format of FITS", column.number),
                                    "a format as TFORMn has it", 0, column.name);
            if (!is_array_column(&column))
                return notes_.wrong(
                    fmt::format("column {} does not hold compressed arrays", column_label(column)),
                    "TFORMn = '1PB' or '1QB'", 0, column.name);
        }
        // CFITSIO lays the rows out by one and takes memory by the other.
        if (width != hdu_.integer("ZNAXIS1").value_or(0))
            return notes_.wrong(fmt::format("the columns by ZFORMn are {} bytes wide", width),
                                fmt::format("ZNAXIS1 = {}", width));
        if (rows_ < 1 || tile_rows_ < 1) return;
        for (const BinaryColumn& column : hdu_.columns()) check_column(column);
        if (notes_.faults() > 0) return;
        if (__builtin_mul_overflow(width, rows_, &bytes) ||
            __builtin_add_overflow(bytes, hdu_.integer("ZPCOUNT").value_or(0), &bytes) ||
            bytes > kMostTileBytes)
            return notes_.not_looked_at(
                fmt::format("a table is uncompressed up to {} bytes", kMostTileBytes));
        if (const auto fault = decoder_.decode_table()) notes_.fault("the table", *fault);
    }

   private:
    // Tiles of GZIP_1 and GZIP_2 inflate to the bytes of their rows. Those of arrays of variable
    // length are always gzip, of two descriptors a row (FITS 4.0, section 10.3.6): of the
    // compressed array, in 16 bytes, and of the array that was. CFITSIO takes damaged ones.
    void check_column(const BinaryColumn& column) {
        const auto form =
            parse_binary_form(hdu_.text(fmt::format("ZFORM{}", column.number)).value_or(""));
        const std::string method = hdu_.text(fmt::format("ZCTYP{}", column.number)).value_or("");
        if (!form) return;
        const bool arrays = form->type == 'P' || form->type == 'Q';
        if (!arrays && method.substr(0, 4) != "GZIP") return;
        for (int64_t tile = 0; tile < hdu_.rows(); ++tile) {
            const int64_t rows = std::min(tile_rows_, rows_ - tile * tile_rows_);
            const int64_t descriptor = arrays && form->width > 0 ? kLongDescriptorBytes : 0;
            int64_t expected = 0;
            if (rows <= 0 || __builtin_mul_overflow(rows, form->width + descriptor, &expected))
                return;
            const auto stream = heap_array(hdu_, column, tile);
            if (!stream.empty()) check_stream(column, stream, tile + 1, expected);
        }
    }

    void check_stream(const BinaryColumn& column, std::span<const std::byte> stream, int64_t tile,
                      int64_t expected) {
        const InflatedTile inflated = inflate_tile(stream, expected);
        if (inflated.fault.empty() && inflated.bytes == expected) return;
        const std::string what = fmt::format("tile {} of {}", tile, column_label(column));
        if (inflated.fault.empty())
            notes_.wrong(fmt::format("{}: {}{} bytes, expected {}", what,
                                     inflated.bytes > expected ? "more than " : "",
                                     std::min(inflated.bytes, expected), expected),
                         fmt::format("{} bytes", expected), tile, column.name);
        else
            notes_.wrong(fmt::format("{} does not inflate: {}", what, inflated.fault),
                         fmt::format("{} bytes", expected), tile, column.name);
    }

    const FitsHdu& hdu_;
    TileDecoder& decoder_;
    Notes& notes_;
    const int64_t rows_;
    const int64_t tile_rows_;
};

bool is_true(const FitsHdu& hdu, const char* keyword) { return hdu.text(keyword) == "T"; }

void check_hdu(int number, const FitsHdu& hdu, TileDecoder& decoder, FindingList& findings,
               int64_t& budget) {
    const bool image = is_true(hdu, "ZIMAGE");
    if (hdu.text("XTENSION") != "BINTABLE" || (!image && !is_true(hdu, "ZTABLE"))) return;
    Notes notes(number, hdu, findings);
    if (const auto fault = decoder.go_to(number)) return notes.fault("the HDU", *fault);
    if (image)
        ImageCheck(hdu, decoder, notes, budget).check();
    else
        TableCheck(hdu, decoder, notes).check();
}

}  // namespace

bool is_compressed(const HduFacts& hdu) {
    return hdu.kind == "BINTABLE" &&
           std::any_of(hdu.cards.begin(), hdu.cards.end(), [](const HeaderCard& card) {
               return (card.keyword == "ZIMAGE" || card.keyword == "ZTABLE") && card.value == "T";
           });
}

std::vector<Finding> check_tiles(std::span<const std::byte> file) {
    const FitsView view(file, "the file that is validated");
    // CFITSIO 4 and older overrun an array beyond.
    for (const FitsHdu& hdu : view.hdus())
        if (hdu.integer("NAXIS").value_or(0) > kMostAxesOfCfitsio) return {};
    FindingList findings;
    TileDecoder decoder(file);
    int64_t budget = kMostDecodedPixels;
    int number = 0;
    for (const FitsHdu& hdu : view.hdus()) check_hdu(++number, hdu, decoder, findings, budget);
    return findings.finish();
}

}  // namespace heafs
