#include "products/tables/archive_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "config/base/error.h"
#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/catalog/file_history.h"
#include "core/catalog/header_store.h"
#include "products/tables/byte_sink.h"
#include "products/tables/delivered_files.h"
#include "products/tables/ingested_tables.h"
#include "products/tables/merged_table.h"
#include "products/tables/metabase.h"
#include "products/tables/metabase_schema.h"
#include "products/tables/observation_table.h"

namespace heafs {
namespace {

constexpr const char* kPrivate = "private";

// What the catalogue says changes with it.
struct CatalogueState {
    int64_t observations = -1;
    int64_t tables = -1;
    int64_t files = -1;
    bool operator==(const CatalogueState&) const = default;
};

CatalogueState state_of(Database& database) {
    return {newest_observation_change(database), tables_state(database),
            file_history_state(database)};
}

void put(ArchiveTable table, ArchiveTableSet& tables) {
    std::string name = table.segment.schema().name;
    tables.insert_or_assign(std::move(name), std::move(table));
}

// All tables at one moment.
struct State {
    ArchiveTableSet shown;             // to everybody
    std::vector<ArchiveTable> hidden;  // from all but their missions' groups

    void add(ArchiveTable table) {
        if (table.segment.schema().security == kPrivate)
            hidden.push_back(std::move(table));
        else
            put(std::move(table), shown);
    }
};

// The metabase of one state, made when somebody asks for any of it: it looks at the summaries of
// all tables. The order of the tables is that of make_metabase().
class LazyMetabase {
   public:
    explicit LazyMetabase(std::vector<DescribedTable> described)
        : described_(std::move(described)) {}
    LazyTable table(size_t place) {
        const std::lock_guard lock(mutex_);
        if (made_.empty()) made_ = make_metabase(described_);
        return made_[place];
    }

   private:
    const std::vector<DescribedTable> described_;
    std::mutex mutex_;  // guards made_, and is held while it is made
    std::vector<LazyTable> made_;
};

void put_metabase(ArchiveTableSet& tables) {
    std::vector<DescribedTable> described;
    for (const auto& [name, table] : tables)
        described.push_back(
            {table.segment, table.document.mission, table.update_days, table.document.links});
    // Shared by its tables.
    const auto metabase = std::make_shared<LazyMetabase>(std::move(described));
    const TableSchema schemas[] = {zzgen_schema(), zzpar_schema(), zzext_schema(), zzlink_schema()};
    for (size_t place = 0; place < std::size(schemas); ++place)
        put({LazyTable(
                schemas[place], [metabase, place] { return metabase->table(place).summary(); },
                [metabase, place] { return metabase->table(place).get(); })},
            tables);
}

std::shared_ptr<const Product> page_product(const std::string& path, std::string page,
                                            int64_t mtime_ns) {
    Product product;
    product.path = path;
    product.provenance = sha256_hex(page);
    product.key = sha256_hex(path + "\n" + product.provenance);
    product.size = static_cast<int64_t>(page.size());
    product.mtime_ns = mtime_ns;
    product.render = [path, page = std::move(page)](int fd) {
        ByteSink sink(fd, path);
        sink.add(page);
        sink.finish();
    };
    return std::make_shared<const Product>(std::move(product));
}

int64_t modified_ns(const LazyTable& table) {
    const auto& modified = table.summary().dates.modified;
    return modified ? nanoseconds_of(*modified) : 0;
}

// What zzdpsets says of the table.
std::vector<TableDocument::ProductSet> product_sets(const ArchiveTableSet& tables,
                                                    const std::string& name) {
    std::vector<TableDocument::ProductSet> sets;
    const auto found = tables.find("zzdpsets");
    if (found == tables.end()) return sets;
    const TableSchema& schema = found->second.segment.schema();
    const auto table = schema.find_column("table_name"), set = schema.find_column("set_name"),
               description = schema.find_column("set_description");
    if (!table || !set || !description) return sets;
    const std::shared_ptr<const TableSegment> rows = found->second.segment;
    for (int64_t row = 0; row < rows->size(); ++row)
        if (rows->text(row, *table) == name)
            sets.push_back(
                {std::string(rows->text(row, *set)), std::string(rows->text(row, *description))});
    return sets;
}

std::string file_path(const std::string& table, TableFormat format) {
    return fmt::format("tables/{}.{}", table, ending_of(format));
}

}  // namespace

// Planning the same file twice is no harm.
std::shared_ptr<const Product> PlannedFiles::plan(const LazyTable& table, TableFormat format) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = planned_.find(format); found != planned_.end()) return found->second;
    }
    auto product =
        plan_table_export(file_path(table.schema().name, format), table, nullptr, format);
    const std::lock_guard lock(mutex_);
    return planned_.emplace(format, std::move(product)).first->second;
}

std::shared_ptr<const Product> plan_table_file(const ArchiveTableSet& tables,
                                               const std::string& name, TableFormat format) {
    const auto found = tables.find(name);
    if (found == tables.end())
        throw Error(Fault::kNotFound, fmt::format("there is no table {}", name));
    const ArchiveTable& table = found->second;
    if (format != TableFormat::kHtml) return table.files->plan(table.segment, format);
    TableDocument document = table.document;
    document.product_sets = product_sets(tables, name);
    return page_product(file_path(name, format), table_page(table.segment.summary(), document),
                        modified_ns(table.segment));
}

std::shared_ptr<const Product> plan_table_index(const ArchiveTableSet& tables) {
    std::vector<IndexedTable> indexed;
    int64_t newest = 0;
    for (const auto& [name, table] : tables) {
        indexed.push_back({table.segment.summary(), table.document.mission});
        newest = std::max(newest, modified_ns(table.segment));
    }
    return page_product("tables/index.html", table_index(indexed), newest);
}

