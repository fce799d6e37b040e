#include "products/tables/product_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "core/archive/areas.h"
#include "core/base/log.h"
#include "core/catalog/file_history.h"
#include "products/tables/metabase_schema.h"
#include "products/tables/product_parts.h"
#include "products/tables/row_key.h"
#include "products/tables/scratch_table.h"

namespace heafs {
namespace {

TableSchema schema_of(const char* name, const char* description, std::vector<TableColumn> columns) {
    TableSchema schema;
    schema.name = name;
    schema.description = description;
    schema.columns = std::move(columns);
    schema.columns[0].index = "key";
    for (const TableColumn& column : schema.columns)
        schema.parameter_defaults.push_back(column.name);
    schema.virtual_parameters = {{"table_type", "Metabase"}};
    return schema;
}

TableSchema zzdp_schema() {
    const auto column = metabase_column;
    TableSchema schema = schema_of(
        "zzdp", "Data Products: Files and URLs by Their Tags",
        {column("dp_tag", "char1", "Tag of the Data Product"),
         column("dp_url", "char1",
                "Where It Is: a URL, or a Path Below "
                "the Mount"),
         column("dp_type", "char1", "What It Is"), column("dp_format", "char1", "Its Format")});
    schema.unique_key = {"dp_tag", "dp_url"};
    return schema;
}

TableSchema zzdpsets_schema() {
    const auto column = metabase_column;
    TableSchema schema =
        schema_of("zzdpsets", "Sets of Data Products That the Rows of Tables Have",
                  {column("table_name", "char1", "Table Whose Rows Have the Set"),
                   column("set_name", "char1", "Name of the Set"),
                   column("tag_format", "char1", "Tags of Its Files, With Columns and Wildcards"),
                   column("set_description", "char1", "What the Set Is")});
    schema.unique_key = {"table_name", "set_name"};
    return schema;
}

TableSchema zzghosts_schema() {
    const auto column = metabase_column;
    TableSchema schema =
        schema_of("zzghosts", "Rows Whose Files Are Missing",
                  {column("table_name", "char1", "Table of the Row"),
                   column("row_key", "char1", "Its Name Below rows/"),
                   column("set_name", "char1", "Set of Data Products That Lacks a File"),
                   column("dp_tag", "char1", "Tag That No File Has")});
    schema.unique_key = {"table_name", "row_key", "set_name", "dp_tag"};
    return schema;
}

TableSchema zzorphans_schema() {
    const auto column = metabase_column;
    TableSchema schema = schema_of("zzorphans", "Files That No Row of a Table Names",
                                   {column("file_path", "char1", "Path Below the Mount"),
                                    column("file_class", "char1", "What Kind of File It Is"),
                                    column("mission", "char1", "Mission That Delivered It"),
                                    column("obs_id", "char1", "Observation That It Is Of"),
                                    column("file_size", "int8", "Bytes of the File")});
    schema.columns.back().unit = "byte";
    schema.unique_key = {"file_path"};
    return schema;
}

// What HEASARC's text form has no way to write becomes '?'.
TableCell text_cell(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return text.empty() ? TableCell() : TableCell(std::move(text));
}

void widen(TableColumn& column, int64_t length) {
    column.type.length = std::max(column.type.length, length);
}

// Takes a row into what is known of a table before it is made.
void add(const TableCells& cells, LazyTable::Summary& summary) {
    for (size_t i = 0; i < cells.size(); ++i) {
        if (const auto* text = std::get_if<std::string>(&cells[i]))
            widen(summary.schema.columns[i], static_cast<int64_t>(text->size()));
        const auto* whole = std::get_if<int64_t>(&cells[i]);
        if (whole == nullptr) continue;
        const auto value = static_cast<double>(*whole);
        ColumnRange& range = summary.ranges[i];
        range.least = std::min(range.least.value_or(value), value);
        range.most = std::max(range.most.value_or(value), value);
    }
    ++summary.size;
}

LazyTable::Summary summary_of(TableSchema schema) {
    LazyTable::Summary summary;
    summary.ranges.resize(schema.columns.size());
    summary.schema = std::move(schema);
    return summary;
}

std::string url_of(const ProductTag& rule, const std::string& name) {
    if (!rule.url_prefix.empty() && name.starts_with(rule.dir_prefix))
        return rule.url_prefix + name.substr(rule.dir_prefix.size());
    return name.substr(1);
}

// Hashes of the paths that rows name: 8 bytes a file.
class NamedPaths {
   public:
    void add(const std::string& path) { hashes_.push_back(std::hash<std::string>()(path)); }
    void settle() {
        std::sort(hashes_.begin(), hashes_.end());
        hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
        hashes_.shrink_to_fit();
    }
    bool has(const std::string& path) const {
        return std::binary_search(hashes_.begin(), hashes_.end(), std::hash<std::string>()(path));
    }

