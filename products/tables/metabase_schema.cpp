#include "products/tables/metabase_schema.h"

namespace heafs {
namespace {

// Its first columns, `key` of them, identify a row.
TableSchema metabase_schema(const char* name, const char* description,
                            std::vector<TableColumn> columns, size_t key) {
    TableSchema schema;
    schema.name = name;
    schema.description = description;
    schema.columns = std::move(columns);
    for (size_t i = 0; i < key; ++i) {
        schema.columns[i].index = "key";
        schema.unique_key.push_back(schema.columns[i].name);
    }
    schema.virtual_parameters = {{"table_type", "Metabase"}};
    return schema;
}

}  // namespace

TableColumn metabase_column(const char* name, const char* type, const char* description) {
    TableColumn made;
    made.name = name;
    made.type = *parse_column_type(type);
    made.description = description;
    return made;
}

TableColumn metabase_date_column(const char* name, const char* description) {
    TableColumn made = metabase_column(name, "float8", description);
    made.format = ".8f";
    made.unit = "mjd";
    made.ucd = "time";
    return made;
}

TableSchema zzgen_schema() {
    const auto column = metabase_column;
    const auto date_column = metabase_date_column;
    TableColumn update = column("update_days", "float8", "Longest Agreed Time Between Two Updates");
    update.unit = std::string("d");
    TableSchema schema = metabase_schema(
        "zzgen", "All Tables of the Archive",
        {column("table_name", "char20", "Name of the Table"),
         column("table_description", "char80", "What the Table Is"),
         column("table_type", "char12", "Kind of the Table"),
         column("table_mission", "char12", "Mission That the Table Is Of"),
         column("table_rows", "int4", "Number of Rows"),
         column("table_columns", "int2", "Number of Columns"),
         date_column("creation_date", "Earliest DATE of What the Table Is Made From"),
         date_column("modify_date", "Latest DATE of What the Table Is Made From"), update,
         date_column("next_update", "The Table Is Stale From Here On"),
         column("unique_key", "char40", "Columns That Identify a Row"),
         column("table_security", "char8", "Who May Read the Table"),
         column("table_document_url", "char20", "Where the Table Is Documented")},
        1);
    schema.parameter_defaults = {"table_name", "table_description", "table_rows", "modify_date"};
    return schema;
}

TableSchema zzpar_schema() {
    const auto column = metabase_column;
    TableSchema schema = metabase_schema(
        "zzpar", "All Columns of All Tables of the Archive",
        {column("table_name", "char20", "Name of the Table"),
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
         column("parameter_description", "char80", "What the Column Is")},
        2);
    schema.parameter_defaults = {"table_name",           "parameter_name", "parameter_type",
                                 "parameter_units",      "parameter_min",  "parameter_max",
                                 "parameter_description"};
    return schema;
}

TableSchema zzext_schema() {
    const auto column = metabase_column;
    TableSchema schema = metabase_schema(
        "zzext", "All Virtual Parameters of All Tables of the Archive",
        {column("table_name", "char20", "Name of the Table"),
         column("parameter_name", "char24", "Name of the Virtual Parameter"),
         column("parameter_number", "int2", "Which One of That Name, From 1"),
         column("parameter_value", "char40", "Its Value, or @ and the Column That Has It")},
        3);
    schema.parameter_defaults = {"table_name", "parameter_name", "parameter_value"};
    return schema;
}

TableSchema zzlink_schema() {
    const auto column = metabase_column;
    TableSchema schema =
        metabase_schema("zzlink", "All Links Between Tables of the Archive",
                        {column("table_name", "char20", "Name of the Table That Links"),
                         column("link_symbol", "char8", "Symbol of the Link"),
                         column("link_table_name", "char20", "Name of the Table That Is Linked"),
                         column("link_priority", "int2", "Order of Display, From 1"),
                         column("link_criterion", "char80", "Which Rows Are Linked"),
                         column("link_description", "char80", "What Is Linked")},
                        2);
    schema.parameter_defaults = {"table_name", "link_symbol", "link_table_name",
                                 "link_description"};
    return schema;
}

}  // namespace heafs
