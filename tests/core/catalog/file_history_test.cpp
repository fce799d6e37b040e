#include "core/catalog/file_history.h"

#include <gmock/gmock.h>

#include "tests/core/catalog/catalogue_fixture.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FileHistory : public Catalogue {
   protected:
    std::vector<std::string> all() {
        std::vector<std::string> files;
        each_file_version(database_, [&](const FileVersion& file) {
            files.push_back(file.path + " " + std::to_string(file.version) + " " + file.state);
        });
        return files;
    }
    std::vector<std::string> after(int64_t& seen) {
        std::vector<std::string> files;
        seen = each_file_version_after(database_, seen, [&](const FileVersion& file, bool settled) {
            files.push_back(file.path + (settled ? "" : " unsettled"));
        });
        return files;
    }
};

TEST_F(FileHistory, OfANewArchiveIsEmpty) {
    int64_t seen = 0;
    EXPECT_THAT(all(), IsEmpty());
    EXPECT_THAT(after(seen), IsEmpty());
    EXPECT_EQ(longest_reason(database_), 0);
}

TEST_F(FileHistory, ComesByFolderAndName) {
    publish_one(entry("obs/halosat/123402/a.fits"));
    publish_one(entry("obs/halosat/123401/b.fits"));
    publish_one(entry("obs/halosat/123401/a.fits"));
    EXPECT_THAT(all(), ElementsAre("obs/halosat/123401/a.fits 1 published",
                                   "obs/halosat/123401/b.fits 1 published",
                                   "obs/halosat/123402/a.fits 1 published"));
}

TEST_F(FileHistory, GivesWhatIsNewOnce) {
    int64_t seen = 0;
    publish_one(entry("obs/halosat/123401/a.fits"));
    EXPECT_THAT(after(seen), ElementsAre("obs/halosat/123401/a.fits"));
    EXPECT_THAT(after(seen), IsEmpty());
    publish_one(entry("obs/halosat/123401/b.fits"));
    EXPECT_THAT(after(seen), ElementsAre("obs/halosat/123401/b.fits"));
}

TEST_F(FileHistory, BehindAFileThatIsBeingPublishedNothingIsSettled) {
    int64_t seen = 0;
    const FileRow first = publish_one(entry("obs/halosat/123401/a.fits"));
    publish_one(entry("obs/halosat/123401/b.fits"));
    database_.run("UPDATE file SET state = 'staged' WHERE id = ?", first.id);
    EXPECT_THAT(after(seen), ElementsAre("obs/halosat/123401/b.fits unsettled"));
    database_.run("UPDATE file SET state = 'published' WHERE id = ?", first.id);
    EXPECT_THAT(after(seen), testing::UnorderedElementsAre("obs/halosat/123401/a.fits",
                                                           "obs/halosat/123401/b.fits"));
}

TEST_F(FileHistory, HasAnotherStateAfterAPublication) {
    const int64_t before = file_history_state(database_);
    EXPECT_EQ(file_history_state(database_), before);
    publish_one(entry("obs/halosat/123401/a.fits"));
    EXPECT_NE(file_history_state(database_), before);
}

}  // namespace
}  // namespace heafs
