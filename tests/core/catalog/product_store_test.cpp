#include "core/catalog/product_store.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "core/catalog/retirement_store.h"
#include "tests/core/catalog/catalogue_fixture.h"

namespace heafs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// The rules of one file, over a catalogue.
class ProductStoreTest : public Catalogue {
   protected:
    void use(const std::string& rules) {
        const auto parsed = parse_product_rules(rules, "x.conf");
        ASSERT_THAT(parsed.errors, IsEmpty());
        store_.emplace(ProductStore::Settings{folder_.path() / "index" / "products.db",
                                              parsed.rules.tags,
                                              {{"FTP/halosat/data/obs", "obs/halosat"}},
                                              rules});
    }
    std::vector<std::string> all() {
        store_->refresh(database_);
        std::vector<std::string> lines;
        store_->each([&](const StoredProduct& product) {
            lines.push_back(product.tag + " " + store_->matched_name(product));
        });
        return lines;
    }
    // All files of the observation but `kept` go.
    void withdraw(const std::set<std::string>& kept) {
        RetirementOrder order{delivery_, "halosat", "123401", kept, kWithdrawn, "test"};
        std::vector<JournalEntry> none;
        commit(begin_publication(database_, none, {order}));
    }
    std::optional<ProductStore> store_;
};

constexpr const char* kRules =
    "tag[hs.{%1}.{%2}] = /obs/halosat/(\\d+)/(\\w+)\\.evt // Events (FITS)\n"
    "tag[ftp.{%1}] = /FTP/halosat/data/obs/\\d+/(.+)\\.evt // Events (FITS)\n";

TEST_F(ProductStoreTest, HasEveryPublishedFileUnderEachOfItsTags) {
    publish_one(entry("obs/halosat/123401/a.evt"));
    publish_one(entry("obs/halosat/123401/b.evt"));
    publish_one(entry("obs/halosat/123401/c.img"));
    use(kRules);
    EXPECT_THAT(all(), ElementsAre("ftp.a /FTP/halosat/data/obs/123401/a.evt",
                                   "ftp.b /FTP/halosat/data/obs/123401/b.evt",
                                   "hs.123401.a /obs/halosat/123401/a.evt",
                                   "hs.123401.b /obs/halosat/123401/b.evt"));
}

TEST_F(ProductStoreTest, AFileThatIsPublishedLaterIsThereAtOnce) {
    use(kRules);
    EXPECT_THAT(all(), IsEmpty());
    publish_one(entry("obs/halosat/123401/a.evt"));
    EXPECT_THAT(all(), SizeIs(2));
}

TEST_F(ProductStoreTest, AFileThatIsNotPublishedYetIsNotThereAndIsNotForgotten) {
    use(kRules);
    const int64_t waiting = begin({entry("obs/halosat/123401/a.evt")});
    EXPECT_THAT(all(), IsEmpty());
    commit(waiting);
    EXPECT_THAT(all(), SizeIs(2));
}

TEST_F(ProductStoreTest, AWithdrawnFileGoes) {
    publish_one(entry("obs/halosat/123401/a.evt"));
    publish_one(entry("obs/halosat/123401/b.evt"));
    use(kRules);
    EXPECT_THAT(all(), SizeIs(4));
    withdraw({"obs/halosat/123401/b.evt"});
    EXPECT_THAT(all(), ElementsAre("ftp.b /FTP/halosat/data/obs/123401/b.evt",
                                   "hs.123401.b /obs/halosat/123401/b.evt"));
}

TEST_F(ProductStoreTest, ANewVersionOfAFileIsTheSameProduct) {
    const FileRow old = publish_one(entry("obs/halosat/123401/a.evt"));
    use(kRules);
    const auto before = all();
    publish_one(entry_over(old, "bb"));
    EXPECT_EQ(all(), before);
}

TEST_F(ProductStoreTest, MadeAgainItIsTheSame) {
    use(kRules);
    for (int i = 0; i < 20; ++i) {
        publish_one(entry("obs/halosat/123401/f" + std::to_string(i) + ".evt"));
        all();
    }
    withdraw({"obs/halosat/123401/f3.evt", "obs/halosat/123401/f7.evt"});
    publish_one(entry("obs/halosat/123401/f5.evt", "cc"));
    const auto before = all();
    EXPECT_THAT(before, SizeIs(6));
    store_.reset();
    std::filesystem::remove_all(folder_.path() / "index");
    use(kRules);
    EXPECT_EQ(all(), before);
}

