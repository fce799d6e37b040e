#include "products/tables/metabase.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "products/tables/metabase_schema.h"
#include "products/tables/table_page.h"

namespace heafs {
namespace {

// The metabase describes itself: widths and ranges settle in two or three rounds.
constexpr int kMostRounds = 20;

TableCell text_cell(const std::string& text) { return text.empty() ? TableCell() : text; }

template <typename T>
TableCell number_cell(const std::optional<T>& value) {
    return value ? TableCell(*value) : TableCell();
}

TableCell date_cell(const std::optional<CalendarMoment>& date) {
    return date ? TableCell(mjd_of(*date)) : TableCell();
}

// One of the tables in the making: its rows, and what these make of its schema.
struct MetaTable {
    LazyTable::Summary summary;
    std::vector<TableCells> rows;
};

void extend(ColumnRange& range, double value) {
    range.least = std::min(range.least.value_or(value), value);
    range.most = std::max(range.most.value_or(value), value);
}

// What build_table() will find, with texts as wide as their longest.
void note_cell(const TableCell& cell, TableColumn& column, ColumnRange& range) {
    if (const auto* text = std::get_if<std::string>(&cell))
        column.type.length = std::max(column.type.length, static_cast<int64_t>(text->size()));
    if (const auto* whole = std::get_if<int64_t>(&cell)) extend(range, static_cast<double>(*whole));
    if (const auto* real = std::get_if<double>(&cell)) extend(range, *real);
}

// `schema` with rows that are sorted by what identifies them.
MetaTable meta_table(TableSchema schema, std::vector<TableCells> rows, const TableDates& dates) {
    const auto key = static_cast<std::ptrdiff_t>(schema.unique_key.size());
    std::sort(rows.begin(), rows.end(), [&](const TableCells& a, const TableCells& b) {
        return std::lexicographical_compare(a.begin(), a.begin() + key, b.begin(), b.begin() + key);
    });
    MetaTable table{{std::move(schema), static_cast<int64_t>(rows.size()), {}, dates},
                    std::move(rows)};
    table.summary.ranges.resize(table.summary.schema.columns.size());
    for (const TableCells& cells : table.rows)
        for (size_t i = 0; i < cells.size(); ++i)
            note_cell(cells[i], table.summary.schema.columns[i], table.summary.ranges[i]);
    return table;
}

std::string type_of(const TableSchema& schema) {
    for (const auto& [key, value] : schema.virtual_parameters)
        if (key == "table_type") return value;
    return {};
}

// A table as the metabase sees it.
struct Described {
    const LazyTable::Summary* table;
    std::string mission;
    std::optional<double> update_days;
};

TableCell next_update(const Described& described) {
    const auto& modified = described.table->dates.modified;
    if (!modified || !described.update_days) return {};
    return mjd_of(*modified) + *described.update_days;
}

TableCells zzgen_cells(const Described& described) {
    const TableSchema& schema = described.table->schema;
    return {schema.name,
            text_cell(schema.description),
            text_cell(type_of(schema)),
            text_cell(described.mission),
            described.table->size,
            static_cast<int64_t>(schema.columns.size()),
            date_cell(described.table->dates.created),
            date_cell(described.table->dates.modified),
            number_cell(described.update_days),
            next_update(described),
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
            number_cell(range.least),
            number_cell(range.most),
            text_cell(described.description)};
}

void add_zzext_rows(const TableSchema& schema, std::vector<TableCells>& rows) {
    std::map<std::string, int64_t> numbers;
    const auto add = [&](const std::string& name, const std::string& value) {
        rows.push_back({schema.name, name, ++numbers[name], text_cell(value)});
    };
    for (const auto& [name, value] : schema.virtual_parameters) add(name, value);
    if (!schema.unique_key.empty())
        add("unique_key", fmt::format("{}", fmt::join(schema.unique_key, ",")));
}

void add_zzlink_rows(const DescribedTable& described, std::vector<TableCells>& rows) {
    for (const LinkDefinition& link : described.links)
        rows.push_back({described.table.schema().name, link.symbol, text_cell(link.link_table),
                        link.priority, text_cell(link.criterion), text_cell(link.description)});
}

TableDates dates_of(const std::vector<DescribedTable>& tables) {
    TableDates dates;
    for (const DescribedTable& described : tables) {
        const auto& [created, modified] = described.table.summary().dates;
        if (created && (!dates.created || *created < *dates.created)) dates.created = created;
        if (modified && (!dates.modified || *modified > *dates.modified)) dates.modified = modified;
    }
    return dates;
}

class MetabaseMaker {
   public:
    explicit MetabaseMaker(const std::vector<DescribedTable>& tables)
        : tables_(tables), dates_(dates_of(tables)) {
        for (const TableSchema& schema :
             {zzgen_schema(), zzpar_schema(), zzext_schema(), zzlink_schema()})
            made_.push_back(meta_table(schema, {}, dates_));
    }

    std::vector<LazyTable> make() {
        for (int round = 0; round < kMostRounds; ++round) {
            std::vector<MetaTable> next = describe();
            const bool settled =
                std::equal(next.begin(), next.end(), made_.begin(),
                           [](const MetaTable& a, const MetaTable& b) { return a.rows == b.rows; });
            made_ = std::move(next);
            if (settled) break;
        }
        std::vector<LazyTable> tables;
        for (const MetaTable& table : made_)
            tables.emplace_back(build_table(table.summary.schema, table.rows, dates_));
        return tables;
    }

   private:
    // The four tables of all tables and of the four as they are now.
    std::vector<MetaTable> describe() const {
        std::vector<TableCells> gen, par, ext, link;
        for (const Described& described : all()) {
            const LazyTable::Summary& table = *described.table;
            gen.push_back(zzgen_cells(described));
            for (size_t i = 0; i < table.schema.columns.size(); ++i)
                par.push_back(zzpar_cells(
                    table.schema, i, shown_range(table.ranges[i], table.schema.columns[i].type)));
            add_zzext_rows(table.schema, ext);
        }
        for (const DescribedTable& table : tables_) add_zzlink_rows(table, link);
        std::vector<MetaTable> next;
        next.push_back(meta_table(zzgen_schema(), std::move(gen), dates_));
        next.push_back(meta_table(zzpar_schema(), std::move(par), dates_));
        next.push_back(meta_table(zzext_schema(), std::move(ext), dates_));
        next.push_back(meta_table(zzlink_schema(), std::move(link), dates_));
        return next;
    }

    std::vector<Described> all() const {
        std::vector<Described> all;
        for (const DescribedTable& one : tables_)
            all.push_back({&one.table.summary(), one.mission, one.update_days});
        for (const MetaTable& one : made_) all.push_back({&one.summary, "", std::nullopt});
        return all;
    }

    const std::vector<DescribedTable>& tables_;
    const TableDates dates_;
    std::vector<MetaTable> made_;  // zzgen, zzpar, zzext, zzlink
};

}  // namespace

std::vector<LazyTable> make_metabase(const std::vector<DescribedTable>& tables) {
    return MetabaseMaker(tables).make();
}

}  // namespace heafs