   private:
    std::vector<size_t> hashes_;
};

// Everything that follows from the rows of all tables with sets, in one pass over them.
struct RowFindings {
    std::vector<TableCells> ghosts;
    std::vector<TableCells> remotes;  // rows of zzdp
    NamedPaths named;
};

void look_at_row(const TableProducts& products, const TableSegment& table, int64_t row,
                 RowFindings& findings) {
    const auto remotes = products.remote_files(table, row);
    for (const RemoteFile& remote : remotes)
        findings.remotes.push_back({text_cell(remote.tag), text_cell(remote.url),
                                    text_cell(remote.rule->type), text_cell(remote.rule->format)});
    for (const auto& set : products.sets())
        products.each_tag(set, table, row, remotes,
                          [&](const TagPattern& pattern, const auto& here, const auto& far) {
                              for (const StoredProduct& product : here)
                                  findings.named.add(product.path);
                              if (here.empty() && far.empty())
                                  findings.ghosts.push_back(
                                      {text_cell(table.schema().name),
                                       text_cell(row_name(table, row)), text_cell(set.shown->name),
                                       text_cell(fmt::format("{}", fmt::join(pattern, "*")))});
                          });
}

void warn_of_columns(const TableProducts& products, const std::string& table) {
    for (const auto& set : products.sets())
        for (const RowTag& tag : set.tags)
            for (const std::string& column : tag.unknown_columns())
                log_warning("set[{}({})]: the table has no column {}", table, set.shown->name,
                            column);
}

RowFindings look_at_rows(DataProducts::Parts& parts, const ArchiveTableSet& tables) {
    parts.refresh();
    RowFindings findings;
    for (const auto& [name, table] : tables) {
        const TableProducts products(parts, table.segment.schema());
        if (products.sets().empty() && !products.has_remotes()) continue;
        warn_of_columns(products, name);
        const std::shared_ptr<const TableSegment> segment = table.segment;
        for (int64_t row = 0; row < segment->size(); ++row)
            look_at_row(products, *segment, row, findings);
    }
    findings.named.settle();
    return findings;
}

// What is found in the rows, when somebody asks for it: the files of the archive are looked at for
// products only then.
class LazyFindings {
   public:
    LazyFindings(DataProducts::Parts& parts, const ArchiveTableSet& tables)
        : parts_(parts), tables_(tables) {}
    const RowFindings& get() {
        const std::lock_guard lock(mutex_);
        if (!findings_) findings_ = look_at_rows(parts_, tables_);
        return *findings_;
    }

