// Which rows of a table a path below tables/ asks for, part by part:
//   tables/<table>[/cone/<ra>/<dec>/<radius>][/where[/<column>/<value>]*]
// Each part has one canonical form, and columns come in the order of the table; other spellings are
// links to it.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/base/decimal.h"
#include "config/tables/table_schema.h"
#include "core/tables/table_query.h"
#include "products/plan/sky_request.h"

namespace heafs {

// The radius of a folder `default`, where each row has its own: default_search_radius = @column.
struct AskedRowRadius {
    size_t column = 0;
    bool operator==(const AskedRowRadius&) const = default;
};

// As far as a folder's path goes: ra, then dec, then radius. Degrees, arcmin.
struct AskedCone {
    std::optional<Decimal> ra;
    std::optional<Decimal> dec;
    std::optional<std::variant<Decimal, AskedRowRadius>> radius;
    bool operator==(const AskedCone&) const = default;
    bool is_whole() const { return radius.has_value(); }
};

struct AskedValue {
    ColumnCondition condition;
    std::string text;  // canonical, not yet encoded: "m31", "5..10", "null"
    bool operator==(const AskedValue&) const = default;
};

struct TableRequest {
    std::string table;
    std::optional<AskedCone> cone;
    std::optional<std::vector<AskedValue>> where;  // one a column, in the order of the schema
    std::optional<size_t> column;                  // the last name of the path, without its value
    bool operator==(const TableRequest&) const = default;

    // True for a folder that has rows.<fmt>: a whole cone, or at least one condition.
    bool selects() const;
    // "tables/messier/cone/10.68/41.27/30/where/class/6600"
    std::string path(const TableSchema& schema) const;
    // The query. A cone with a radius for each row is asked for with `widest_arcmin`.
    TableQuery query(double widest_arcmin = 0) const;
};

// The default_search_radius of a schema: arcmin, or the column that has it for each row.
std::optional<std::variant<Decimal, AskedRowRadius>> default_search_radius(
    const TableSchema& schema);

// What a name in the folder of `parent` is, by its form and the table's columns.
struct TableFolder {
    TableRequest request;
};
struct NoSelection {};  // not of this grammar: rows/, files
using TableStep = std::variant<TableFolder, SkyLink, SkyRefusal, NoSelection>;

TableStep interpret_table_name(const TableSchema& schema, const TableRequest& parent,
                               const std::string& name);

// The request of a folder whose path below tables/<table>/ is canonical ("", "cone/10.68", ...);
// nothing for others.
std::optional<TableRequest> table_request_of(const TableSchema& schema, const std::string& below);

}  // namespace heafs
