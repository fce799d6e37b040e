// A table as a FITS file: the HDU of the rows as the table's own file has it, behind a primary HDU
// without data. A selection has the same header but for the number of its rows, and for the column
// of the distances.
#pragma once

#include <vector>

#include "products/plan/fits_product.h"
#include "products/tables/exported_rows.h"

namespace heafs {

// For render_fits() and planned_bytes(). Raises Fault::kUsage when the column of the distances
// would be one more than FITS can have.
std::vector<PlannedHdu> plan_table_hdus(std::shared_ptr<const ExportedRows> rows);

}  // namespace heafs
