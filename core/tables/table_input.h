// A delivered table, whatever its kind: what it says of its columns, then its rows one by one, as
// texts like those of TDAT. README.md beside says how FITS, VOTable and CSV are put into such
// words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/base/finding.h"
#include "core/tables/table_builder.h"

namespace heafs {

struct TableInputHeader {
    std::string kind;    // "TDAT", "FITS", "VOTable", "CSV"
    TableSchema schema;  // its columns in the order of a row's values
    TableDates dates;
    bool is_complete = false;    // TDAT: what it leaves out is not there
    bool has_types = true;       // CSV: only the names of the columns count
    bool has_widths = true;      // else text columns are as wide as their longest value
    std::vector<Finding> notes;  // warnings and information
};

// The views hold until the call that gets them returns.
struct TableInputRow {
    int64_t number = 0;  // 1 is the first
    int64_t line = 0;    // of the file, where it begins; 0 where lines mean nothing
    std::span<const std::string_view> values;  // without blanks around them; empty is null
};

struct TableInputTake {
    std::function<void(const TableInputHeader&)> header;  // once, before any row
    std::function<void(const TableInputRow&)> row;
    std::function<void(Finding)> problem;  // without a file name; rules TDT-...
};

// Whether a table can come as a file that ends so: "tdat", "fits.gz", "vot", ...
bool is_table_extension(std::string_view extension);
// TDAT that is a header alone, and by that never more than metadata: "hdr", "hdr.gz".
bool is_header_extension(std::string_view extension);

// `bytes` are inflated; `extension` tells their kind.
void read_table_input(std::span<const std::byte> bytes, std::string_view extension,
                      const TableInputTake& take);

// "row 2 (line 31): ", "row 2: ", "".
std::string row_place(int64_t number, int64_t line);
// A problem of one value: "row 2 (line 31): ra is 'x': no number, the field is float8".
Finding value_finding(const TableInputRow& row, const TableColumn& column, std::string_view value,
                      const std::string& fault);

// Of a table file that is not TDAT and not FITS, whose inflated bytes these are: whether it can
// become a table, as far as it alone tells.
std::vector<Finding> check_table_input(std::span<const std::byte> bytes,
                                       std::string_view extension);

}  // namespace heafs
