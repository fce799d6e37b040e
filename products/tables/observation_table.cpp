#include "products/tables/observation_table.h"

#include <algorithm>

#include "core/tdat/record_values.h"
#include "core/tdat/tdat_writer.h"
#include "products/tables/scratch_table.h"

namespace heafs {

void ObservationTable::take(const ObservationHeaders& observation) {
    changed_ = true;
    if (!observation.published) {
        rows_.erase(observation.obs_id);
        return;
    }
    const auto [cells, first, last] = make_observation_row(definition_, observation);
    rows_[observation.obs_id] = {tdat_row(schema().columns, cells), first, last, -1};
}

std::vector<std::string> ObservationTable::values_of(const Row& row) const {
    std::vector<std::string> values;
    std::string_view record = row.record;
    for (size_t left = schema().columns.size(); left > 0; --left)
        values.push_back(take_record_value(record));
    return values;
}

// A header's text may be longer than its mission foresaw: the column widens, the text is not cut.
TableSchema ObservationTable::widened_schema() const {
    TableSchema widened = schema();
    for (const auto& [obs_id, row] : rows_) {
        const auto values = row.place < 0 ? values_of(row) : std::vector<std::string>();
        for (size_t i = 0; i < widened.columns.size(); ++i) {
            ColumnType& type = widened.columns[i].type;
            if (type.cell != CellType::kText) continue;
            const size_t length =
                row.place < 0 ? values[i].size() : version_->text(row.place, i).size();
            type.length = std::max(type.length, static_cast<int64_t>(length));
        }
    }
    return widened;
}

TableDates ObservationTable::add_rows(TableBuilder& builder) const {
    TableDates dates;
    for (const auto& [obs_id, row] : rows_) {
        if (row.place < 0) {
            const std::vector<std::string> values = values_of(row);
            builder.add(std::vector<std::string_view>(values.begin(), values.end()));
        } else {
            builder.add(*version_, row.place);
        }
        if (const auto& first = row.first_date)
            dates.created = std::min(dates.created.value_or(*first), *first);
        if (const auto& last = row.last_date)
            dates.modified = std::max(dates.modified.value_or(*last), *last);
    }
    return dates;
}

std::shared_ptr<const TableSegment> ObservationTable::current() {
    if (!changed_) return version_;
    version_ = make_scratch_table(scratch_, widened_schema(),
                                  [this](TableBuilder& builder) { return add_rows(builder); });
    int64_t place = 0;
    for (auto& [obs_id, row] : rows_) {
        row.place = place++;
        row.record = {};
    }
    changed_ = false;
    return version_;
}

}  // namespace heafs
