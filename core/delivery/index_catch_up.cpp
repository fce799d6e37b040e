#include "core/delivery/index_catch_up.h"

#include <vector>

#include "config/base/error.h"
#include "core/base/log.h"
#include "core/catalog/segment_store.h"

namespace heafs {

IndexCatchUp::IndexCatchUp(CatalogWriter& writer, LedgerPool& ledger, Indexer& indexer)
    : writer_(writer), ledger_(ledger), indexer_(indexer) {
    thread_ = std::thread([this] { run(); });
}

IndexCatchUp::~IndexCatchUp() {
    ending_ = true;
    thread_.join();
}

void IndexCatchUp::run() {
    try {
        std::vector<FileRow> lists;
        ledger_.borrow()->each_without_segment([&](const FileRow& file) {
            if (indexer_.is_event_list(file)) lists.push_back(file);
            return !ending_;
        });
        if (!lists.empty()) log_info("indexing {} event lists that are not in sky/", lists.size());
        for (const FileRow& file : lists) {
            if (ending_) return;
            const auto segment = indexer_.index_again(file);
            if (!segment) continue;
            writer_.use_durably([&](Database& database) {
                database.transaction([&] { store_segment(database, *segment); });
            });
        }
    } catch (const std::exception& error) {
        log_error("event lists that are not in sky/ wait for the next mount: {}", error.what());
    }
}

}  // namespace heafs
