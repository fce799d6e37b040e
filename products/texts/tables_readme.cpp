#include "products/texts/tables_readme.h"

#include <fmt/format.h>

namespace heafs {

std::string tables_readme(const ArchiveTableSet& tables) {
    std::string text =
        "The catalogue tables of this archive. Each is here whole, in two formats with the same\n"
        "rows and values:\n"
        "    <table>.fits    a FITS binary table: fv, TOPCAT, STILTS, astropy\n"
        "    <table>.tdat    HEASARC's text form, with its full description as header\n"
        "\n"
        "Tables here:\n";
    for (const auto& [name, table] : tables)
        text += fmt::format("    {:<20} {}\n", name, table.version->schema.description);
    return text +
           "\n"
           "Observation tables have one row for each published observation, made from the headers\n"
           "of its files, and change when files are published. zzgen has one row for each table,\n"
           "zzpar one for each column: unit, UCD, description, smallest and largest value.\n"
           "\n"
           "Three commands to try, from this folder:\n"
           "    stilts tpipe in=zzgen.fits omode=out ofmt=text\n"
           "    sed -n '1,/<DATA>/p' zzpar.tdat\n"
           "    heafs explain ARCHIVE tables/zzpar.fits\n";
}

}  // namespace heafs
