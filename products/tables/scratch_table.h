// Tables that the archive makes of itself: in files without names, so that nothing is left of them
// when nobody reads them any more, whatever becomes of the daemon.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/tables/table_builder.h"
#include "core/tables/table_segment.h"

namespace heafs {

// `fill` adds the rows and gives the dates. The file is in `folder`.
std::shared_ptr<const TableSegment> make_scratch_table(
    const std::filesystem::path& folder, const TableSchema& schema,
    const std::function<TableDates(TableBuilder&)>& fill, TableBuilder::Settings settings = {});

}  // namespace heafs
