#include "products/texts/tables_readme.h"

#include <fmt/format.h>

namespace heafs {

std::string tables_readme(const ArchiveTableSet& tables) {
    std::string text =
        "The catalogue tables of this archive. Open index.html in a browser: it lists them, and\n"
        "leads to a page for each that says what its columns are. Each is here whole, in formats\n"
        "with the same rows and values:\n"
        "    <table>.fits    a FITS binary table: fv, TOPCAT, STILTS, astropy\n"
        "    <table>.vot     a VOTable: TOPCAT, STILTS, astropy, Aladin\n"
        "    <table>.csv     comma-separated values: spreadsheets, pandas, awk\n"
        "    <table>.tdat    HEASARC's text form, with its full description as header\n"
        "    <table>.html    what the table and its columns are\n"
        "\n"
        "And as a folder, for some of its rows, as rows.csv, .fits, .html, .tdat or .vot:\n"
        "    <table>/cone/<ra>/<dec>/<radius>/    near a position; radius in arcmin\n"
        "    <table>/where/<column>/<value>/      with certain values: 5, 2..5, m31, m*, null\n"
        "    <table>/rows/<key>/row.txt           one row, with its links and data products\n"
        "Each folder has a README.txt. search/ has all tables at one position. heasarc_<table>\n"
        "opens as <table> too.\n"
        "\n"
        "Tables here:\n";
    for (const auto& [name, table] : tables)
        text += fmt::format("    {:<20} {}\n", name, table.segment.schema().description);
    return text +
           "\n"
           "Observation tables have one row for each published observation, made from the headers\n"
           "of its files, and change when files are published; the others are as delivered. Those\n"
           "whose names begin with zz tell of the archive itself: zzgen has one row for each "
           "table,\n"
           "zzpar one for each column (unit, UCD, smallest and largest value), zzext one for each\n"
           "virtual parameter, zzlink one for each link between two tables, zzfiles one for each\n"
           "version of each file that was ever published.\n"
           "\n"
           "Four commands to try, from this folder:\n"
           "    cat zzpar/where/table_name/zzgen/rows.csv\n"
           "    stilts tpipe in=zzgen.fits omode=out ofmt=text\n"
           "    sed -n '1,/<DATA>/p' zzpar.tdat\n"
           "    heafs explain ARCHIVE tables/zzpar.fits\n";
}

std::string private_tables_readme(const std::string& group, const std::set<std::string>& tables) {
    std::string text = fmt::format(
        "Tables with table_security = private, which missions of the group {} delivered. Nobody\n"
        "else can look into this folder, and neither tables/ nor search/ nor the metabase shows\n"
        "them. Each is here in the formats and with the folders that tables/README.txt tells of.\n"
        "\n"
        "Tables here:\n",
        group);
    for (const std::string& name : tables) text += fmt::format("    {}\n", name);
    if (tables.empty()) text += "    none\n";
    return text;
}

}  // namespace heafs
