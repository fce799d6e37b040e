#include "core/tables/ingest_steps.h"

#include <fmt/format.h>

#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr size_t kShownRanges = 8;

std::string counted_rows(int64_t rows) {
    return fmt::format("{} row{}", rows, rows == 1 ? "" : "s");
}

std::string table_text(const TableSchema& schema) {
    std::string text = fmt::format("{}, {} columns", schema.name, schema.columns.size());
    if (schema.security != "public") text += ", " + schema.security;
    if (schema.unique_key.empty()) return text + ", no unique key";
    return text + fmt::format(", unique key {}", fmt::join(schema.unique_key, ","));
}

std::string changes_text(const IngestSteps& steps) {
    std::vector<std::string> parts;
    const RowMaker::Counts& counts = steps.counts;
    if (steps.plan->position) {
        const PositionPlan& position = *steps.plan->position;
        const auto name = [&](size_t column) { return steps.plan->schema.columns[column].name; };
        parts.push_back(fmt::format("{} positions from {} to J2000, the originals in {} and {}",
                                    counts.transformed, position.frame.name,
                                    name(position.longitude), name(position.latitude)));
    }
    if (counts.mapped > 0) parts.push_back(fmt::format("{} values in other words", counts.mapped));
    if (counts.defaulted > 0)
        parts.push_back(fmt::format("{} nulls have their default", counts.defaulted));
    if (counts.unknown > 0)
        parts.push_back(fmt::format("{} words have no other: {}", counts.unknown,
                                    fmt::join(counts.words, ", ")));
    if (parts.empty()) return "none needed";
    return fmt::format("{}", fmt::join(parts, "; "));
}

std::string index_text(const TableSegment& made) {
    std::vector<std::string> parts;
    if (made.position_columns())
        parts.push_back(fmt::format("positions (HEALPix, {})", counted_rows(made.positions())));
    for (size_t i = 0; i < made.schema().columns.size(); ++i)
        if (made.has_index(i)) parts.push_back(made.schema().columns[i].name);
    return parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string copy_text(const IngestOrder& order, const IngestSteps& steps,
                      const TableSegment& made) {
    const int64_t old = steps.before == nullptr ? 0 : steps.before->size();
    const std::string now = fmt::format("{} in the table", counted_rows(made.size()));
    if (order.mode == "header")
        return fmt::format("the header alone, {} of the file not read; {}", steps.read, now);
    if (steps.before == nullptr) return now;
    if (order.mode == "replace") return fmt::format("{} gave way; {}", counted_rows(old), now);
    if (order.mode == "upsert")
        return fmt::format("{} replaced, {} added; {}", steps.replaced, made.size() - old, now);
    return fmt::format("{} added behind {}; {}", made.size() - old, old, now);
}

std::string number_text(const TableColumn& column, double value) {
    if (column.type.cell == CellType::kFloat4) return fmt::format("{}", static_cast<float>(value));
    return fmt::format("{}", value);
}

std::string range_text(const TableSegment& made) {
    std::vector<std::string> parts;
    size_t more = 0;
    for (size_t i = 0; i < made.ranges().size(); ++i) {
        const ColumnRange& range = made.ranges()[i];
        const TableColumn& column = made.schema().columns[i];
        if (!range.least) continue;
        if (parts.size() == kShownRanges)
            ++more;
        else
            parts.push_back(fmt::format("{} {} to {}", column.name,
                                        number_text(column, *range.least),
                                        number_text(column, *range.most)));
    }
    if (more > 0) parts.push_back(fmt::format("and {} more columns", more));
    return parts.empty() ? "no column of numbers" : fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::vector<Finding> ingest_steps(const IngestOrder& order, const IngestSteps& steps,
                                  const TableSegment& made) {
    const TableSettings& settings = *steps.settings;
    const std::string texts[] = {
        fmt::format("data: {}, {} read", steps.input.kind, counted_rows(steps.read)),
        fmt::format("design: {}", table_text(made.schema())),
        fmt::format("changes to the archive's standards: {}", changes_text(steps)),
        fmt::format("definition: {}, by {}",
                    steps.before == nullptr ? "a new table" : "a new version", order.mode),
        fmt::format("indexes: {}", index_text(made)),
        fmt::format("rows: {}", copy_text(order, steps, made)),
        fmt::format("metadata, minima and maxima: {}", range_text(made)),
        "data products: as the configuration of the archive's data products names the table",
        fmt::format("links: {}", settings.links.empty()
                                     ? "none"
                                     : fmt::format("{} to other tables", settings.links.size())),
        fmt::format("documentation: {}", settings.document.empty()
                                             ? "made from the columns' descriptions"
                                             : "with the text of " + settings.document),
        "new missions: nothing to do",
        "scan: with this publication",
    };
    std::vector<Finding> findings;
    for (size_t i = 0; i < std::size(texts); ++i) {
        findings.push_back(
            make_finding(kLoadingSteps, "", fmt::format("Step {}, {}", i + 1, texts[i])));
        findings.back().remedy.clear();
    }
    return findings;
}

}  // namespace heafs
