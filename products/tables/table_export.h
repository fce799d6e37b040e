// The exports of a table as products of the mount: tables/<table>.tdat and tables/<table>.fits.
#pragma once

#include <memory>

#include "products/plan/product.h"
#include "products/tables/table_version.h"

namespace heafs {

// Products keep the version that they show for as long as somebody holds them.
std::shared_ptr<const Product> plan_tdat_export(std::shared_ptr<const TableVersion> version);
std::shared_ptr<const Product> plan_fits_export(std::shared_ptr<const TableVersion> version);

}  // namespace heafs