   private:
    DataProducts::Parts& parts_;
    const ArchiveTableSet tables_;
    std::mutex mutex_;  // guards findings_, and is held while they are made
    std::optional<RowFindings> findings_;
};
using SharedFindings = std::shared_ptr<LazyFindings>;  // by the tables made of them

std::shared_ptr<const TableSegment> small_table(const TableSchema& schema,
                                                const std::vector<TableCells>& rows) {
    return build_table(schema, rows, {}, {.widen_texts = true});
}

// Of the tables that are shown.
ArchiveTable zzdpsets(const DataProducts::Parts& parts, const ArchiveTableSet& tables) {
    std::vector<TableCells> rows;
    for (const auto& [table, sets] : parts.sets) {
        if (tables.count(table) == 0) continue;
        for (const auto& known : sets)
            rows.push_back({text_cell(table), text_cell(known.shown.name),
                            text_cell(known.shown.tag_format), text_cell(known.shown.description)});
    }
    return {small_table(zzdpsets_schema(), rows)};
}

TableCells zzdp_cells(DataProducts::Parts& parts, const StoredProduct& product) {
    const ProductTag& rule = parts.loaded.rules.tags[product.rule];
    return {text_cell(product.tag), text_cell(url_of(rule, parts.store.matched_name(product))),
            text_cell(rule.type), text_cell(rule.format)};
}

// The longest of each column follow from the groups: what stands before a path is the same in each.
LazyTable::Summary zzdp_summary(DataProducts::Parts& parts,
                                const std::vector<TableCells>& remotes) {
    LazyTable::Summary summary = summary_of(zzdp_schema());
    for (const ProductGroup& group : parts.store.groups()) {
        const ProductTag& rule = parts.loaded.rules.tags[group.rule];
        StoredProduct longest{"", std::string(static_cast<size_t>(group.longest_path), 'x'),
                              group.rule, group.alias};
        auto& columns = summary.schema.columns;
        const auto length = [](const std::string& text) {
            return static_cast<int64_t>(text.size());
        };
        widen(columns[0], group.longest_tag);
        widen(columns[1], length(url_of(rule, parts.store.matched_name(longest))));
        widen(columns[2], length(rule.type));
        widen(columns[3], length(rule.format));
        summary.size += group.count;
    }
    for (const TableCells& cells : remotes) add(cells, summary);
    return summary;
}

ArchiveTable zzdp(DataProducts::Parts& parts, const SharedFindings& findings,
                  const std::filesystem::path& scratch) {
    const auto make = [&parts, findings, scratch] {
        const std::vector<TableCells>& remotes = findings->get().remotes;
        return make_scratch_table(scratch, zzdp_schema(),
                                  [&](TableBuilder& builder) {
                                      parts.store.each([&](const StoredProduct& product) {
                                          builder.add(zzdp_cells(parts, product));
                                      });
                                      for (const TableCells& cells : remotes) builder.add(cells);
                                      return TableDates();
                                  },
                                  {.widen_texts = true});
    };
    const auto summarise = [&parts, findings] {
        return zzdp_summary(parts, findings->get().remotes);
    };
    return {LazyTable(zzdp_schema(), summarise, make)};
}

ArchiveTable zzghosts(const SharedFindings& findings) {
    const auto make = [findings] { return small_table(zzghosts_schema(), findings->get().ghosts); };
    return {LazyTable(zzghosts_schema(), {}, make)};
}

void each_orphan(Database& catalogue, const NamedPaths& named,
                 const std::function<void(const TableCells&)>& take) {
    each_file_version(catalogue, [&](const FileVersion& file) {
        const std::string_view area = std::string_view(file.path).substr(0, file.path.find('/'));
        if (file.state != "published" || !is_shown_area(area) || named.has(file.path)) return;
        take({text_cell(file.path), text_cell(file.file_class), text_cell(file.mission),
              text_cell(file.obs_id), file.size});
    });
}

ArchiveTable zzorphans(LedgerPool& ledger, const SharedFindings& findings,
                       const std::filesystem::path& scratch) {
    const auto make = [&ledger, findings, scratch] {
        return make_scratch_table(scratch, zzorphans_schema(),
                                  [&](TableBuilder& builder) {
                                      auto loan = ledger.borrow();
                                      each_orphan(
                                          loan.database(), findings->get().named,
                                          [&](const TableCells& cells) { builder.add(cells); });
                                      return TableDates();
                                  },
                                  {.widen_texts = true});
    };
    return {LazyTable(zzorphans_schema(), {}, make)};
}

}  // namespace

std::vector<ArchiveTable> ProductTables::make(const ArchiveTableSet& tables) {
    DataProducts::Parts& parts = products_.parts();
    const auto findings = std::make_shared<LazyFindings>(parts, tables);
    std::vector<ArchiveTable> made;
    made.push_back(zzdp(parts, findings, scratch_));
    made.push_back(zzdpsets(parts, tables));
    made.push_back(zzghosts(findings));
    made.push_back(zzorphans(ledger_, findings, scratch_));
    return made;
}

}  // namespace heafs
