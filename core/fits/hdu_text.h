// Headers of FITS files as bytes, for files whose size must be known before their data: the number
// of cards follows from the cards alone, never from the values of numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fits/checksum.h"
#include "core/fits/fits_writer.h"

namespace heafs {

// A header in the making. Cards come in the order in which they are added.
class HeaderText {
   public:
    // A text of more than 68 characters goes on in CONTINUE cards; a comment that does not fit is
    // cut; the first long one is announced by LONGSTRN. A real is the shortest that reads back.
    // Raises Fault::kUsage for one that is not finite.
    void add(const FitsCard& card);
    void add(std::string keyword, FitsValue value, std::string comment = {});
    // 80 bytes as they stand.
    void add_card(std::string_view bytes);
    // All cards of another header, after these; LONGSTRN stands once.
    void append(const HeaderText& other);
    // HISTORY or COMMENT, in as many cards as it takes.
    void add_commentary(const std::string& keyword, const std::string& text);

    // The whole header with CHECKSUM, DATASUM, END and fill: a multiple of 2880 bytes. The sums
    // have their values, for data (with their fill) whose sum is `data_sum`.
    std::string finish(const OnesComplementSum& data_sum) const;
    // The size of what finish() gives.
    int64_t bytes() const;

   private:
    std::string text_;
    bool has_long_text_ = false;
};

// The mandatory cards that open an HDU.
HeaderText empty_primary_header();
// An int32 image as primary HDU.
HeaderText image_header(int64_t width, int64_t height);
// A float32 image as primary HDU, or with a name as an extension.
HeaderText float_image_header(int64_t width, int64_t height, const std::string& extname = "");
// The mandatory cards of a binary table; those of its columns are still to come.
HeaderText bare_table_header(int64_t row_bytes, int64_t rows, int64_t columns);
// A binary table; the columns' cards follow the mandatory ones.
HeaderText table_header(const std::string& extname, std::span<const FitsColumn> columns,
                        int64_t row_bytes, int64_t rows);

// Bytes of data with their fill.
int64_t padded_bytes(int64_t data_bytes);

// "1.0", "6.5E-05": the shortest decimal that reads back, in the notation of FITS.
std::string fits_real(double value);

}  // namespace heafs
