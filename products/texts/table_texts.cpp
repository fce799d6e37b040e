#include "products/texts/table_texts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "products/plan/name_text.h"
#include "products/texts/position_words.h"

namespace heafs {
namespace {

constexpr const char* kFormats =
    "    rows.csv   for scripts and spreadsheets   rows.fits  FITS binary table\n"
    "    rows.html  for a browser                  rows.tdat  HEASARC's text form\n"
    "    rows.vot   VOTable\n";

std::string title(const TableSchema& schema) {
    return schema.description.empty() ? schema.name + "\n"
                                      : fmt::format("{}: {}\n", schema.name, schema.description);
}

std::string default_radius_words(const TableSchema& schema) {
    const auto radius = default_search_radius(schema);
    if (!radius) return "this table has no default";
    if (const auto* arcmin = std::get_if<Decimal>(&*radius)) return arcmin->text() + " arcmin";
    return fmt::format("each row's own, from the column {}",
                       schema.columns[std::get<AskedRowRadius>(*radius).column].name);
}

// A column to show the use of where/ with: the first one that is shown by default, else the first.
std::string example_column(const TableSchema& schema) {
    for (const std::string& name : schema.parameter_defaults)
        if (schema.find_column(name)) return name;
    return schema.columns.empty() ? "column" : schema.columns[0].name;
}

std::string words_of_value(const TableColumn& column, const AskedValue& value) {
    const ColumnCondition& condition = value.condition;
    const std::string unit = column.unit.empty() ? "" : " " + column.unit;
    if (condition.null) return column.name + " is null";
    const bool one = condition.like || (condition.least && condition.least == condition.most);
    if (one || value.text.find("..") == std::string::npos)
        return fmt::format("{} = {}{}", column.name, value.text, unit);
    if (condition.least && condition.most)
        return fmt::format("{} from {} to {}{}", column.name, *condition.least, *condition.most,
                           unit);
    if (condition.least) return fmt::format("{} >= {}{}", column.name, *condition.least, unit);
    return fmt::format("{} <= {}{}", column.name, condition.most.value_or(""), unit);
}

std::string words_of_cone(const TableSchema& schema, const AskedCone& cone) {
    const auto* arcmin = std::get_if<Decimal>(&*cone.radius);
    const std::string radius =
        arcmin != nullptr
            ? arcmin->text() + " arcmin"
            : fmt::format("its own {}",
                          schema.columns[std::get<AskedRowRadius>(*cone.radius).column].name);
    return fmt::format("within {} of {}, {} ({})", radius, cone.ra->text(), cone.dec->text(),
                       sexagesimal(Angle{cone.ra->to_double()}, Angle{cone.dec->to_double()}));
}

// Below the description of a link.
std::string indented(const std::string& text) {
    std::string lines = "     ";
    for (const char c : text) {
        lines += c;
        if (c == '\n') lines += "     ";
    }
    return lines + "\n";
}

}  // namespace

std::string table_readme(const TableSchema& schema, int64_t rows, bool has_links,
                         bool has_products) {
    const std::string column = example_column(schema);
    std::string text =
        title(schema) + fmt::format("{} rows, {} columns\n\n", rows, schema.columns.size());
    if (position_columns_of(schema))
        text += "cone/<ra>/<dec>/<radius>/   rows near a position, the nearest first\n";
    text +=
        "where/<column>/<value>/     rows with certain values\n"
        "rows/<key>/                 one row: row.txt";
    if (has_links) text += ", links/ to other tables";
    if (has_products) text += ", products/";
    text += "\n\n";
    text += "Some to try, from this folder:\n";
    if (position_columns_of(schema)) text += "    ls cone/83.633/22.014/30\n";
    text += fmt::format("    cat where/{}/README.txt\n    ls rows\n\n", column);
    return text + fmt::format(
                      "The whole table is ../{0}.fits, .vot, .csv and .tdat; ../{0}.html "
                      "describes its columns.\n",
                      schema.name);
}

std::string cone_readme(const TableSchema& schema) {
    return fmt::format(
        "{}\n"
        "cone/<ra>/<dec>/<radius>/rows.<fmt>: the rows within a radius of a position, the nearest\n"
        "first. A last column, search_offset, has their distance in arcmin.\n"
        "\n"
        "ra, dec  degrees (83.63308, 22.0145) or 05h34m31.97s, -05d23m28s\n"
        "radius   arcmin: 30; arcsec: 10s; degrees: 0.5d; from 0 to 180 degrees; `default`:\n"
        "         {}\n"
        "\n"
        "    cp cone/83.63308/22.0145/30/rows.fits /tmp/\n"
        "    cp cone/83.63308/22.0145/30/where/<column>/<value>/rows.fits /tmp/\n"
        "\n"
        "Nothing is listed here, since there are as many positions as you can think of; every one\n"
        "opens all the same. Other spellings are links to the one canonical path.\n",
        title(schema), default_radius_words(schema));
}

std::string where_readme(const TableSchema& schema) {
    std::string columns;
    for (const TableColumn& column : schema.columns) {
        std::string line = fmt::format("    {:<24} {:<8} {:<10} {}", column.name,
                                       name_of(column.type), column.unit, column.description);
        line.resize(line.find_last_not_of(' ') + 1);
        columns += line + "\n";
    }
    return fmt::format(
        "{}\n"
        "where/<column>/<value>[/<column>/<value>]*/rows.<fmt>: the rows that meet all "
        "conditions.\n"
        "\n"
        "value    x        equal to; texts compare without regard to case\n"
        "         lo..hi   from lo to hi, both included; lo.. and ..hi are open\n"
        "         m*, m?   texts: * stands for any characters, ? for one\n"
        "         null     without a value\n"
        "         \"x\"      texts: x as it stands, where it would be read as one of the above:\n"
        "                  %22null%22, %22a..b%22 and %22M%2A%22 are null, a..b and M*\n"
        "\n"
        "What is no letter, digit or one of . _ + - is percent-encoded in the canonical spelling\n"
        "(a blank is %20, * is %2A, / is %2F, \" is %22); other spellings are links to it. `ls` of "
        "a "
        "column's\n"
        "folder shows its values where there are few.\n"
        "\n"
        "Columns:\n{}",
        title(schema), columns);
}

std::string column_readme(const TableSchema& schema, size_t column, const ColumnRange& range,
                          const std::optional<std::vector<std::string>>& values) {
    const TableColumn& described = schema.columns[column];
    std::string text = fmt::format("{}.{}", schema.name, described.name);
    if (!described.description.empty()) text += ": " + described.description;
    text += fmt::format("\n{}{}{}", name_of(described.type),
                        described.unit.empty() ? "" : ", " + described.unit,
                        described.ucd.empty() ? "" : ", " + described.ucd);
    if (range.least && range.most)
        text += fmt::format("; from {} to {}", *range.least, *range.most);
    text += range.nulls > 0 ? fmt::format("; {} rows without a value\n\n", range.nulls) : "\n\n";
    if (values)
        return text + fmt::format(
                          "All its values are listed here: {}.\n"
                          "Ranges (lo..hi), null, * and ? open as well: see ../README.txt "
                          "in where/.\n",
                          values->size());
    return text +
           "It has too many values to be listed; every one opens all the same, and so do\n"
           "ranges (lo..hi), null, * and ?.\n";
}

std::string words_of(const TableSchema& schema, const TableRequest& request) {
    std::vector<std::string> words;
    if (request.cone && request.cone->is_whole())
        words.push_back(words_of_cone(schema, *request.cone));
    if (request.where)
        for (const AskedValue& value : *request.where)
            words.push_back(words_of_value(schema.columns[value.condition.column], value));
    return fmt::format("{}", fmt::join(words, " and "));
}

std::string selection_readme(const TableSchema& schema, const TableRequest& request,
                             const RowSelection& rows) {
    std::string text = title(schema);
    const std::string where = request.cone ? "" : "with ";
    text += fmt::format("{} row{} {}{}\n", rows.rows.size(), rows.rows.size() == 1 ? "" : "s",
                        where, words_of(schema, request));
    if (!rows.offsets_arcmin.empty())
        text += fmt::format("the nearest {:.4g} arcmin away, the farthest {:.4g}\n",
                            rows.offsets_arcmin.front(), rows.offsets_arcmin.back());
    text += "\n";
    text += kFormats;
    return text + (request.where
                       ? "\nFurther conditions: <column>/<value>/ in this folder; columns are not "
                         "listed here.\n"
                       : "\nOf these, those with certain values: where/<column>/<value>/ "
                         "in this folder.\n");
}

std::string rows_readme(const TableSchema& schema, int64_t rows, int64_t listed) {
    const std::string key =
        schema.unique_key.empty()
            ? "the place of the row in the table, from 1 (the table has no unique key)"
            : fmt::format("the value of {}{}", fmt::join(schema.unique_key, ", "),
                          schema.unique_key.size() > 1 ? ", joined with a comma as %2C" : "");
    std::string text = fmt::format(
        "{}\nrows/<key>/row.txt: one row, column by column. The key is\n{}.\n"
        "What is no letter, digit or one of . _ + - is percent-encoded in it.\n\n",
        title(schema), key);
    if (listed == rows) return text + fmt::format("All {} rows are listed here.\n", rows);
    if (listed == 0)
        return text + fmt::format(
                          "{} rows are too many to be listed; every one opens all the "
                          "same.\n",
                          rows);
    return text + fmt::format(
                      "{} of {} rows are listed here; the keys of the others are longer "
                      "than a name may be.\nrows.<fmt> of where/ has them.\n",
                      listed, rows);
}

std::string links_readme(const std::string& row_name, const std::vector<ShownLink>& links) {
    std::string text =
        fmt::format("Rows of other tables that belong to {}: <symbol>.<fmt>\n", row_name);
    for (const ShownLink& shown : links) {
        const std::string found =
            shown.why_not.empty()
                ? fmt::format("{} {}", shown.rows, shown.rows == 1 ? "row" : "rows")
                : "not here";
        text += fmt::format("\n{:<4} {:<20} {:<10} {}\n", shown.link.symbol, shown.link.link_table,
                            found, shown.link.description);
        text += shown.why_not.empty() ? indented(shown.link.criterion) : indented(shown.why_not);
    }
    return text;
}

}  // namespace heafs
