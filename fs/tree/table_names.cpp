#include "fs/tree/table_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "config/tables/table_settings.h"
#include "products/plan/column_name.h"

namespace heafs {
namespace {

// Empty for a name without prefix.
std::string short_name(const std::string& table) {
    const size_t mark = table.find('_');
    return mark == std::string::npos ? "" : table.substr(mark + 1);
}

}  // namespace

std::optional<std::string> table_of_other_name(const ArchiveTableSet& tables,
                                               const std::string& name) {
    if (name.empty() || tables.count(name) > 0) return std::nullopt;
    if (const std::string key = table_key(name); tables.count(key) > 0) return key;
    std::optional<std::string> meant;
    for (const auto& [table, unused] : tables) {
        if (short_name(table) != name) continue;
        if (meant) return std::nullopt;
        meant = table;
    }
    return meant;
}

const ArchiveTable* find_table(const ArchiveTableSet& tables, const std::string& name) {
    const auto found = tables.find(table_of_other_name(tables, name).value_or(name));
    return found == tables.end() ? nullptr : &found->second;
}

std::string no_such_table(const ArchiveTableSet& tables, const std::string& name) {
    std::vector<std::string> names;
    std::string ambiguous;
    for (const auto& [table, unused] : tables) {
        if (short_name(table) == name && !name.empty())
            ambiguous += (ambiguous.empty() ? "" : " or ") + table;
        names.push_back(table);
        if (const std::string plain = short_name(table); !plain.empty()) names.push_back(plain);
    }
    if (!ambiguous.empty())
        return fmt::format("there is no table '{}': is it {}?", name, ambiguous);
    const std::string nearest = nearest_name(names, name);
    if (!nearest.empty())
        return fmt::format("there is no table '{}'; the nearest is {}", name, nearest);
    names.clear();
    for (const auto& [table, unused] : tables) names.push_back(table);
    return fmt::format("there is no table '{}'; there are {}", name, fmt::join(names, ", "));
}

TableFileName split_table_file(const std::string& name) {
    const size_t dot = name.rfind('.');
    if (dot == std::string::npos) return {name, ""};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

}  // namespace heafs
