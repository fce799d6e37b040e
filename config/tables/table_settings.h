// What an archive knows of a table beside what is delivered: how it is updated, what becomes of
// values that are missing or in other words, in which frame its positions come, what it links to.
// One file a table, <table>.toml; heasarc_messier.toml explains the keys.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/tables/link_definition.h"

namespace heafs {

// What becomes of the values of one column, in this order.
struct ColumnRule {
    std::string name;
    std::string from;                      // where it is null: the value of that column; or ""
    std::optional<std::string> otherwise;  // what stands for null then
    // Other words for values, without regard to case: "spiral nebula" -> "6600".
    std::map<std::string, std::string> values;
    bool operator==(const ColumnRule&) const = default;
};

struct TableSettings {
    std::string name;               // of its file: "heasarc_messier"
    std::string source;             // the file, for messages
    std::string source_text;        // its text
    std::string update = "append";  // append, replace or upsert: of files that say none
    std::vector<ColumnRule> columns;
    std::vector<std::string> fatal_nulls;  // a row where one is null is refused
    // Of delivered positions, "B1775", "J1991.25", "galactic"; "": what the table's header says.
    std::string frame;
    std::string longitude;  // columns; "": those that right_ascension and declination name
    std::string latitude;
    std::optional<double> schedule_days;  // how often an update is agreed
    std::string document;                 // of ".info" or Markdown, beside the file; or ""
    std::vector<LinkDefinition> links;    // `table` is the name of the file
    bool operator==(const TableSettings&) const = default;
};

// Raises Fault::kMalformed with file, line and key. `source` names the text; its base name without
// ".toml" is the table.
TableSettings parse_table_settings(std::string_view text, const std::string& source);

// HEASARC's own tables are called heasarc_<table>: one table, whichever name is used.
// "heasarc_messier" -> "messier", "messier" -> "messier".
std::string table_key(std::string_view name);

// All <table>.toml of the folders, by table_key(); of a table that is in several the first counts.
std::map<std::string, TableSettings> load_table_settings(
    const std::vector<std::filesystem::path>& folders);
// ARCHIVE/table-settings, $HEAFS_SHARE/tables, and the folders beside the program.
std::vector<std::filesystem::path> table_settings_folders(const std::filesystem::path& archive);

}  // namespace heafs
