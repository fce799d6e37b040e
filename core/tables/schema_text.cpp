#include "core/tables/schema_text.h"

#include <algorithm>

namespace heafs {
namespace {

constexpr std::string_view kBegin = "<HEADER>\n", kEnd = "<DATA>\n";

bool is_fatal(const TdatProblem& problem) {
    return !problem.warning && problem.fault == TdatFault::kStructure;
}

}  // namespace

std::optional<TdatHeader> parse_schema_text(std::string_view header) {
    if (!header.starts_with(kBegin) || !header.ends_with(kEnd)) return std::nullopt;
    header.remove_prefix(kBegin.size());
    header.remove_suffix(std::min(kEnd.size(), header.size()));
    TdatHeaderParser parser;
    for (int64_t line = 2; !header.empty(); ++line) {
        const size_t end = std::min(header.find('\n'), header.size());
        parser.take(header.substr(0, end), line);
        header.remove_prefix(std::min(end + 1, header.size()));
    }
    TdatHeader parsed = parser.finish();
    const auto& problems = parser.problems();
    if (std::any_of(problems.begin(), problems.end(), is_fatal)) return std::nullopt;
    if (parsed.lines.size() != 1 || parsed.schema.columns.empty()) return std::nullopt;
    return parsed;
}

}  // namespace heafs
