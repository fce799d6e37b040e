// Rows that were asked for not long ago, and the files made of them: ls, stat and open of one
// folder select its rows once. Any thread may use it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/tables/table_query.h"
#include "core/tables/table_segment.h"
#include "fs/tree/recent.h"
#include "products/plan/product.h"
#include "products/plan/table_request.h"
#include "products/tables/table_export.h"

namespace heafs {

using SharedTable = std::shared_ptr<const TableSegment>;      // shared with the archive's set
using SharedSelection = std::shared_ptr<const RowSelection>;  // and with products
using SharedProduct = std::shared_ptr<const Product>;

class TableSelections {
   public:
    // The rows of a request that selects(); of one state of the table.
    SharedSelection rows(const SharedTable& table, const TableRequest& request);

    // The file `path` of a table's request.
    SharedProduct file(const std::string& path, const SharedTable& table,
                       const TableRequest& request, TableFormat format);

    // The same for other selections: `name` tells them apart, `select` is called when they are not
    // known.
    using Select = std::function<RowSelection()>;
    SharedSelection rows(const std::string& name, const Select& select);
    SharedProduct file(const std::string& path, const SharedTable& table, const std::string& name,
                       const Select& select, TableFormat format);

   private:
    // What is small is kept in numbers, of what is large only the last: 40 MB in all, and one.
    Recent<SharedSelection> small_{64};
    Recent<SharedSelection> large_{1};
    Recent<SharedProduct> products_{128};
};

}  // namespace heafs
