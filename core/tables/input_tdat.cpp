#include "core/tables/input_tdat.h"

#include "core/tdat/tdat_check.h"
#include "core/tdat/tdat_reader.h"

namespace heafs {
namespace {

// "2011-12-11 17:03:48" of the comments.
std::optional<CalendarMoment> moment_of(std::string text) {
    if (const size_t blank = text.find(' '); blank != std::string::npos) text[blank] = 'T';
    return parse_calendar_moment(text);
}

}  // namespace

void read_tdat_input(std::span<const std::byte> bytes, const TableInputTake& take) {
    TdatReader reader({[&](const TdatHeader& header) {
                           TableInputHeader given;
                           given.kind = "TDAT";
                           given.schema = header.schema;
                           given.dates = {moment_of(header.created), moment_of(header.modified)};
                           given.is_complete = true;
                           take.header(given);
                       },
                       [&](const TdatRow& row) {
                           take.row({row.number, row.line, row.values});
                       },
                       [&](const TdatProblem& problem) { take.problem(tdat_finding(problem)); }});
    reader.feed(bytes);
    reader.finish();
}

}  // namespace heafs
