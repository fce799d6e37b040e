#include "config/tables/table_settings.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "config/base/error.h"
#include "config/base/pattern.h"
#include "config/base/toml.h"

namespace heafs {
namespace {

constexpr std::string_view kHeasarc = "heasarc_";

bool matches(const std::string& text, const char* expression) {
    return Pattern(expression).matches(text);
}

std::string column_name(const TomlTable& table, const std::string& key, const std::string& name) {
    if (!matches(name, "[a-z][a-z0-9_]*"))
        table.refuse(key, fmt::format("'{}' is no name of a column", name));
    return name;
}

std::string one_line(const TomlTable& table, const std::string& key, std::string text) {
    if (!matches(text, "[ -~]*")) table.refuse(key, "must be printable ASCII in one line");
    return text;
}

std::string lowered(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

ColumnRule read_column(const TomlTable& table) {
    table.allow_only({"name", "from", "default", "values"});
    ColumnRule rule;
    rule.name = column_name(table, "name", table.string("name"));
    if (const auto from = table.find_string("from")) rule.from = column_name(table, "from", *from);
    if (const auto text = table.find_string("default"))
        rule.otherwise = one_line(table, "default", *text);
    for (const auto& [said, meant] : table.string_map("values"))
        rule.values[lowered(said)] = one_line(table, "values", meant);
    if (rule.from.empty() && !rule.otherwise && rule.values.empty())
        table.refuse("name", fmt::format("'{}' has none of from, default and values", rule.name));
    return rule;
}

LinkDefinition read_link(const TomlTable& table, const std::string& name) {
    table.allow_only({"table", "priority", "symbol", "criterion", "description"});
    LinkDefinition link;
    link.table = name;
    link.link_table = column_name(table, "table", table.string("table"));
    link.priority = table.find_integer("priority").value_or(1);
    link.symbol = table.string("symbol");
    if (!matches(link.symbol, "[A-Za-z0-9_]{1,24}"))
        table.refuse("symbol", "must be 1 to 24 letters, digits and _");
    link.criterion = one_line(table, "criterion", table.string("criterion"));
    link.description =
        one_line(table, "description", table.find_string("description").value_or(""));
    return link;
}

void read_position(const TomlTable& root, TableSettings& settings) {
    const auto position = root.find_table("position");
    if (!position) return;
    position->allow_only({"frame", "longitude", "latitude"});
    settings.frame = position->string("frame");
    if (!matches(settings.frame, "[BJ]?\\d{4}(\\.\\d{1,6})?|galactic|icrs"))
        position->refuse("frame", fmt::format("'{}' is none of B1950, J2000, galactic and icrs, "
                                              "nor another year",
                                              settings.frame));
    for (auto [key, column] :
         {std::pair{"longitude", &settings.longitude}, std::pair{"latitude", &settings.latitude}})
        if (const auto name = position->find_string(key))
            *column = column_name(*position, key, *name);
}

void read_links(const TomlTable& root, TableSettings& settings) {
    std::set<std::string> symbols;
    for (const TomlTable& link : root.tables("link")) {
        settings.links.push_back(read_link(link, settings.name));
        if (!symbols.insert(settings.links.back().symbol).second)
            link.refuse("symbol", fmt::format("'{}' is the symbol of two links",
                                              settings.links.back().symbol));
    }
}

std::string read_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) throw Error(Fault::kNotFound, "cannot read " + path.string());
    return text;
}

// Those of one folder. Two names of one table in it are a mistake.
void load_folder(const std::filesystem::path& folder,
                 std::map<std::string, TableSettings>& settings) {
    std::map<std::string, TableSettings> found;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        const auto& path = entry.path();
        if (path.extension() != ".toml") continue;
        TableSettings one = parse_table_settings(read_text(path), path.string());
        const std::string key = table_key(one.name);
        const auto [other, is_new] = found.emplace(key, std::move(one));
        if (!is_new)
            throw Error(Fault::kMalformed, fmt::format("{} and {} are the same table",
                                                       other->second.source, path.string()));
    }
    settings.merge(found);
}

}  // namespace

std::string table_key(std::string_view name) {
    if (name.size() > kHeasarc.size() && name.starts_with(kHeasarc))
        name.remove_prefix(kHeasarc.size());
    return std::string(name);
}

TableSettings parse_table_settings(std::string_view text, const std::string& source) {
    const TomlTable root = TomlTable::parse(text, source);
    root.allow_only(
        {"update", "fatal_nulls", "schedule_days", "document", "position", "column", "link"});
    TableSettings settings;
    settings.name = std::filesystem::path(source).stem().string();
    settings.source = source;
    settings.source_text = std::string(text);
    if (!matches(settings.name, "[a-z][a-z0-9_]*"))
        throw Error(Fault::kMalformed, source + ": its name is that of no table");
    settings.update = root.find_string("update").value_or("append");
    if (!matches(settings.update, "append|replace|upsert"))
        root.refuse("update",
                    fmt::format("'{}' is none of append, replace and upsert", settings.update));
    for (const std::string& name : root.strings("fatal_nulls"))
        settings.fatal_nulls.push_back(column_name(root, "fatal_nulls", name));
    settings.schedule_days = root.find_number("schedule_days");
    if (settings.schedule_days && !(*settings.schedule_days > 0))
        root.refuse("schedule_days", "must be above 0");
    settings.document = root.find_string("document").value_or("");
    if (!matches(settings.document, "|[A-Za-z0-9_.-]+\\.(info|md)"))
        root.refuse("document", "must be the name of an .info or .md file beside this one");
    for (const TomlTable& column : root.tables("column")) {
        settings.columns.push_back(read_column(column));
        for (size_t i = 0; i + 1 < settings.columns.size(); ++i)
            if (settings.columns[i].name == settings.columns.back().name)
                column.refuse("name", fmt::format("'{}' has two rules", settings.columns[i].name));
    }
    read_position(root, settings);
    read_links(root, settings);
    return settings;
}

std::map<std::string, TableSettings> load_table_settings(
    const std::vector<std::filesystem::path>& folders) {
    std::map<std::string, TableSettings> settings;
    for (const auto& folder : folders) load_folder(folder, settings);
    return settings;
}

std::vector<std::filesystem::path> table_settings_folders(const std::filesystem::path& archive) {
    std::vector<std::filesystem::path> folders;
    if (!archive.empty()) folders.push_back(archive / "table-settings");
    if (const char* share = std::getenv("HEAFS_SHARE"))
        folders.push_back(std::filesystem::path(share) / "tables");
    std::error_code none;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", none);
    if (!none) {
        folders.push_back(program.parent_path() / "../share/heafs/tables");
        folders.push_back(program.parent_path() / "share/tables");
    }
    return folders;
}

}  // namespace heafs
