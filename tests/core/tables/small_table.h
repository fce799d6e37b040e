// Tables for tests: made of a few words, and made at random.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/tables/table_schema.h"
#include "core/base/unique_fd.h"
#include "core/tables/table_builder.h"

namespace heafs {

// "ra float8_degree (index)": a column as in a field of TDAT, its name before.
TableColumn field(const std::string& words);
// With the name "small"; a column "ra" and one "dec" are its position.
TableSchema schema_of(const std::vector<std::string>& fields,
                      const std::vector<std::string>& unique_key = {});

using TextRows = std::vector<std::vector<std::string>>;  // values as in TDAT
std::shared_ptr<const TableSegment> table_of(const TableSchema& schema, const TextRows& rows,
                                             const TableDates& dates = {},
                                             TableBuilder::Settings settings = {});

// The bytes of the file of such a table.
std::vector<std::byte> table_bytes(const TableSchema& schema, const TextRows& rows,
                                   const TableDates& dates = {},
                                   TableBuilder::Settings settings = {});
std::shared_ptr<const TableSegment> segment_of(std::span<const std::byte> bytes);

UniqueFd memory_file_of(std::span<const std::byte> bytes);

// The same for the same seed: up to 12 columns of any type, up to `most_rows` rows, nulls, the
// extremes of each type, bars, backslashes and inner blanks among the values.
struct RandomTable {
    TableSchema schema;
    std::vector<TableCells> rows;
};
RandomTable random_table_of(uint64_t seed, int64_t most_rows);

}  // namespace heafs
