// A catalogue without an archive around it, and entries to publish in it.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/catalog/delivery_store.h"
#include "core/catalog/journal.h"
#include "core/catalog/ledger.h"
#include "core/catalog/schema.h"
#include "tests/support/temporary_folder.h"

namespace heafs {

class Catalogue : public testing::Test {
   protected:
    Catalogue() : database_(folder_.path() / "catalog.db", Access::kWrite), ledger_(database_) {
        bring_up_schema(database_);
        delivery_ = open_delivery(database_, "halosat", "first", "unit", 1000).id;
    }

    // A file that is new under its path.
    JournalEntry entry(const std::string& path, const std::string& sha256 = "aa") const {
        JournalEntry made;
        made.delivery_id = delivery_;
        made.delivery_path = path;
        made.staged = ".heafs-staging/1";
        made.final_path = path;
        made.inode = 77;
        made.sha256 = sha256;
        made.size = 10;
        made.inflated_size = 20;
        made.mtime_ns = 5;
        made.file_class = "events";
        made.level = 2;
        made.mission = "halosat";
        made.obs_id = "123401";
        made.findings = "[]";
        return made;
    }
    // The same, in the place of `old`.
    JournalEntry entry_over(const FileRow& old, const std::string& sha256) const {
        JournalEntry made = entry(old.folder + "/" + old.name, sha256);
        made.replaces = ReplacedFile{old.id, old.disk_inode, old.sha256, old.size,
                                     ".heafs-superseded/halosat/first/v1/" + made.final_path};
        return made;
    }
    int64_t begin(std::vector<JournalEntry> entries) {
        return begin_publication(database_, entries);
    }
    void commit(int64_t publication, int64_t now_ns = 9000) {
        commit_publication(database_, publication, load_publication(database_, publication), {},
                           now_ns);
    }
    FileRow publish_one(const JournalEntry& one) {
        commit(begin({one}));
        return *ledger_.find_published(one.final_path);
    }

    TemporaryFolder folder_;
    Database database_;
    Ledger ledger_;
    int64_t delivery_ = 0;
};

}  // namespace heafs
