#include "products/plan/table_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "products/plan/column_name.h"
#include "products/plan/cone_radius_text.h"
#include "products/plan/name_text.h"
#include "products/plan/sky_position_text.h"
#include "products/plan/value_text.h"

namespace heafs {
namespace {

using Radius = std::variant<Decimal, AskedRowRadius>;

std::string radius_text(const Radius& radius) {
    const auto* arcmin = std::get_if<Decimal>(&radius);
    return arcmin != nullptr ? arcmin->text() : "default";
}

TableStep folder_or_link(TableRequest request, const std::string& canonical,
                         const std::string& name) {
    if (canonical == name) return TableFolder{std::move(request)};
    return SkyLink{canonical};
}

// Puts what was parsed into its place and gives its canonical text.
TableStep keep_decimal(TableRequest request, std::optional<Decimal> AskedCone::*place,
                       const ParsedPart<Decimal>& parsed, const std::string& name) {
    if (const auto* refusal = std::get_if<SkyRefusal>(&parsed)) return *refusal;
    const Decimal& value = std::get<Decimal>(parsed);
    (*request.cone).*place = value;
    return folder_or_link(std::move(request), value.text(), name);
}

TableStep interpret_radius(const TableSchema& schema, TableRequest request,
                           const std::string& name) {
    if (name != "default") {
        const auto parsed = parse_cone_radius(name);
        if (const auto* refusal = std::get_if<SkyRefusal>(&parsed)) return *refusal;
        request.cone->radius = std::get<Decimal>(parsed);
    } else {
        request.cone->radius = default_search_radius(schema);
        if (!request.cone->radius)
            return SkyRefusal{fmt::format(
                "{} has no default_search_radius: give a radius in arcmin, as 5", schema.name)};
    }
    const std::string canonical = radius_text(*request.cone->radius);
    return folder_or_link(std::move(request), canonical, name);
}

TableStep interpret_cone_part(const TableSchema& schema, const TableRequest& parent,
                              const std::string& name) {
    if (!parent.cone->ra)
        return keep_decimal(parent, &AskedCone::ra, parse_right_ascension(name), name);
    if (!parent.cone->dec)
        return keep_decimal(parent, &AskedCone::dec, parse_declination(name), name);
    return interpret_radius(schema, parent, name);
}

TableStep interpret_column(const TableSchema& schema, const TableRequest& parent,
                           const std::string& name) {
    const auto column = find_column_named(schema, name);
    if (!column) return SkyRefusal{no_such_column(schema, name)};
    const std::string& canonical = schema.columns[*column].name;
    for (const AskedValue& value : *parent.where)
        if (value.condition.column == *column)
            return SkyRefusal{fmt::format("{} is asked for twice: a range is one value, as {}/2..5",
                                          canonical, canonical)};
    TableRequest request = parent;
    request.column = *column;
    return folder_or_link(std::move(request), canonical, name);
}

// From the folder of the column that was named last to that of all conditions, of which one is new:
// up over those that must come behind it, and down again.
std::string way_to(const TableSchema& schema, const std::vector<AskedValue>& values, size_t added) {
    std::string up;
    std::string down;
    for (const AskedValue& value : values) {
        if (value.condition.column < added) continue;
        const std::string& column = schema.columns[value.condition.column].name;
        if (value.condition.column == added) {
            down = encode_name(value.text);
            continue;
        }
        up += "../../";
        down += fmt::format("/{}/{}", column, encode_name(value.text));
    }
    if (up.empty()) return down;
    return fmt::format("../{}{}/{}", up, schema.columns[added].name, down);
}

TableStep interpret_value(const TableSchema& schema, const TableRequest& parent,
                          const std::string& name) {
    auto parsed = parse_asked_value(schema, *parent.column, name);
    if (const auto* refusal = std::get_if<SkyRefusal>(&parsed)) return *refusal;
    TableRequest request = parent;
    request.column.reset();
    auto& values = *request.where;
    const auto place = std::find_if(values.begin(), values.end(), [&](const AskedValue& value) {
        return value.condition.column > *parent.column;
    });
    values.insert(place, std::get<AskedValue>(std::move(parsed)));
    const std::string canonical = way_to(schema, values, *parent.column);
    return folder_or_link(std::move(request), canonical, name);
}

}  // namespace

bool TableRequest::selects() const {
    if (column) return false;
    return where ? !where->empty() : cone && cone->is_whole();
}

std::string TableRequest::path(const TableSchema& schema) const {
    std::string path = "tables/" + table;
    const auto add = [&](const std::string& name) { path.append("/").append(name); };
    if (cone) {
        add("cone");
        if (cone->ra) add(cone->ra->text());
        if (cone->dec) add(cone->dec->text());
        if (cone->radius) add(radius_text(*cone->radius));
    }
    if (!where) return path;
    add("where");
    for (const AskedValue& value : *where) {
        add(schema.columns[value.condition.column].name);
        add(encode_name(value.text));
    }
    if (column) add(schema.columns[*column].name);
    return path;
}

TableQuery TableRequest::query(double widest_arcmin) const {
    TableQuery query;
    if (cone && cone->is_whole()) {
        const auto* arcmin = std::get_if<Decimal>(&*cone->radius);
        const Angle radius{(arcmin != nullptr ? arcmin->to_double() : widest_arcmin) / 60};
        query.cone = {{Angle{cone->ra->to_double()}, Angle{cone->dec->to_double()}}, radius};
    }
    if (where)
        for (const AskedValue& value : *where) query.where.push_back(value.condition);
    return query;
}

std::optional<Radius> default_search_radius(const TableSchema& schema) {
    for (const auto& [key, value] : schema.virtual_parameters) {
        if (key != "default_search_radius" || value.empty()) continue;
        if (value[0] == '@') {
            const auto column = find_column_named(schema, value.substr(1));
            if (!column || schema.columns[*column].type.cell == CellType::kText)
                return std::nullopt;
            return AskedRowRadius{*column};
        }
        const auto arcmin = parse_cone_radius(value);
        if (const auto* radius = std::get_if<Decimal>(&arcmin)) return *radius;
    }
    return std::nullopt;
}

TableStep interpret_table_name(const TableSchema& schema, const TableRequest& parent,
                               const std::string& name) {
    if (parent.column) return interpret_value(schema, parent, name);
    if (name.find('.') != std::string::npos && parent.selects()) return NoSelection{};  // a file
    if (parent.where) return interpret_column(schema, parent, name);
    if (parent.cone && !parent.cone->is_whole()) return interpret_cone_part(schema, parent, name);
    TableRequest request = parent;
    if (name == "where") {
        request.where.emplace();
        return TableFolder{std::move(request)};
    }
    if (name == "cone" && !parent.cone) {
        if (!position_columns_of(schema))
            return SkyRefusal{
                fmt::format("{} has no positions (right_ascension, declination)", schema.name)};
        request.cone.emplace();
        return TableFolder{std::move(request)};
    }
    return NoSelection{};
}

std::optional<TableRequest> table_request_of(const TableSchema& schema, const std::string& below) {
    TableRequest request;
    request.table = schema.name;
    for (size_t at = 0; at < below.size();) {
        const size_t end = std::min(below.find('/', at), below.size());
        auto step = interpret_table_name(schema, request, below.substr(at, end - at));
        auto* folder = std::get_if<TableFolder>(&step);
        if (folder == nullptr) return std::nullopt;
        request = std::move(folder->request);
        at = end + 1;
    }
    return request;
}

}  // namespace heafs
