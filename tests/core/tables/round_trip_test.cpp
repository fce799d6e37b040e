// read(write(t)) == t: through TDAT alone, and through a segment.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <span>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/tables/csv_record.h"
#include "core/tables/schema_text.h"
#include "core/tdat/tdat_check.h"
#include "core/tdat/tdat_reader.h"
#include "core/tdat/tdat_writer.h"
#include "tests/core/tables/small_table.h"

namespace heafs {
namespace {

using testing::HasSubstr;

std::string export_of(const RandomTable& table) {
    std::string text = tdat_header(table.schema, {static_cast<int64_t>(table.rows.size()), "", ""});
    for (const TableCells& cells : table.rows) text += tdat_row(table.schema.columns, cells);
    return text + std::string(kTdatEnd);
}

std::string export_of(const TableSegment& table) {
    return fmt::format("{}{}{}", table.tdat_header(), table.records(0, table.size()), kTdatEnd);
}

struct Read {
    TableSchema schema;
    TextRows rows;
    std::vector<TdatProblem> problems;
};

Read read_tdat(const std::string& text) {
    Read read;
    TdatReader reader(
        {[&](const TdatHeader& header) { read.schema = header.schema; },
         [&](const TdatRow& row) { read.rows.emplace_back(row.values.begin(), row.values.end()); },
         [&](const TdatProblem& problem) { read.problems.push_back(problem); }});
    reader.feed(std::as_bytes(std::span(text)));
    reader.finish();
    return read;
}

// Virtual parameters are written in the order of their names.
TableSchema sorted(TableSchema schema) {
    std::stable_sort(schema.virtual_parameters.begin(), schema.virtual_parameters.end(),
                     [](const KeyValue& a, const KeyValue& b) { return a.first < b.first; });
    return schema;
}

void expect_same_cells(const TableSegment& table, const std::vector<TableCells>& rows) {
    ASSERT_EQ(table.size(), static_cast<int64_t>(rows.size()));
    for (int64_t row = 0; row < table.size(); ++row)
        EXPECT_EQ(table.cells(row), rows[static_cast<size_t>(row)]);
}

// Errors but for keys, which repeat in random tables.
std::vector<std::string> errors_of(const std::string& text) {
    TdatCheck check;
    check.feed(std::as_bytes(std::span(text)));
    std::vector<std::string> errors;
    for (const Finding& finding : check.finish())
        if (finding.severity > Severity::kWarning && finding.rule != "TDT-002")
            errors.push_back(finding.text);
    return errors;
}

TEST(RoundTrip, OfTenThousandRandomTablesChangesNothing) {
    for (uint64_t seed = 0; seed < 10'000; ++seed) {
        const RandomTable table = random_table_of(seed, 6);
        const std::string text = export_of(table);
        const Read read = read_tdat(text);
        ASSERT_EQ(read.schema, sorted(table.schema)) << seed;
        ASSERT_EQ(errors_of(text), std::vector<std::string>()) << text;
        const auto from_texts = table_of(read.schema, read.rows);
        ASSERT_NO_FATAL_FAILURE(expect_same_cells(*from_texts, table.rows)) << seed;
        ASSERT_EQ(export_of(*from_texts), text) << seed;
        const auto from_cells = build_table(table.schema, table.rows, {});
        ASSERT_NO_FATAL_FAILURE(expect_same_cells(*from_cells, table.rows)) << seed;
        ASSERT_EQ(export_of(*from_cells), text) << seed;
        ASSERT_EQ(from_cells->schema(), read.schema);
        if (testing::Test::HasFailure()) return;
    }
}

TEST(RoundTrip, WithWiderTextsChangesTheirWidthAlone) {
    for (uint64_t seed = 0; seed < 300; ++seed) {
        RandomTable table = random_table_of(seed, 6);
        for (TableColumn& column : table.schema.columns)
            if (column.type.cell == CellType::kText) column.type.length = 1;
        const auto made = build_table(table.schema, table.rows, {}, {.widen_texts = true});
        ASSERT_NO_FATAL_FAILURE(expect_same_cells(*made, table.rows)) << seed;
    }
}

TEST(RoundTrip, CountsCsvAsItIsWritten) {
    for (uint64_t seed = 0; seed < 300; ++seed) {
        const RandomTable table = random_table_of(seed, 6);
        const auto made = build_table(table.schema, table.rows, {});
        const Read read = read_tdat(export_of(*made));
        for (int64_t row = 0; row < made->size(); ++row) {
            const auto& texts = read.rows[static_cast<size_t>(row)];
            const std::vector<std::string_view> fields(texts.begin(), texts.end());
            std::string record;
            append_csv_record(record, fields);
            EXPECT_EQ(made->csv_bytes(row), static_cast<int64_t>(record.size())) << record;
        }
    }
}

TEST(RoundTrip, RefusesLatin1AndControlCharactersWithTheirPosition) {
    for (const char* text : {"caf\xe9", "caf\t.", "caf\x7f", "caf\n"}) {
        const RandomTable table{schema_of({"a char8", "b int4"}),
                                {{std::string("x"), {}}, {std::string(text), {}}}};
        try {
            build_table(table.schema, table.rows, {});
            ADD_FAILURE() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::kMalformed);
            EXPECT_THAT(error.what(), HasSubstr("row 2: a is"));
            EXPECT_THAT(error.what(), HasSubstr("at position 4"));
        }
    }
}

std::vector<std::filesystem::path> genuine_files() {
    std::vector<std::filesystem::path> files;
    const std::filesystem::path folder = HEAFS_SOURCE_DIR "/../shared/data/tdat";
    if (std::filesystem::exists(folder))
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".hdr") files.push_back(entry.path());
    return files;
}

