// The observation table of a mission, as `[table]` of its file says: which columns it has and
// which keyword of which files each comes from. halosat.toml explains the keys.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/base/toml.h"
#include "config/tables/table_schema.h"

namespace heafs {

// A class of files, all of its levels (0) or one: "events:2".
struct FileClassName {
    std::string name;
    int level = 0;
    bool covers(const std::string& file_class, int file_level) const {
        return name == file_class && (level == 0 || level == file_level);
    }
    bool operator==(const FileClassName&) const = default;
};

// A keyword of one HDU (1 is the primary), or of the first that has it (0).
struct HeaderKeyword {
    std::string name;
    int hdu = 0;
    // As the archive keeps it: "EXPOSURE", "EXPOSURE@2".
    std::string text() const { return hdu == 0 ? name : name + "@" + std::to_string(hdu); }
    bool operator==(const HeaderKeyword&) const = default;
};

enum class Conversion {
    kNone,       // text as it is, numbers as numbers
    kDateToMjd,  // "2008-08-22T22:03:15" -> 54700.918923611115, in the date's own time scale
};

// What becomes of the values of several files of one class.
enum class Combination {
    kFirst,  // that of the first file, by the byte order of their paths
    kMin,
    kMax,
    kSum,
};

struct ColumnSource {
    bool obs_id = false;                  // the observation's identifier, of the path
    std::vector<HeaderKeyword> keywords;  // the first that a file has counts
    Conversion conversion = Conversion::kNone;
    Combination combination = Combination::kFirst;
    std::vector<FileClassName> from;  // in order; the table's unless the column has its own
    std::map<std::string, std::string> where;  // only files with these keywords and values
    bool operator==(const ColumnSource&) const = default;
};

// Where the rows of an observation table come from.
enum class TableSource {
    kBoth,       // headers, and a delivered table of the same name
    kHeaders,    // headers alone: none is delivered
    kDelivered,  // a delivered table alone
};

struct TableDefinition {
    TableSchema schema;
    std::vector<ColumnSource> sources;  // one for each of schema.columns
    TableSource origin = TableSource::kBoth;

    // Each keyword as the archive keeps it, DATE among them.
    std::vector<HeaderKeyword> keywords() const;
    // Whether values of such files are used at all.
    bool uses(const std::string& file_class, int level) const;
    bool operator==(const TableDefinition&) const = default;
};

// Why the rows of a delivered table cannot stand beside those from headers, or "": rows of one
// observation are found by its identifier, which must be the unique key of both, and a text.
std::string obstacle_to_merging(const TableDefinition& definition, const TableSchema& delivered);

inline constexpr size_t kMaxTableKeywords = 40;

// `[table]` of `root`, or nothing when it has none. `classes` are the mission's classes of files.
// Raises Fault::kMalformed with file, line and key.
std::optional<TableDefinition> read_table_definition(const TomlTable& root,
                                                     const std::set<std::string>& classes);

}  // namespace heafs
