#include "fs/tree/table_selections.h"

#include "products/tables/asked_rows.h"

namespace heafs {
namespace {

constexpr size_t kSmallRows = 50'000;
// Names have the content's hash in them: nothing that is kept gets old.
constexpr int64_t kNoState = 0;

std::string name_of(const TableSegment& table, const TableRequest& request) {
    return table.content_hash() + request.path(table.schema());
}

}  // namespace

SharedSelection TableSelections::rows(const std::string& name, const Select& select) {
    if (const auto known = small_.find(name, kNoState)) return *known;
    if (const auto known = large_.find(name, kNoState)) return *known;
    auto selection = std::make_shared<const RowSelection>(select());
    auto& kept = selection->rows.size() <= kSmallRows ? small_ : large_;
    kept.remember(name, kNoState, selection);
    return selection;
}

SharedProduct TableSelections::file(const std::string& path, const SharedTable& table,
                                    const std::string& name, const Select& select,
                                    TableFormat format) {
    const std::string file_name = path + "\n" + name;
    if (const auto known = products_.find(file_name, kNoState)) return *known;
    const SharedSelection selection = rows(name, select);
    SharedProduct product = plan_table_export(path, table, selection, format);
    if (selection->rows.size() <= kSmallRows) products_.remember(file_name, kNoState, product);
    return product;
}

SharedSelection TableSelections::rows(const SharedTable& table, const TableRequest& request) {
    return rows(name_of(*table, request), [&] { return select_asked_rows(*table, request); });
}

SharedProduct TableSelections::file(const std::string& path, const SharedTable& table,
                                    const TableRequest& request, TableFormat format) {
    return file(
        path, table, name_of(*table, request), [&] { return select_asked_rows(*table, request); },
        format);
}

}  // namespace heafs