class ArchiveTables::Parts {
   public:
    Parts(const Archive& archive, LedgerPool& ledger, FurtherTables further)
        : archive_(archive),
          ledger_(ledger),
          further_(std::move(further)),
          ingested_(archive),
          files_(ledger, archive.cache()) {
        std::map<std::string, std::string> mission_of;
        for (const auto& [name, mission] : archive.missions()) {
            if (!mission.table) continue;
            const auto [other, is_new] = mission_of.emplace(mission.table->schema.name, name);
            if (!is_new)
                throw Error(Fault::kUsage,
                            fmt::format("the missions {} and {} both have a table named {}",
                                        other->second, name, mission.table->schema.name));
            observations_.emplace(name, MissionTable(*mission.table, archive.cache()));
        }
    }

    std::shared_ptr<const State> current() {
        auto ledger = ledger_.borrow();
        const CatalogueState now = state_of(ledger.database());
        if (auto tables = known(now)) return tables;
        const std::lock_guard refreshing(refreshing_);
        // Asked before anything is read: what comes in between is seen the next time.
        const CatalogueState newer = state_of(ledger.database());
        if (auto tables = known(newer)) return tables;
        auto tables = refresh(ledger.database());
        const std::lock_guard lock(mutex_);
        current_ = tables;
        state_ = newer;
        return tables;
    }

    std::shared_ptr<const PrivateTables> private_to(const std::string& group) {
        const auto state = current();
        const std::lock_guard lock(grouping_);
        auto& [of_state, made] = of_group_[group];
        if (of_state != state) {
            auto next = std::make_shared<PrivateTables>(PrivateTables{state->shown, {}});
            for (const ArchiveTable& table : state->hidden) {
                const Mission* mission = archive_.find_mission(table.document.mission);
                if (mission == nullptr || mission->group != group) continue;
                next->own.insert(table.segment.schema().name);
                put(table, next->tables);
            }
            of_state = state;
            made = std::move(next);
        }
        return made;
    }

   private:
    struct MissionTable {
        MissionTable(const TableDefinition& table, const std::filesystem::path& scratch)
            : definition(table), from_headers(table, scratch), merged(scratch) {}
        const TableDefinition& definition;
        ObservationTable from_headers;
        MergedTable merged;
    };

    // The observation table of a mission; a delivered one that is part of it is no table beside it.
    void put_observations(const std::string& mission, MissionTable& table,
                          std::vector<ArchiveTable>& delivered, State& tables) {
        const TableDefinition& definition = table.definition;
        const std::string key = table_key(definition.schema.name);
        const auto part = std::find_if(delivered.begin(), delivered.end(), [&](const auto& one) {
            return one.document.mission == mission && table_key(one.segment.schema().name) == key;
        });
        if (definition.origin == TableSource::kDelivered) return;
        if (part == delivered.end() || definition.origin == TableSource::kHeaders) {
            if (part != delivered.end()) delivered.erase(part);
            return tables.add(ingested_.described(table.from_headers.current(), mission));
        }
        const TableSchema& schema = part->segment.schema();
        const std::string obstacle = obstacle_to_merging(definition, schema);
        if (!obstacle.empty()) return log_error("{}; it is shown alone", obstacle);
        tables.add(ingested_.described(
            table.merged.current(part->segment, table.from_headers.current()), mission));
        delivered.erase(part);
    }

    std::shared_ptr<const State> known(const CatalogueState& state) {
        const std::lock_guard lock(mutex_);
        return current_ && state_ == state ? current_ : nullptr;
    }

    std::shared_ptr<const State> refresh(Database& database) {
        seen_ = read_changed_observations(
            database, seen_, [this](const ObservationHeaders& observation) {
                const auto table = observations_.find(observation.mission);
                if (table != observations_.end()) table->second.from_headers.take(observation);
            });
        auto tables = std::make_shared<State>();
        std::vector<ArchiveTable> delivered = ingested_.current(database);
        for (auto& [mission, table] : observations_)
            put_observations(mission, table, delivered, *tables);
        for (ArchiveTable& table : delivered) tables->add(std::move(table));
        put({files_.table()}, tables->shown);
        if (further_)
            for (ArchiveTable& table : further_(database, tables->shown))
                put(std::move(table), tables->shown);
        put_metabase(tables->shown);
        return tables;
    }

    const Archive& archive_;
    LedgerPool& ledger_;
    const FurtherTables further_;
    std::mutex refreshing_;  // one at a time brings the state up; guards the next four
    int64_t seen_ = 0;       // the newest change that observations_ have
    std::map<std::string, MissionTable> observations_;  // by mission
    IngestedTables ingested_;
    DeliveredFiles files_;
    std::mutex mutex_;      // guards the two below
    CatalogueState state_;  // that current_ shows
    // Shared: whoever lists or reads goes on with the state that he began with.
    std::shared_ptr<const State> current_;
    std::mutex grouping_;  // guards of_group_
    std::map<std::string,
             std::pair<std::shared_ptr<const State>, std::shared_ptr<const PrivateTables>>>
        of_group_;
};

ArchiveTables::ArchiveTables(const Archive& archive, LedgerPool& ledger, FurtherTables further)
    : parts_(std::make_unique<Parts>(archive, ledger, std::move(further))) {}

ArchiveTables::~ArchiveTables() = default;

std::shared_ptr<const ArchiveTableSet> ArchiveTables::current() {
    const auto state = parts_->current();
    return {state, &state->shown};
}

std::shared_ptr<const PrivateTables> ArchiveTables::private_to(const std::string& group) {
    return parts_->private_to(group);
}

}  // namespace heafs