TEST_F(ProductStoreTest, OtherRulesAreAnotherStore) {
    publish_one(entry("obs/halosat/123401/a.evt"));
    use(kRules);
    const std::string before = store_->refresh(database_);
    use("tag[all] = /obs/.+ // Anything\n");
    EXPECT_NE(store_->refresh(database_), before);
    EXPECT_THAT(all(), ElementsAre("all /obs/halosat/123401/a.evt"));
}

TEST_F(ProductStoreTest, ItsStateIsAnotherOneAfterAPublicationAlone) {
    use(kRules);
    const std::string before = store_->refresh(database_);
    EXPECT_EQ(store_->refresh(database_), before);
    publish_one(entry("obs/halosat/123401/a.evt"));
    EXPECT_NE(store_->refresh(database_), before);
}

TEST_F(ProductStoreTest, FindsTagsWithoutRegardToCase) {
    publish_one(entry("obs/halosat/123401/M1.evt"));
    use(kRules);
    all();
    EXPECT_THAT(store_->find({"hs.123401.m1"}), SizeIs(1));
    EXPECT_THAT(store_->find({"HS.123401.M1"}), SizeIs(1));
    EXPECT_THAT(store_->find({"hs.123401.m"}), IsEmpty());
}

TEST_F(ProductStoreTest, FindsTagsWithWildcards) {
    for (const char* name : {"m1_red", "m1_blue", "m11_red", "m2_red"})
        publish_one(entry(std::string("obs/halosat/123401/") + name + ".evt"));
    use(kRules);
    all();
    EXPECT_THAT(store_->find({"hs.123401.m1_", ""}), SizeIs(2));
    EXPECT_THAT(store_->find({"hs.123401.m1", "red"}), SizeIs(2));
    EXPECT_THAT(store_->find({"hs.", ".m2", ""}), SizeIs(1));
}

TEST_F(ProductStoreTest, ATagThatTakesTooLongIsLeftOutAndToldWithThePath) {
    publish_one(entry("obs/halosat/123401/a.evt"));
    publish_one(entry("obs/halosat/123401/" + std::string(60, 'a') + ".evt"));
    use("tag[good.{%1}] = /obs/halosat/\\d+/(a)\\.evt // Good\n"
        "tag[bad] = /obs/halosat/\\d+/(a+)+[bc].* // Bad\n");
    EXPECT_THAT(all(), ElementsAre("good.a /obs/halosat/123401/a.evt"));
    EXPECT_THAT(store_->refused(), ElementsAre(std::pair<const uint32_t, std::string>(
                                       1, "obs/halosat/123401/" + std::string(60, 'a') + ".evt")));
}

TEST_F(ProductStoreTest, AStoreThatCannotBeReadIsMadeAgain) {
    publish_one(entry("obs/halosat/123401/a.evt"));
    std::filesystem::create_directories(folder_.path() / "index");
    std::ofstream(folder_.path() / "index" / "products.db") << std::string(5000, 'x');
    use(kRules);
    EXPECT_THAT(all(), SizeIs(2));
}

TEST_F(ProductStoreTest, MayBeRemovedWhileItIsInUse) {
    publish_one(entry("obs/halosat/123401/a.evt"));
    use(kRules);
    const auto before = all();
    std::filesystem::remove_all(folder_.path() / "index");
    EXPECT_EQ(all(), before);
    publish_one(entry("obs/halosat/123401/b.evt"));
    EXPECT_THAT(all(), SizeIs(4));
}

TEST(TagMatches, TextsWithAnythingBetweenThem) {
    EXPECT_TRUE(tag_matches({"a.b"}, "A.B"));
    EXPECT_FALSE(tag_matches({"a.b"}, "a.bc"));
    EXPECT_TRUE(tag_matches({"a.", ".c"}, "a.b.c"));
    EXPECT_FALSE(tag_matches({"a.", ".c"}, "a.c"));
    EXPECT_TRUE(tag_matches({"a", "b", "c"}, "a-b-bc"));
    EXPECT_FALSE(tag_matches({"ab", "ba"}, "aba"));
    EXPECT_TRUE(tag_matches({"", ""}, ""));
    EXPECT_TRUE(tag_matches({"a", "", "b"}, "ab"));
}

}  // namespace
}  // namespace heafs
