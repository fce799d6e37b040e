// cone/ and where/ of one table: what the grammar (products/plan/table_request.h) says of a name,
// and the files of rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fs/tree/table_selections.h"
#include "fs/tree/virtual_area.h"

namespace heafs {

// A folder has this many values of a column at most; others list none.
inline constexpr size_t kMostListedValues = 1000;

class TableFolders {
   public:
    explicit TableFolders(TableSelections& selections) : selections_(selections) {}

    // `request` is that of the folder, whose path is canonical: cone/ or below, where/ or below.
    std::optional<VirtualEntry> find(const SharedTable& table, const TableRequest& request,
                                     const std::string& name);
    std::vector<VirtualEntry> list(const SharedTable& table, const TableRequest& request);
    // The rows of a request that selects().
    size_t count(const SharedTable& table, const TableRequest& request) {
        return selections_.rows(table, request)->rows.size();
    }
    // Why `name` is not in the folder.
    std::string why_absent(const SharedTable& table, const TableRequest& request,
                           const std::string& name);

   private:
    std::string readme(const SharedTable& table, const TableRequest& request);

    TableSelections& selections_;
};

// "rows.fits" is TableFormat::kFits of the stem "rows".
std::optional<TableFormat> format_of_file(const std::string& name, std::string_view stem);

}  // namespace heafs
