#include "core/archive/purge.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <limits>

#include "core/archive/publication.h"
#include "core/archive/rebuild.h"
#include "core/base/clock.h"
#include "tests/core/archive/interrupted_publication.h"

namespace heafs {
namespace {

constexpr int64_t kAll = std::numeric_limits<int64_t>::max();

// Three superseded versions, and six published files.
class Purge : public InterruptedPublication {
   protected:
    Purge() { publish_all(); }
    std::vector<PurgedFile> purge(int64_t before_ns) {
        CatalogWriter writer(archive_.archive().catalogue());
        return purge_superseded(archive_.archive(), writer, before_ns);
    }
    size_t kept_files() const {
        size_t files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(
                 archive_.archive().data() / kSupersededFolder))
            files += entry.is_regular_file() ? 1 : 0;
        return files;
    }
    void expect_purged() {
        EXPECT_EQ(kept_files(), 0u);
        EXPECT_EQ(says("SELECT count(*) FROM purged WHERE done"), "3");
        EXPECT_EQ(says("SELECT count(*) FROM file WHERE state = 'superseded'"), "3");
        for (const auto& [path, text] : new_texts_) EXPECT_EQ(disk_text(path), text);
    }
};

TEST_F(Purge, RemovesTheBytesOfOldVersionsAndNothingElse) {
    EXPECT_EQ(purge(kAll).size(), 3u);
    expect_purged();
    EXPECT_TRUE(purge(kAll).empty());
}

TEST_F(Purge, LeavesWhatIsNotOldEnough) {
    EXPECT_TRUE(purge(now_nanoseconds() - int64_t{3600} * 1000000000).empty());
    EXPECT_EQ(kept_files(), 3u);
}

TEST_F(Purge, ARebuildKnowsIt) {
    purge(kAll);
    std::filesystem::remove(archive_.archive().catalogue());
    EXPECT_TRUE(rebuild_catalogue(archive_.archive()).findings.empty());
    expect_purged();
    EXPECT_TRUE(scan_archive(archive_.archive()).findings.empty());
}

class KilledPurge : public Purge, public testing::WithParamInterface<std::pair<PurgeStep, int>> {};

TEST_P(KilledPurge, IsFinishedByRecovery) {
    const pid_t child = ::fork();
    if (child == 0) {
        int seen = 0;
        CatalogWriter writer(archive_.archive().catalogue());
        purge_superseded(archive_.archive(), writer, kAll, [&](PurgeStep step) {
            if (step == GetParam().first && ++seen == GetParam().second) ::raise(SIGKILL);
        });
        ::_exit(99);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    recover();
    expect_purged();
}

INSTANTIATE_TEST_SUITE_P(Each, KilledPurge,
                         testing::Values(std::pair(PurgeStep::kJournalled, 1),
                                         std::pair(PurgeStep::kRecorded, 1),
                                         std::pair(PurgeStep::kRemoved, 1),
                                         std::pair(PurgeStep::kRemoved, 3),
                                         std::pair(PurgeStep::kCommitted, 1)));

}  // namespace
}  // namespace heafs
