#include "products/tables/chosen_columns.h"

#include <algorithm>
#include <filesystem>

#include "core/base/files.h"
#include "core/tables/table_builder.h"

namespace heafs {

TableSchema with_columns(const TableSchema& schema, const std::vector<size_t>& columns) {
    TableSchema chosen = schema;
    chosen.columns.clear();
    for (const size_t column : columns) chosen.columns.push_back(schema.columns[column]);
    const auto is_gone = [&](const std::string& name) {
        return schema.find_column(name) && !chosen.find_column(name);
    };
    std::erase_if(chosen.parameter_defaults, is_gone);
    if (std::any_of(chosen.unique_key.begin(), chosen.unique_key.end(), is_gone))
        chosen.unique_key.clear();
    std::erase_if(chosen.virtual_parameters, [&](const KeyValue& parameter) {
        return parameter.second.starts_with('@') && is_gone(parameter.second.substr(1));
    });
    std::erase_if(chosen.relations,
                  [&](const KeyValue& relation) { return is_gone(relation.first); });
    return chosen;
}

std::shared_ptr<const TableSegment> with_columns(const TableSegment& table,
                                                 const RowSelection* selection,
                                                 const std::vector<size_t>& columns) {
    const auto folder = std::filesystem::temp_directory_path();
    UniqueFd output = unnamed_file(folder);
    const UniqueFd scratch = unnamed_file(folder);
    TableBuilder builder(output.get(), scratch.get(), with_columns(table.schema(), columns));
    const int64_t rows =
        selection == nullptr ? table.size() : static_cast<int64_t>(selection->rows.size());
    TableCells cells(columns.size());
    for (int64_t i = 0; i < rows; ++i) {
        const int64_t row =
            selection == nullptr ? i : int64_t{selection->rows[static_cast<size_t>(i)]};
        for (size_t c = 0; c < columns.size(); ++c) cells[c] = table.cell(row, columns[c]);
        builder.add(cells);
    }
    builder.finish({table.created(), table.modified()});
    return TableSegment::map(std::move(output), table.schema().name);
}

}  // namespace heafs