// Without what is not ours to say: where and when HEASARC exported it, and what an empty table has
// not.
std::string comparable(const std::string& text) {
    std::string kept;
    for (size_t at = 0; at < text.size();) {
        const size_t end = text.find('\n', at) + 1;
        const std::string line = text.substr(at, end - at);
        at = end;
        bool dropped = false;
        for (const char* start : {"#      LOCATION:", "#    TOTAL ROWS:", "# CREATION DATE:",
                                  "# LAST MODIFIED:", "#   EXGEST DATE:"})
            dropped = dropped || line.starts_with(start);
        if (!dropped) kept += line;
    }
    return kept;
}

TEST(RoundTrip, OfGenuineHeadersChangesNoByteButDates) {
    const auto files = genuine_files();
    if (files.empty()) GTEST_SKIP() << "no genuine TDAT headers in ../shared/data/tdat";
    int compared = 0;
    for (const auto& file : files) {
        const std::string text = read_file(file);
        const auto header = parse_schema_text(text);
        if (!header) continue;  // an excerpt
        const auto table = build_table(header->schema, {}, {});
        std::string made(table->tdat_header());
        made.insert(made.find("#\ntable_name"), "#\n");  // behind the dates
        EXPECT_EQ(comparable(made), comparable(text)) << file;
        ++compared;
    }
    EXPECT_GE(compared, 12);
}

// Three genuine rows of a genuine table: older exports write ".18110000000000001".
TEST(RoundTrip, OfGenuineRowsKeepsTheirValues) {
    const std::string path =
        HEAFS_SOURCE_DIR "/../shared/data/tdat/composite_sao_real_header_real_rows.tdat";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
    const Read read = read_tdat(read_file(path));
    ASSERT_EQ(read.rows.size(), 3u);
    const auto table = table_of(read.schema, read.rows);
    EXPECT_EQ(table->text(2, 0), "SAO 308");
    EXPECT_EQ(table->number(2, *read.schema.find_column("ra")), 37.952962499999998);
    EXPECT_EQ(table->text(2, *read.schema.find_column("dm")), "BD+88    8");
    EXPECT_EQ(read_tdat(export_of(*table)).schema, read.schema);
    EXPECT_EQ(export_of(*table_of(read.schema, read_tdat(export_of(*table)).rows)),
              export_of(*table));
}

}  // namespace
}  // namespace heafs
