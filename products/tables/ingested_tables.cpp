#include "products/tables/ingested_tables.h"

#include <fmt/format.h>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"

namespace heafs {
namespace {

constexpr int64_t kMostInformation = int64_t{1} << 20;

}  // namespace

IngestedTables::IngestedTables(const Archive& archive) : archive_(archive) {
    for (const auto& [key, settings] : archive.table_settings()) {
        if (settings.document.empty()) continue;
        const auto path = std::filesystem::path(settings.source).parent_path() / settings.document;
        try {
            information_[key] = read_file(path, kMostInformation);
        } catch (const Error& error) {
            log_warning("the table {} is documented without {}: {}", settings.name,
                        settings.document, error.what());
        }
    }
}

const IngestedTables::Opened& IngestedTables::open(const TableVersionRow& row) {
    Opened& opened = opened_[row.table];
    if (!opened.segment || opened.path != row.path)
        opened = {row.path, TableSegment::open(archive_.path() / row.path),
                  std::make_shared<PlannedFiles>()};
    return opened;
}

std::vector<ArchiveTable> IngestedTables::current(Database& database) {
    std::vector<ArchiveTable> tables;
    for (const TableVersionRow& row : load_table_versions(database)) {
        try {
            const Opened& opened = open(row);
            tables.push_back(described(opened.segment, row.mission));
            tables.back().files = opened.files;
        } catch (const Error& error) {
            log_error("the table {} is not shown: {}", row.table, error.what());
            opened_.erase(row.table);
        }
    }
    return tables;
}

ArchiveTable IngestedTables::described(LazyTable table, const std::string& mission) const {
    ArchiveTable made{std::move(table)};
    made.document.mission = mission;
    const Mission* known = mission == kCatalogs ? nullptr : archive_.find_mission(mission);
    if (known != nullptr) made.document.contact = known->title;
    const std::string name = made.segment.schema().name;
    if (const TableSettings* settings = archive_.find_table_settings(name)) {
        made.document.links = settings->links;
        made.update_days = settings->schedule_days;
    }
    if (const auto text = information_.find(table_key(name)); text != information_.end())
        made.document.information = text->second;
    return made;
}

}  // namespace heafs
