#include "products/tables/scratch_table.h"

#include "core/base/files.h"

namespace heafs {

std::shared_ptr<const TableSegment> make_scratch_table(
    const std::filesystem::path& folder, const TableSchema& schema,
    const std::function<TableDates(TableBuilder&)>& fill, TableBuilder::Settings settings) {
    UniqueFd output = unnamed_file(folder);
    const UniqueFd scratch = unnamed_file(folder);
    TableBuilder builder(output.get(), scratch.get(), schema, settings);
    builder.finish(fill(builder));
    return TableSegment::map(std::move(output), schema.name);
}

}  // namespace heafs
