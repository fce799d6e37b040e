#include "products/tables/table_page.h"

#include <fmt/format.h>

#include <charconv>

#include "core/delivery/shown_text.h"
#include "products/tables/page_parts.h"
#include "products/tables/table_export.h"

namespace heafs {
namespace {

std::string file_links(const std::string& table) {
    std::string text;
    for (const TableFormat format : kTableFormats)
        if (format != TableFormat::kHtml)
            text += page_link(fmt::format("{}.{}", table, ending_of(format)),
                              fmt::format("{}.{}", table, ending_of(format))) +
                    "\n";
    return text;
}

std::string fact(std::string_view name, const std::string& html) {
    return html.empty() ? std::string() : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html);
}

std::string date_of(const std::optional<CalendarMoment>& moment) {
    return moment ? text_of(*moment, ' ') : std::string();
}

// A virtual parameter's values, the last of several lines apart.
std::string parameter(const TableSchema& schema, std::string_view key) {
    std::string text;
    for (const auto& [name, value] : schema.virtual_parameters)
        if (name == key) text += (text.empty() ? "" : ", ") + value;
    return text;
}

std::string column_link(const std::string& name) {
    return page_link(fmt::format("#{}", name), name);
}

std::string columns_text(const std::vector<std::string>& columns) {
    std::string text;
    for (const std::string& name : columns) text += (text.empty() ? "" : ", ") + column_link(name);
    return text;
}

std::string positions_text(const TableSchema& schema) {
    const auto columns = position_columns_of(schema);
    if (!columns) return {};
    const std::string radius = parameter(schema, "default_search_radius");
    return fmt::format(
        "{}, J2000{}",
        columns_text({schema.columns[columns->ra].name, schema.columns[columns->dec].name}),
        radius.empty() ? "" : html_text("; searched within " + radius + " arcmin"));
}

std::string head(const LazyTable::Summary& table, const TableDocument& document) {
    const TableSchema& schema = table.schema;
    std::string text = page_head(schema.name + ": " + schema.description);
    text += fmt::format("<p class=\"faint\">{}</p>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
                        page_link("index.html", "All tables"), html_text(schema.name),
                        html_text(schema.description));
    text += "<dl class=\"facts\">\n" + fact("Rows", counted_text(table.size)) +
            fact("Parameters", counted_text(static_cast<int64_t>(schema.columns.size()))) +
            fact("Created", date_of(table.dates.created)) +
            fact("Last modified", date_of(table.dates.modified)) +
            fact("Identified by", columns_text(schema.unique_key)) +
            fact("Position", positions_text(schema)) +
            fact("Shown first", columns_text(schema.parameter_defaults)) +
            fact("Mission", html_text(document.mission)) + "</dl>\n";
    return text + "<p class=\"files\">" + file_links(schema.name) + "</p>\n";
}

std::string overview(const TableSchema& schema, const TableDocument& document) {
    std::string facts;
    for (const auto& [key, value] : schema.virtual_parameters) {
        const bool is_column = value.starts_with('@') && schema.find_column(value.substr(1));
        facts += fact(html_text(key), is_column ? column_link(value.substr(1)) : html_text(value));
    }
    for (const auto& [key, value] : schema.relations)
        facts += fact(html_text(fmt::format("relate[{}]", key)), html_text(value));
    if (facts.empty() && document.information.empty()) return {};
    std::string text = "<h2><a name=\"overview\">Overview</a></h2>\n";
    text += html_of_markdown(document.information);
    return text + (facts.empty() ? "" : "<dl class=\"facts\">\n" + facts + "</dl>\n");
}

// "0.5 to 12".
std::string range_text(const ColumnRange& range) {
    if (!range.least || !range.most) return {};
    return *range.least == *range.most ? fmt::format("{}", *range.least)
                                       : fmt::format("{} to {}", *range.least, *range.most);
}

// May be broken between its words.
std::string ucd_text(std::string_view ucd) {
    std::string text;
    for (size_t end = ucd.find(';'); end != std::string_view::npos; end = ucd.find(';')) {
        text += html_text(ucd.substr(0, end + 1));
        text += "<wbr>";
        ucd.remove_prefix(end + 1);
    }
    return text + html_text(ucd);
}

std::string type_text(const TableColumn& column) {
    std::string text = html_text(name_of(column.type));
    if (!column.format.empty()) text += ", " + html_text(column.format);
    if (!column.index.empty())
        text += fmt::format(" <span class=\"faint\">({})</span>", html_text(column.index));
    return text;
}

std::string parameter_row(const TableColumn& column, const ColumnRange& range) {
    return fmt::format(
        "<tr><td class=\"name\"><a name=\"{0}\" id=\"{0}\"></a><strong>{0}</strong></td>"
        "<td>{1}</td><td>{2}</td><td class=\"name\">{3}</td><td class=\"name\">{4}</td>"
        "<td>{5}</td></tr>\n",
        html_text(column.name), html_text(column.description), html_text(column.unit),
        type_text(column), html_text(range_text(shown_range(range, column.type))),
        ucd_text(column.ucd));
}

std::string parameters(const LazyTable::Summary& table) {
    std::string text =
        "<h2><a name=\"parameters\">Parameters</a></h2>\n<div "
        "class=\"wide\"><table>\n<thead><tr><th>Name"
        "</th><th>What it is</th><th>Unit</th><th>Type</th><th>Values</th><th>UCD</th></tr></thead>"
        "\n<tbody>\n";
    for (size_t i = 0; i < table.schema.columns.size(); ++i)
        text += parameter_row(table.schema.columns[i], table.ranges[i]);
    return text + "</tbody></table></div>\n";
}

std::string product_sets(const TableDocument& document) {
    std::string text = "<h2><a name=\"dataproducts\">Data products</a></h2>\n";
    if (document.product_sets.empty())
        return text +
               "<p class=\"faint\">No set of data products is declared for this table.</p>\n";
    text +=
        "<p>Of each row, as links in <code>rows/&lt;key&gt;/products/&lt;set&gt;/</code>:</p>\n"
        "<div class=\"wide\"><table>\n<tbody>\n";
    for (const auto& set : document.product_sets)
        text += fmt::format("<tr><td class=\"name\"><strong>{}</strong></td><td>{}</td></tr>\n",
                            html_text(set.name), html_text(set.description));
    return text + "</tbody></table></div>\n";
}

std::string links(const TableDocument& document) {
    if (document.links.empty()) return {};
    std::string text =
        "<h2><a name=\"links\">Links to other tables</a></h2>\n<p>Of each row, in "
        "<code>rows/&lt;key&gt;/links/&lt;symbol&gt;.&lt;format&gt;</code>:</p>\n<div "
        "class=\"wide\"><table>\n<thead><tr><th>Symbol</th><th>Table</th><th>What</th>"
        "<th>Criterion</th></tr></thead>\n<tbody>\n";
    for (const auto& link : document.links)
        text += fmt::format(
            "<tr><td class=\"name\"><strong>{}</strong></td><td>{}</td><td>{}</td>"
            "<td><code>{}</code></td></tr>\n",
            html_text(link.symbol), page_link(link.link_table + ".html", link.link_table),
            html_text(link.description), html_text(link.criterion));
    return text + "</tbody></table></div>\n";
}

std::string selections(const TableSchema& schema) {
    std::string text =
        "<h2><a name=\"rows\">Rows by path</a></h2>\n<p>Beside this page, in the folder of the "
        "table; <code>rows.fits</code> also as .vot, .csv, .tdat, .html:</p>\n<pre><code>";
    const auto add = [&](const std::string& path) {
        text += html_text(path);
        text += '\n';
    };
    if (position_columns_of(schema))
        add(fmt::format("{}/cone/<ra>/<dec>/<radius in arcmin>/rows.fits", schema.name));
    add(fmt::format("{}/where/{}/<value>/rows.fits", schema.name,
                    schema.columns.empty() ? "<column>" : schema.columns[0].name));
    if (!schema.unique_key.empty())
        add(fmt::format("{}/rows/<{}>/row.txt", schema.name,
                        fmt::join(schema.unique_key, ">%2C<")));
    return text + "</code></pre>\n";
}

std::string contact(const TableSchema& schema, const TableDocument& document) {
    std::string facts = fact("Delivered by", html_text(document.contact));
    facts += fact("Author", html_text(parameter(schema, "table_author")));
    facts += fact("Reference", html_text(parameter(schema, "catalog_bibcode")));
    if (!schema.document_url.empty())
        facts += fact("Documented at", page_link(schema.document_url, schema.document_url));
    return fmt::format(
        "<h2><a name=\"contact_person\">Contact</a></h2>\n<p>Questions about {} go to {}.</p>\n"
        "<dl class=\"facts\">\n{}</dl>\n",
        html_text(schema.name),
        document.mission.empty() ? "those who run this archive, which makes it"
                                 : "whoever delivers it, and about its files here to those who run "
                                   "this archive",
        facts);
}

std::string index_row(const IndexedTable& indexed) {
    const TableSchema& schema = indexed.table.schema;
    std::string files;
    for (const TableFormat format : kTableFormats)
        if (format != TableFormat::kHtml)
            files +=
                page_link(fmt::format("{}.{}", schema.name, ending_of(format)), ending_of(format)) +
                "\n";
    const std::string date = date_of(indexed.table.dates.modified);
    return fmt::format(
        "<tr><td class=\"name\"><a name=\"{}\"></a>{}</td><td>{}</td><td class=\"number\">{}</td>"
        "<td class=\"name\">{}</td><td>{}</td><td class=\"name files\">{}</td></tr>\n",
        html_text(schema.name), page_link(schema.name + ".html", schema.name),
        html_text(schema.description), counted_text(indexed.table.size), date.substr(0, 10),
        html_text(indexed.mission), files);
}

bool is_own(const IndexedTable& indexed) { return indexed.table.schema.name.starts_with("zz"); }

std::string index_part(std::string_view heading, const std::vector<IndexedTable>& tables,
                       bool own) {
    std::string rows;
    for (const IndexedTable& table : tables)
        if (is_own(table) == own) rows += index_row(table);
    if (rows.empty()) return {};
    return fmt::format(
        "<h2>{}</h2>\n<div class=\"wide\"><table>\n<thead><tr><th>Table</th><th>What it is</th>"
        "<th class=\"number\">Rows</th><th>Modified</th><th>Mission</th><th>Files</th></tr></thead>"
        "\n<tbody>\n{}</tbody></table></div>\n",
        heading, rows);
}

}  // namespace

ColumnRange shown_range(ColumnRange range, const ColumnType& type) {
    if (type.cell != CellType::kFloat4) return range;
    for (auto* value : {&range.least, &range.most}) {
        if (!*value) continue;
        const std::string text = fmt::format("{}", static_cast<float>(**value));
        std::from_chars(text.data(), text.data() + text.size(), **value);
    }
    return range;
}

std::string table_page(const LazyTable::Summary& table, const TableDocument& document) {
    return head(table, document) + overview(table.schema, document) + parameters(table) +
           product_sets(document) + links(document) + selections(table.schema) +
           contact(table.schema, document) + std::string(page_end());
}

std::string table_index(const std::vector<IndexedTable>& tables) {
    return page_head("Catalogue tables") +
           "<h1>Catalogue tables</h1>\n<p class=\"lead\">Each table has a page that says what its "
           "parameters are, and is here whole in four formats with the same rows and "
           "values.</p>\n" +
           index_part("Tables", tables, false) +
           index_part("About tables and files of this archive", tables, true) +
           std::string(page_end());
}

}  // namespace heafs
