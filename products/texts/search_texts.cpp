#include "products/texts/search_texts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "products/texts/position_words.h"

namespace heafs {
namespace {

struct Widths {
    size_t table = 5;
    size_t radius = 6;
    size_t description = 11;
};

Widths widths_of(const std::vector<SearchCount>& counts) {
    Widths widths;
    for (const SearchCount& count : counts) {
        if (count.rows == 0) continue;
        widths.table = std::max(widths.table, count.table.size());
        widths.radius = std::max(widths.radius, count.radius.size());
    }
    return widths;
}

std::string names_of(const std::vector<SearchCount>& counts, bool searched) {
    std::string names;
    for (const SearchCount& count : counts) {
        if (count.rows > 0 || count.why_not.empty() != searched) continue;
        names += names.empty() ? "" : ", ";
        names += count.table;
        if (!searched) names += fmt::format(" ({})", count.why_not);
    }
    return names;
}

std::string count_lines(const std::vector<SearchCount>& counts) {
    const Widths widths = widths_of(counts);
    std::string text =
        fmt::format("{:>9}  {:>9}  {:<{}}  {:<{}}  {}\n", "rows", "nearest'", "table", widths.table,
                    "within'", widths.radius, "what the table is");
    for (const SearchCount& count : counts)
        if (count.rows > 0)
            text += fmt::format("{:>9}  {:>9.4f}  {:<{}}  {:<{}}  {}\n", count.rows,
                                count.nearest_arcmin.value_or(0), count.table, widths.table,
                                count.radius, widths.radius, count.description);
    return text;
}

std::string product_lines(const std::vector<SearchCount>& counts) {
    std::string text;
    for (const SearchCount& count : counts)
        if (count.rows > 0 && !count.product_sets.empty())
            text += fmt::format("    products/{}/<key>/{{{}}}/\n", count.table,
                                fmt::join(count.product_sets, ","));
    if (text.empty()) return "";
    return "\nTheir data products, and products.tar with all of them:\n" + text;
}

}  // namespace

std::string search_readme() {
    return "search/: all tables at one position.\n"
           "\n"
           "    search/<ra>/<dec>/<radius>/summary.txt    how many rows each table has there\n"
           "    search/<ra>/<dec>/<radius>/<table>.<fmt>  these rows, the nearest first\n"
           "    search/<ra>/<dec>/<radius>/products/      links to their data products\n"
           "    search/name/<object>                      a target, with each table's own radius\n"
           "\n"
           "ra, dec  degrees (83.63308, 22.0145) or 05h34m31.97s, -05d23m28s\n"
           "radius   arcmin: 30; arcsec: 10s; degrees: 0.5d; `default`: of each table what its\n"
           "         default_search_radius says; tables without one are left out\n"
           "fmt      csv, fits, html, tdat, vot\n"
           "\n"
           "Nothing is listed here, since there are as many positions as you can think of; every\n"
           "one opens all the same:\n"
           "\n"
           "    cat search/83.63308/22.0145/30/summary.txt\n"
           "    ls search/name\n"
           "    cat search/name/<object>/summary.txt\n";
}

std::string search_summary(const SearchRequest& request, const std::vector<SearchCount>& counts) {
    const auto arcmin = request.radius_arcmin();
    std::string text =
        fmt::format("Rows within {} of {}, {}\n{}\n\n",
                    arcmin ? arcmin->text() + " arcmin" : "each table's default radius",
                    request.ra->text(), request.dec->text(),
                    sexagesimal(Angle{request.ra->to_double()}, Angle{request.dec->to_double()}));
    const bool any = std::any_of(counts.begin(), counts.end(),
                                 [](const SearchCount& count) { return count.rows > 0; });
    text += any ? count_lines(counts) : "None of the tables has a row there.\n";
    text += product_lines(counts);
    if (const std::string none = names_of(counts, true); !none.empty())
        text += fmt::format("\nNone in: {}\n", none);
    if (const std::string unsearched = names_of(counts, false); !unsearched.empty())
        text += fmt::format("\nNot searched: {}\n", unsearched);
    return text;
}

}  // namespace heafs
