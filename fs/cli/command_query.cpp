#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>
#include <ostream>

#include "config/base/error.h"
#include "core/archive/archive.h"
#include "core/base/files.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/product_output.h"
#include "fs/tree/table_names.h"
#include "fs/tree/virtual_areas.h"
#include "fs/tree/virtual_walk.h"
#include "products/plan/column_name.h"
#include "products/plan/name_text.h"
#include "products/tables/asked_rows.h"
#include "products/tables/chosen_columns.h"

namespace heafs {
namespace {

std::string cone_path(const std::string& cone) {
    std::string text = cone;
    if (std::count(text.begin(), text.end(), ',') == 1) text += ",default";
    const bool is_whole =
        std::count(text.begin(), text.end(), ',') == 2 && text.find("/") == std::string::npos &&
        text.find(",,") == std::string::npos && text.front() != ',' && text.back() != ',';
    if (!is_whole)
        throw Error(Fault::kUsage,
                    fmt::format("--cone {}: right ascension, declination and radius in arcmin, as "
                                "83.63,22.01,30, or without radius for the table's default",
                                cone));
    std::erase(text, ' ');
    std::replace(text.begin(), text.end(), ',', '/');
    return "/cone/" + text;
}

std::string where_path(const std::vector<std::string>& conditions) {
    std::string path = conditions.empty() ? "" : "/where";
    for (const std::string& condition : conditions) {
        const size_t mark = condition.find('=');
        if (mark == std::string::npos || mark == 0 || mark + 1 == condition.size())
            throw Error(Fault::kUsage,
                        fmt::format("--where {}: a column, = and a value: x, lo..hi, ..hi, lo.., "
                                    "null, or text with * and ?",
                                    condition));
        path += fmt::format("/{}/{}", encode_name(condition.substr(0, mark)),
                            encode_name(condition.substr(mark + 1)));
    }
    return path;
}

TableFormat asked_format(const QueryArguments& arguments) {
    const std::string ending = std::filesystem::path(arguments.output).extension().string();
    const std::string asked = !arguments.format.empty() ? arguments.format
                              : arguments.output == "-" ? "csv"
                              : ending.empty()          ? ""
                                                        : ending.substr(1);
    if (const auto format = parse_table_format(asked)) return *format;
    throw Error(Fault::kUsage,
                fmt::format("{}: give --format, or an ending that says it: .fits, .vot, .csv, "
                            ".tdat, .html",
                            arguments.output));
}

// Of what a path is not: the reason alone.
std::string reason_of(const std::string& explanation) {
    const size_t line = explanation.find("\n  ");
    std::string reason = line == std::string::npos ? explanation : explanation.substr(line + 3);
    while (!reason.empty() && reason.back() == '\n') reason.pop_back();
    return reason;
}

std::vector<size_t> places_of(const TableSchema& schema, const std::vector<std::string>& names) {
    std::vector<size_t> places;
    for (const std::string& name : names) {
        const auto place = find_column_named(schema, name);
        if (!place) throw Error(Fault::kUsage, no_such_column(schema, name));
        if (std::find(places.begin(), places.end(), *place) != places.end())
            throw Error(Fault::kUsage, fmt::format("--columns names {} twice", name));
        places.push_back(*place);
    }
    return places;
}

// The same rows with some of their columns; the distances of a cone stay.
VirtualEntry with_chosen_columns(const SharedTable& table, const std::string& path,
                                 const std::vector<size_t>& columns, TableFormat format) {
    const std::string folder = fmt::format("tables/{}", table->schema().name);
    const std::string below = parent_path(path);
    std::shared_ptr<RowSelection> renumbered;
    SharedTable chosen;
    if (below.size() <= folder.size()) {
        chosen = with_columns(*table, nullptr, columns);
    } else {
        const auto request = table_request_of(table->schema(), below.substr(folder.size() + 1));
        const RowSelection rows = select_asked_rows(*table, *request);
        chosen = with_columns(*table, &rows, columns);
        renumbered = std::make_shared<RowSelection>(rows);
        std::iota(renumbered->rows.begin(), renumbered->rows.end(), 0U);
    }
    return product_entry(base_name(path), plan_table_export(path, chosen, renumbered, format));
}

}  // namespace

int run_query(const QueryArguments& arguments, std::ostream& out) {
    const TableFormat format = asked_format(arguments);
    const Archive archive(resolve_archive(arguments.archive));
    LedgerPool ledger(archive.catalogue());
    VirtualAreas areas(archive, ledger);
    const auto tables = areas.archive_tables().current();
    const ArchiveTable* asked = find_table(*tables, arguments.table);
    if (asked == nullptr) throw Error(Fault::kUsage, no_such_table(*tables, arguments.table));
    const SharedTable table = asked->segment;
    const std::vector<size_t> columns = places_of(table->schema(), arguments.columns);

    std::string path = "tables/" + table->schema().name;
    if (!arguments.cone.empty()) path += cone_path(arguments.cone);
    path += where_path(arguments.where);
    const bool is_whole = arguments.cone.empty() && arguments.where.empty();
    path += fmt::format("{}.{}", is_whole ? "" : "/rows", ending_of(format));
    VirtualArea& area = *areas.find("tables");
    const VirtualWalk walk = walk_virtual(area, path);
    if (!walk.found) throw Error(Fault::kUsage, reason_of(area.explain(path)));
    write_product(
        columns.empty() ? walk.entry : with_chosen_columns(table, walk.path, columns, format),
        arguments.output, out);
    return kExitOk;
}

}  // namespace heafs
