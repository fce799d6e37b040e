#include "products/tables/archive_tables.h"

#include <fmt/format.h>

#include "config/base/error.h"
#include "products/tables/metabase.h"
#include "products/tables/observation_row.h"
#include "products/tables/table_export.h"

namespace heafs {
namespace {

ArchiveTable exported(TableVersion made) {
    const auto version = std::make_shared<const TableVersion>(std::move(made));
    return {version, plan_tdat_export(version), plan_fits_export(version)};
}

}  // namespace

ArchiveTables::ArchiveTables(const Archive& archive, LedgerPool& ledger)
    : archive_(archive), ledger_(ledger) {
    std::map<std::string, std::string> mission_of;
    for (const auto& [name, mission] : archive.missions()) {
        if (!mission.table) continue;
        const auto [other, is_new] = mission_of.emplace(mission.table->schema.name, name);
        if (!is_new)
            throw Error(Fault::kUsage,
                        fmt::format("the missions {} and {} both have a table named {}",
                                    other->second, name, mission.table->schema.name));
        rows_[name];
    }
}

void ArchiveTables::take(const ObservationHeaders& observation) {
    const auto rows = rows_.find(observation.mission);
    if (rows == rows_.end()) return;
    planned_.erase(observation.mission);
    if (!observation.published) {
        rows->second.erase(observation.obs_id);
        return;
    }
    const TableDefinition& definition = *archive_.find_mission(observation.mission)->table;
    rows->second[observation.obs_id] =
        std::make_shared<const TableRow>(make_observation_row(definition, observation));
}

std::shared_ptr<const ArchiveTableSet> ArchiveTables::plan() {
    std::vector<std::shared_ptr<const TableVersion>> versions;
    auto tables = std::make_shared<ArchiveTableSet>();
    for (const auto& [mission, rows] : rows_) {
        ArchiveTable& table = planned_[mission];
        if (!table.version) {
            TableRows all;
            all.reserve(rows.size());
            for (const auto& [obs_id, row] : rows) all.push_back(row);
            table = exported(
                make_table_version(archive_.find_mission(mission)->table->schema, std::move(all)));
        }
        versions.push_back(table.version);
        tables->emplace(table.version->schema.name, table);
    }
    Metabase metabase = make_metabase(versions);
    tables->emplace("zzgen", exported(std::move(metabase.zzgen)));
    tables->emplace("zzpar", exported(std::move(metabase.zzpar)));
    return tables;
}

std::shared_ptr<const ArchiveTableSet> ArchiveTables::current() {
    auto ledger = ledger_.borrow();
    const int64_t newest = newest_observation_change(ledger.database());
    const auto known = [&]() -> std::shared_ptr<const ArchiveTableSet> {
        const std::lock_guard lock(mutex_);
        return current_ && state_ >= newest ? current_ : nullptr;
    };
    if (auto tables = known()) return tables;
    const std::lock_guard refreshing(refreshing_);
    if (auto tables = known()) return tables;
    seen_ = read_changed_observations(
        ledger.database(), seen_,
        [this](const ObservationHeaders& observation) { take(observation); });
    const auto tables = plan();
    const std::lock_guard lock(mutex_);
    current_ = tables;
    state_ = seen_;
    return tables;
}

}  // namespace heafs
