#include "products/tables/observation_table.h"

#include <algorithm>

#include "products/tables/scratch_table.h"

namespace heafs {

void ObservationTable::take(const ObservationHeaders& observation) {
    changed_ = true;
    if (observation.published)
        rows_[observation.obs_id] = {make_observation_row(definition_, observation), -1};
    else
        rows_.erase(observation.obs_id);
}

TableDates ObservationTable::add_rows(TableBuilder& builder) {
    TableDates dates;
    for (auto& [obs_id, row] : rows_) {
        if (row.place < 0)
            builder.add(row.made.cells);
        else
            builder.add(*version_, row.place);
        const auto& [cells, first, last] = row.made;
        if (first) dates.created = std::min(dates.created.value_or(*first), *first);
        if (last) dates.modified = std::max(dates.modified.value_or(*last), *last);
    }
    return dates;
}

std::shared_ptr<const TableSegment> ObservationTable::current() {
    if (!changed_) return version_;
    version_ = make_scratch_table(scratch_, definition_.schema,
                                  [this](TableBuilder& builder) { return add_rows(builder); });
    int64_t place = 0;
    for (auto& [obs_id, row] : rows_) {
        row.place = place++;
        row.made.cells = {};
    }
    changed_ = false;
    return version_;
}

}  // namespace heafs
