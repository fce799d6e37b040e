// Tables of any shape, the same for the same seed, and products read as files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/tables/table_builder.h"
#include "products/plan/product.h"

namespace heafs {

// Up to 12 columns of any type and up to `most_rows` rows, nulls among the values. Texts hold
// printable ASCII without blanks at their ends.
std::shared_ptr<const TableSegment> random_table(uint64_t seed, int64_t most_rows);

// A column of a type as in TDAT.
TableColumn column_of(const std::string& name, const std::string& type);

// The rendered bytes.
std::string rendered(const Product& product);
// The rendered product as a file in `folder`.
std::filesystem::path rendered_file(const Product& product, const std::filesystem::path& folder);

}  // namespace heafs
