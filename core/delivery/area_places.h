// Where calibration files and tables belong: the paths below caldb/ and tables/ of a delivery. Pure
// functions of names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace heafs {

// A file of CALDB: "xrt", "cpf", "swxpc0to12s6_20130101v014.rmf.gz". The index of an instrument,
// caldb.indx, lies in no class.
struct CalibrationPlace {
    std::string instrument;
    std::string folder;  // bcf, cpf, pcf or index, with what is below it; "" for caldb.indx
    std::string name;
    bool operator==(const CalibrationPlace&) const = default;
};

// `path` is relative to caldb/data/<mission>: "xrt/bcf/x.fits", "xrt/caldb.indx". Nothing for
// another layout.
std::optional<CalibrationPlace> parse_calibration_path(std::string_view path);

// The part of a path below caldb/ that is relative to data/<mission>: of CALDB's own layout,
// "data/swift/xrt/bcf/x.fits", or shorter "xrt/bcf/x.fits". Nothing for another mission's folder.
std::optional<std::string_view> below_calibration_mission(std::string_view below_caldb,
                                                          std::string_view mission);

// caldb.indx at the instrument, which every release replaces. All other files never change.
bool is_calibration_index(std::string_view path);

struct TableSettings;

// A table as it is delivered: "messier.tdat", or "replace/messier.tdat.gz".
struct TableFile {
    std::string table;      // "messier", also of "heasarc_messier.tdat": table_key()
    std::string mode;       // append, replace, upsert, header; "": the path says none
    std::string extension;  // "tdat", "fits.gz", ...: is_table_extension()
    bool operator==(const TableFile&) const = default;
};

// `path` is relative to tables/. Nothing for another layout, type or a name that is no table's.
std::optional<TableFile> parse_table_path(std::string_view path);

// What the file does to its table: what its path says, else what the table's settings do (null:
// there are none), else append. A TDAT header alone (.hdr) never appends: it is header or replace.
std::string mode_of(const TableFile& file, const TableSettings* settings);

// Where the `number`th file of a table is kept, below data/: "tables/messier/0001_append.tdat.gz".
std::string kept_table_path(const TableFile& file, int64_t number);

}  // namespace heafs
