// Publications that are stopped: an archive with published files, staged ones that are to replace
// some of them, and processes that die at a given step.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/archive/publication.h"
#include "core/catalog/delivery_store.h"
#include "core/catalog/ledger.h"
#include "tests/support/test_archive.h"

namespace heafs {

// After the `count`th time that `step` is reached the process is killed.
struct StopPoint {
    PublishStep step;
    int count = 1;
};
void PrintTo(const StopPoint& point, std::ostream* out);

// The publications:
//   delivery "first", published:  a.fits, b.fits, c.fits in obs/halosat/123401/products
//   deliveries "second", "third": new a.fits, d.fits, new b.fits in the same folder; e.fits, new
//                                 c.fits and f.fits, e.fits and f.fits in folders that are new
class InterruptedPublication : public testing::Test {
   protected:
    static constexpr int kReplaced = 3;  // of the kMoved files
    static constexpr int kMoved = 6;

    InterruptedPublication();

    // In a process of its own: publishes the staged files, and is killed there.
    void publish_and_stop(StopPoint point);
    // In a process of its own: recovers, and is killed there.
    void recover_and_stop(StopPoint point);
    // In this process.
    std::vector<JournalEntry> recover();
    void publish_all();

    // What must hold before the journal is written, and after a recovery.
    void expect_nothing_happened();
    void expect_old_is_visible();
    void expect_all_is_published();

    std::string disk_text(const std::string& path_below_data) const;
    std::string says(const std::string& sql) const { return archive_.catalogue_says(sql); }

    TestArchive archive_;
    std::map<std::string, std::string> old_texts_;  // by final path
    std::map<std::string, std::string> new_texts_;
    std::vector<JournalEntry> staged_;  // of the deliveries second and third

   private:
    JournalEntry stage(Database& database, const std::string& delivery, const std::string& path,
                       const std::string& text);
    void expect_records_agree_with_the_ledger();
    void expect_old_versions_are_kept();

    int next_serial_ = 1;
};

}  // namespace heafs
