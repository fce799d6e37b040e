// Tables of any shape, the same for the same seed, and products read as files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "products/plan/product.h"
#include "products/tables/table_version.h"

namespace heafs {

// Up to 12 columns of any type and up to `most_rows` rows, nulls among the values. Texts hold
// printable ASCII without blanks at their ends.
TableVersion random_table(uint64_t seed, int64_t most_rows);

// The rendered bytes.
std::string rendered(const Product& product);
// The rendered product as a file in `folder`.
std::filesystem::path rendered_file(const Product& product, const std::filesystem::path& folder);

}  // namespace heafs
