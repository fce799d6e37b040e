// Names, units and display formats of columns of FITS and VOTable in the words of TDAT.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/base/finding.h"

namespace heafs {

// "0FGL_Name" -> "n0fgl_name", "Flux (1-10)" -> "flux__1_10_": lower-case letters, digits and _,
// a letter first.
std::string input_column_name(std::string_view name);
// "deg" -> "degree", "%" -> "percent", "uJy" -> "microJy"; blanks become points: "cm-2 s-1" ->
// "cm-2.s-1". Empty for what TDAT could not hold.
std::string input_unit(std::string_view unit);
// TDISP: "F8.4" -> "8.4f", "F15.5" -> ".5f" (as the FITS export writes it), "E10.4" -> "10.4e",
// "I3" -> "3d"; empty for others.
std::string input_format(std::string_view tdisp, const ColumnType& type);
// What a description may hold: printable ASCII in one line, without what TDAT reads as marks.
std::string input_text(std::string_view text);
// The same for what is no UCD: empty.
std::string input_ucd(std::string_view ucd);

// Gathers the columns of an input; all get names of their own.
class InputColumns {
   public:
    // The column, to be filled further. `name` is that of the input.
    TableColumn& add(const std::string& name, const ColumnType& type);
    std::vector<TableColumn>& columns() { return columns_; }
    // Over-long names, int8, names that two columns have; all warnings.
    std::vector<Finding> notes() const;
    // Columns without a name, and too many.
    const std::vector<Finding>& problems() const { return problems_; }

   private:
    std::vector<TableColumn> columns_;
    std::set<std::string> names_;
    std::vector<Finding> notes_, problems_;
};

// Of a table that does not say it: the virtual parameters right_ascension and declination, where a
// pair of columns is the main position by UCD (pos.eq.ra;meta.main) or by name (ra, dec; raj2000,
// dej2000) in degrees.
void note_positions(TableSchema& schema);

}  // namespace heafs
