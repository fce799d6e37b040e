#include "products/tables/metabase.h"

#include <fmt/format.h>

#include <algorithm>

namespace heafs {
namespace {

using Tables = std::vector<const TableVersion*>;

// Describing zzpar changes zzpar: its widths and ranges settle in two or three rounds.
constexpr int kMostRounds = 20;

TableColumn column(const char* name, const char* type, const char* description) {
    TableColumn made;
    made.name = name;
    made.type = *parse_column_type(type);
    made.description = description;
    return made;
}

TableColumn date_column(const char* name, const char* description) {
    TableColumn made = column(name, "float8", description);
    made.format = ".8f";
    made.unit = "mjd";
    made.ucd = "time";
    return made;
}

TableSchema zzgen_schema() {
    TableSchema schema;
    schema.name = "zzgen";
    schema.description = "All Tables of the Archive";
    schema.columns = {column("table_name", "char20", "Name of the Table"),
                      column("table_description", "char80", "What the Table Is"),
                      column("table_type", "char12", "Kind of the Table"),
                      column("table_rows", "int4", "Number of Rows"),
                      column("table_columns", "int2", "Number of Columns"),
                      date_column("creation_date", "Earliest DATE of What the Table Is Made From"),
                      date_column("modify_date", "Latest DATE of What the Table Is Made From"),
                      column("unique_key", "char40", "Columns That Identify a Row"),
                      column("table_security", "char8", "Who May Read the Table"),
                      column("table_document_url", "char20", "Where the Table Is Documented")};
    schema.columns[0].index = "key";
    schema.parameter_defaults = {"table_name", "table_description", "table_rows", "modify_date"};
    schema.unique_key = {"table_name"};
    schema.virtual_parameters = {{"table_type", "Metabase"}};
    return schema;
}

TableSchema zzpar_schema() {
    TableSchema schema;
    schema.name = "zzpar";
    schema.description = "All Columns of All Tables of the Archive";
    schema.columns = {
        column("table_name", "char20", "Name of the Table"),
        column("parameter_name", "char24", "Name of the Column"),
        column("parameter_order", "int2", "Place of the Column in a Row, From 1"),
        column("display_order", "int2", "Place Among the Columns Shown by Default, From 1"),
        column("parameter_type", "char7", "Type of the Values"),
        column("parameter_format", "char6", "Format for Display"),
        column("parameter_units", "char10", "Unit of the Values"),
        column("parameter_ucd", "char24", "Unified Content Descriptor"),
        column("parameter_index", "char5", "Whether the Column Is Indexed"),
        column("parameter_min", "float8", "Smallest Value, of Numbers"),
        column("parameter_max", "float8", "Largest Value, of Numbers"),
        column("parameter_description", "char80", "What the Column Is")};
    schema.columns[0].index = schema.columns[1].index = "key";
    schema.parameter_defaults = {"table_name",           "parameter_name", "parameter_type",
                                 "parameter_units",      "parameter_min",  "parameter_max",
                                 "parameter_description"};
    schema.unique_key = {"table_name", "parameter_name"};
    schema.virtual_parameters = {{"table_type", "Metabase"}};
    return schema;
}

TableCell text_cell(const std::string& text) { return text.empty() ? TableCell() : text; }

TableCell date_cell(const std::optional<CalendarMoment>& date) {
    return date ? TableCell(mjd_of(*date)) : TableCell();
}

TableCell real_cell(const std::optional<double>& value) {
    return value ? TableCell(*value) : TableCell();
}

std::string type_of(const TableSchema& schema) {
    for (const auto& [key, value] : schema.virtual_parameters)
        if (key == "table_type") return value;
    return {};
}

struct Dates {
    std::optional<CalendarMoment> first;
    std::optional<CalendarMoment> last;
};

Dates dates_of(const Tables& tables) {
    Dates dates;
    for (const TableVersion* table : tables) {
        if (table->first_date && (!dates.first || *table->first_date < *dates.first))
            dates.first = table->first_date;
        if (table->last_date && (!dates.last || *table->last_date > *dates.last))
            dates.last = table->last_date;
    }
    return dates;
}

TableCells zzgen_cells(const TableSchema& schema, int64_t rows, const Dates& dates) {
    return {schema.name,
            text_cell(schema.description),
            text_cell(type_of(schema)),
            rows,
            static_cast<int64_t>(schema.columns.size()),
            date_cell(dates.first),
            date_cell(dates.last),
            text_cell(fmt::format("{}", fmt::join(schema.unique_key, ","))),
            text_cell(schema.security),
            text_cell(schema.document_url)};
}

TableCell display_order(const TableSchema& schema, const std::string& name) {
    const auto& shown = schema.parameter_defaults;
    const auto found = std::find(shown.begin(), shown.end(), name);
    return found == shown.end() ? TableCell() : TableCell(int64_t{found - shown.begin() + 1});
}

TableCells zzpar_cells(const TableSchema& schema, size_t place, const ColumnRange& range) {
    const TableColumn& described = schema.columns[place];
    return {schema.name,
            described.name,
            static_cast<int64_t>(place + 1),
            display_order(schema, described.name),
            name_of(described.type),
            text_cell(described.format),
            text_cell(described.unit),
            text_cell(described.ucd),
            text_cell(described.index),
            real_cell(range.least),
            real_cell(range.most),
            text_cell(described.description)};
}

// By the texts of the first two cells: table_name, parameter_name.
TableRows sorted(std::vector<TableRow> rows, size_t key_columns) {
    std::sort(rows.begin(), rows.end(), [&](const TableRow& a, const TableRow& b) {
        return std::lexicographical_compare(
            a.cells.begin(), a.cells.begin() + static_cast<std::ptrdiff_t>(key_columns),
            b.cells.begin(), b.cells.begin() + static_cast<std::ptrdiff_t>(key_columns));
    });
    TableRows shared;
    for (TableRow& row : rows) shared.push_back(std::make_shared<const TableRow>(std::move(row)));
    return shared;
}

TableVersion make_zzgen(const Tables& tables, int64_t zzpar_rows) {
    const TableSchema schema = zzgen_schema();
    const Dates all = dates_of(tables);
    std::vector<TableRow> rows;
    const auto add = [&](const TableSchema& described, int64_t count, const Dates& dates) {
        rows.push_back(
            make_table_row(schema, zzgen_cells(described, count, dates), dates.first, dates.last));
    };
    for (const TableVersion* table : tables)
        add(table->schema, static_cast<int64_t>(table->rows.size()),
            {table->first_date, table->last_date});
    add(schema, static_cast<int64_t>(tables.size()) + 2, all);
    add(zzpar_schema(), zzpar_rows, all);
    return make_table_version(schema, sorted(std::move(rows), 1));
}

TableVersion make_zzpar(const Tables& tables, const Dates& dates) {
    const TableSchema schema = zzpar_schema();
    std::vector<TableRow> rows;
    for (const TableVersion* table : tables)
        for (size_t i = 0; i < table->schema.columns.size(); ++i)
            rows.push_back(make_table_row(schema, zzpar_cells(table->schema, i, table->ranges[i]),
                                          dates.first, dates.last));
    return make_table_version(schema, sorted(std::move(rows), 2));
}

}  // namespace

Metabase make_metabase(const std::vector<std::shared_ptr<const TableVersion>>& tables) {
    Tables described;
    size_t columns = zzgen_schema().columns.size() + zzpar_schema().columns.size();
    for (const auto& table : tables) {
        described.push_back(table.get());
        columns += table->schema.columns.size();
    }
    const Dates dates = dates_of(described);
    Metabase metabase;
    metabase.zzgen = make_zzgen(described, static_cast<int64_t>(columns));
    metabase.zzpar = make_table_version(zzpar_schema(), {});
    described.push_back(&metabase.zzgen);
    described.push_back(&metabase.zzpar);
    for (int round = 0; round < kMostRounds; ++round) {
        const std::string before = metabase.zzpar.content_hash;
        metabase.zzpar = make_zzpar(described, dates);
        if (metabase.zzpar.content_hash == before) break;
    }
    return metabase;
}

}  // namespace heafs
