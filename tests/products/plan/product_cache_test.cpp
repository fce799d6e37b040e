#include "products/plan/product_cache.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <fstream>
#include <future>
#include <latch>
#include <thread>
#include <vector>

#include "config/base/error.h"
#include "core/base/sha256.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace stdfs = std::filesystem;
using Outcome = ProductCache::Outcome;
using ProductPointer = std::shared_ptr<const Product>;

void write_text(int fd, const std::string& text) {
    ASSERT_EQ(::pwrite(fd, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
}

std::string text_of(const UniqueFd& fd) {
    std::string text(4096, '\0');
    const ssize_t got = ::pread(fd.get(), text.data(), text.size(), 0);
    text.resize(got < 0 ? 0 : static_cast<size_t>(got));
    return text;
}

// A product of that name with that text; `render` stands before its writing.
ProductPointer product_of(
    const std::string& name, const std::string& text, std::function<void()> render = [] {}) {
    Product product;
    product.path = "tables/" + name;
    product.key = sha256_hex(name);
    product.size = static_cast<int64_t>(text.size());
    product.render = [text, render = std::move(render)](int fd) {
        render();
        write_text(fd, text);
    };
    return std::make_shared<const Product>(std::move(product));
}

ProductPointer with_size(const ProductPointer& product, int64_t size) {
    Product changed = *product;
    changed.size = size;
    return std::make_shared<const Product>(std::move(changed));
}

std::string fault_text(const std::function<void()>& attempt, Fault expected) {
    try {
        attempt();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), expected) << error.what();
        return error.what();
    }
    ADD_FAILURE() << "nothing was raised";
    return {};
}

bool is_busy(const std::exception_ptr& error) {
    try {
        if (error) std::rethrow_exception(error);
    } catch (const Error& refusal) {
        return refusal.fault() == Fault::kBusy;
    }
    return false;
}

// A gate that a render waits at until the test opens it.
class Gate {
   public:
    void pass() {
        reached_.count_down();
        opened_.get_future().wait();
    }
    void wait_until_reached() { reached_.wait(); }
    void open() { opened_.set_value(); }

   private:
    std::latch reached_{1};
    std::promise<void> opened_;
};

class ProductCacheTest : public testing::Test {
   protected:
    stdfs::path folder() const { return temporary_.path() / "archive" / "cache"; }
    stdfs::path path_of(const ProductPointer& product) const {
        return folder() / product->key.substr(0, 2) / product->key;
    }
    // All files below the folder.
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : stdfs::recursive_directory_iterator(folder()))
            if (entry.is_regular_file()) names.push_back(entry.path());
        return names;
    }

   private:
    TemporaryFolder temporary_;
};

using ProductCacheFiles = ProductCacheTest;
using ProductCacheErrors = ProductCacheTest;
using ProductCacheFlights = ProductCacheTest;
using ProductCacheRoom = ProductCacheTest;
using ProductCacheDeletion = ProductCacheTest;

TEST_F(ProductCacheFiles, AMissIsRenderedAndKeptUnderItsKey) {
    ProductCache cache(folder(), {});
    const auto product = product_of("a", "first light");
    EXPECT_EQ(text_of(cache.open_and_wait(product)), "first light");
    EXPECT_THAT(files(), ElementsAre(path_of(product).string()));
}

TEST_F(ProductCacheFiles, AHitIsAnsweredAtOnceOnTheCallersThread) {
    ProductCache cache(folder(), {});
    std::atomic<int> renders = 0;
    const auto product = product_of("a", "text", [&] { ++renders; });
    cache.open_and_wait(product);
    std::thread::id thread;
    std::string text;
    EXPECT_EQ(cache.open(product,
                         [&](Outcome outcome) {
                             thread = std::this_thread::get_id();
                             text = text_of(outcome.fd);
                         }),
              0u);
    EXPECT_EQ(thread, std::this_thread::get_id());
    EXPECT_EQ(text, "text");
    EXPECT_EQ(renders, 1);
}

TEST_F(ProductCacheFiles, AProductWithoutBytesIsAProduct) {
    ProductCache cache(folder(), {});
    const auto product = product_of("empty", "");
    cache.open_and_wait(product);
    EXPECT_EQ(text_of(cache.open_and_wait(product)), "");
    EXPECT_TRUE(stdfs::exists(path_of(product)));
}

TEST_F(ProductCacheFiles, OnlyTheOwnerMayReadThem) {
    ProductCache cache(folder(), {});
    const auto product = product_of("a", "text");
    cache.open_and_wait(product);
    const auto mode = [](const stdfs::path& path) {
        struct stat status {};
        EXPECT_EQ(::stat(path.c_str(), &status), 0);
        return status.st_mode & 0777;
    };
    EXPECT_EQ(mode(path_of(product)), 0600u);
    EXPECT_EQ(mode(path_of(product).parent_path()), 0700u);
    EXPECT_EQ(mode(folder()), 0700u);
}

TEST_F(ProductCacheFiles, DescriptorsCannotWriteAndHavePositionsOfTheirOwn) {
    ProductCache cache(folder(), {});
    const auto product = product_of("a", "text");
    const UniqueFd rendered = cache.open_and_wait(product);
    const UniqueFd found = cache.open_and_wait(product);
    EXPECT_EQ(::write(rendered.get(), "x", 1), -1);
    EXPECT_EQ(::write(found.get(), "x", 1), -1);
    ::lseek(rendered.get(), 3, SEEK_SET);
    EXPECT_EQ(::lseek(found.get(), 0, SEEK_CUR), 0);
}

TEST_F(ProductCacheFiles, AFileOfAnotherLengthIsRenderedAgain) {
    ProductCache cache(folder(), {});
    const auto product = product_of("a", "whole text");
    cache.open_and_wait(product);
    stdfs::resize_file(path_of(product), 4);  // as a power cut may leave it
    EXPECT_EQ(text_of(cache.open_and_wait(product)), "whole text");
    EXPECT_EQ(stdfs::file_size(path_of(product)), 10u);
}

TEST_F(ProductCacheFiles, ALinkInPlaceOfAProductIsNotFollowed) {
    ProductCache cache(folder(), {});
    const auto product = product_of("a", "right");
    stdfs::create_directories(path_of(product).parent_path());
    stdfs::create_symlink(product_of("b", "wrong")->key, path_of(product));
    std::ofstream(path_of(product).parent_path() / product_of("b", "")->key) << "wrong";
    EXPECT_EQ(text_of(cache.open_and_wait(product)), "right");
}

TEST_F(ProductCacheFiles, AFolderInPlaceOfAProductDoesNotKeepItFromBeingServed) {
    ProductCache cache(folder(), {});
    const auto product = product_of("a", "text");
    stdfs::create_directories(path_of(product));
    EXPECT_EQ(text_of(cache.open_and_wait(product)), "text");
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(ProductCacheFiles, TheyAreServedAgainAfterARestart) {
    const auto product = product_of("a", "text");
    ProductCache(folder(), {}).open_and_wait(product);
    ProductCache cache(folder(), {});
    const auto again = product_of("a", "text", [] { FAIL() << "rendered twice"; });
    EXPECT_EQ(text_of(cache.open_and_wait(again)), "text");
}

TEST_F(ProductCacheFiles, WhatAKilledProcessLeftIsRemovedAtTheStart) {
    const auto product = product_of("a", "text");
    ProductCache(folder(), {}).open_and_wait(product);
    std::ofstream(folder() / (product->key + ".a1B2c3")) << "te";
    std::ofstream(folder() / "notes.txt") << "not ours";
    const ProductCache cache(folder(), {});
    EXPECT_THAT(files(), testing::UnorderedElementsAre(path_of(product).string(),
                                                       (folder() / "notes.txt").string()));
}

TEST_F(ProductCacheErrors, AnotherLengthThanPlannedIsAnErrorWithBothAndNothingIsKept) {
    ProductCache cache(folder(), {});
    const auto product = with_size(product_of("a", "12345"), 7);
    const std::string text = fault_text([&] { cache.open_and_wait(product); }, Fault::kSystem);
    EXPECT_THAT(text, AllOf(HasSubstr("tables/a"), HasSubstr("7 bytes"), HasSubstr("with 5")));
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(ProductCacheErrors, MoreBytesThanPlannedAreAnErrorToo) {
    ProductCache cache(folder(), {});
    const auto product = with_size(product_of("a", "12345"), 3);
    fault_text([&] { cache.open_and_wait(product); }, Fault::kSystem);
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(ProductCacheErrors, WhatRenderingRaisesReachesTheReaderAndTheNextOneTriesAgain) {
    ProductCache cache(folder(), {});
    int renders = 0;
    const auto product = product_of("a", "text", [&] {
        if (++renders == 1) throw Error(Fault::kStale, "an input changed");
    });
    EXPECT_EQ(fault_text([&] { cache.open_and_wait(product); }, Fault::kStale), "an input changed");
    EXPECT_THAT(files(), IsEmpty());
    EXPECT_EQ(text_of(cache.open_and_wait(product)), "text");
}

TEST_F(ProductCacheErrors, AllWhoWaitGetTheSameException) {
    ProductCache cache(folder(), {});
    Gate gate;
    const auto product = product_of("a", "text", [&] {
        gate.pass();
        throw 42;  // some libraries raise what is no std::exception
    });
    std::promise<std::exception_ptr> first, second;
    cache.open(product, [&](Outcome outcome) { first.set_value(outcome.error); });
    gate.wait_until_reached();
    cache.open(product, [&](Outcome outcome) { second.set_value(outcome.error); });
    gate.open();
    const std::exception_ptr error = first.get_future().get();
    EXPECT_NE(error, nullptr);
    EXPECT_EQ(error, second.get_future().get());
}

TEST_F(ProductCacheErrors, AReaderThatThrowsTakesNothingFromTheOthers) {
    ProductCache cache(folder(), {});
    Gate gate;
    const auto product = product_of("a", "text", [&] { gate.pass(); });
    cache.open(product, [](Outcome) { throw std::runtime_error("a careless reader"); });
    std::promise<std::string> second;
    cache.open(product, [&](Outcome outcome) { second.set_value(text_of(outcome.fd)); });
    gate.open();
    EXPECT_EQ(second.get_future().get(), "text");
}

TEST_F(ProductCacheFlights, ManyReadersOfOneProductRenderItOnce) {
    ProductCache cache(folder(), {.threads = 4});
    std::atomic<int> renders = 0, right = 0;
    const auto product = product_of("a", "text", [&] { ++renders; });
    std::barrier start(64);
    std::vector<std::jthread> readers;
    for (int i = 0; i < 64; ++i)
        readers.emplace_back([&] {
            start.arrive_and_wait();
            right += text_of(cache.open_and_wait(product)) == "text";
        });
    readers.clear();
    EXPECT_EQ(renders, 1);
    EXPECT_EQ(right, 64);
}

TEST_F(ProductCacheFlights, ManyReadersOfManyProductsRenderEachOnce) {
    ProductCache cache(folder(), {.threads = 4});
    constexpr size_t kProducts = 16;
    std::vector<std::atomic<int>> renders(kProducts);
    std::vector<ProductPointer> products;
    for (size_t i = 0; i < kProducts; ++i)
        products.push_back(product_of(std::to_string(i), fmt::format("text {}", i),
                                      [&renders, i] { ++renders[i]; }));
    std::atomic<int> wrong = 0;
    std::barrier start(64);
    std::vector<std::jthread> readers;
    for (size_t reader = 0; reader < 64; ++reader)
        readers.emplace_back([&, reader] {
            start.arrive_and_wait();
            for (size_t i = 0; i < kProducts; ++i) {
                const size_t which = (reader + i) % kProducts;
                wrong +=
                    text_of(cache.open_and_wait(products[which])) != fmt::format("text {}", which);
            }
        });
    readers.clear();
    EXPECT_EQ(wrong, 0);
    for (const auto& count : renders) EXPECT_EQ(count, 1);
}

TEST_F(ProductCacheFlights, AnEndingCacheFinishesWhatItBeganAndRefusesTheRest) {
    Gate gate;
    std::string begun;
    bool refused = false;
    {
        ProductCache cache(folder(), {.threads = 1});
        const auto slow = product_of("slow", "text", [&] { gate.pass(); });
        cache.open(slow, [&](Outcome outcome) { begun = text_of(outcome.fd); });
        gate.wait_until_reached();
        cache.open(product_of("later", "text"), [&](Outcome outcome) {
            refused = is_busy(outcome.error);
            gate.open();  // only now: the destructor answers before it waits
        });
    }
    EXPECT_EQ(begun, "text");
    EXPECT_TRUE(refused);
}

TEST_F(ProductCacheFlights, AReaderMayOpenAnotherProductWhenItIsTold) {
    ProductCache cache(folder(), {.threads = 1});
    std::promise<std::string> inner;
    cache.open(product_of("a", "text"), [&](Outcome) {
        cache.open(product_of("b", "other"),
                   [&](Outcome outcome) { inner.set_value(text_of(outcome.fd)); });
    });
    EXPECT_EQ(inner.get_future().get(), "other");
}

TEST_F(ProductCacheFlights, AProductMayBeMadeOfOthersOnOneThread) {
    ProductCache cache(folder(), {.threads = 1});
    const auto part = product_of("part", "text");
    std::string seen;
    const auto whole =
        product_of("whole", "all", [&] { seen = text_of(cache.open_and_wait(part)); });
    EXPECT_EQ(text_of(cache.open_and_wait(whole)), "all");
    EXPECT_EQ(seen, "text");
}

TEST_F(ProductCacheFlights, WhoStopsWaitingIsToldAndTheOthersGetTheProduct) {
    ProductCache cache(folder(), {.threads = 1});
    Gate gate;
    const auto product = product_of("a", "text", [&] { gate.pass(); });
    int told = 0;
    bool refused = false;
    const auto ticket = cache.open(product, [&](Outcome outcome) {
        ++told;
        refused = is_busy(outcome.error);
    });
    std::promise<std::string> other;
    cache.open(product, [&](Outcome outcome) { other.set_value(text_of(outcome.fd)); });
    cache.cancel(ticket);
    EXPECT_TRUE(refused);
    gate.open();
    EXPECT_EQ(other.get_future().get(), "text");
    cache.cancel(ticket);
    EXPECT_EQ(told, 1);
}

TEST_F(ProductCacheFlights, WhatNobodyWaitsForIsNotBegun) {
    ProductCache cache(folder(), {.threads = 1});
    Gate gate;
    const auto slow = product_of("slow", "text", [&] { gate.pass(); });
    cache.open(slow, [](Outcome) {});
    gate.wait_until_reached();
    std::atomic<int> renders = 0;
    const auto unwanted = product_of("unwanted", "text", [&] { ++renders; });
    cache.cancel(cache.open(unwanted, [](Outcome) {}));
    gate.open();
    cache.open_and_wait(product_of("last", "text"));
    EXPECT_EQ(renders, 0);
    cache.open_and_wait(unwanted);
    EXPECT_EQ(renders, 1);
}

TEST_F(ProductCacheRoom, TheLeastRecentlyUsedGoesFirst) {
    ProductCache cache(folder(), {.bytes = 10});
    const auto a = product_of("a", "aaaa"), b = product_of("b", "bbbb"), c = product_of("c", "cc");
    cache.open_and_wait(a);
    cache.open_and_wait(b);
    cache.open_and_wait(a);
    cache.open_and_wait(c);  // 10 bytes: all fit
    EXPECT_EQ(files().size(), 3u);
    cache.open_and_wait(product_of("d", "d"));
    EXPECT_TRUE(stdfs::exists(path_of(a)));
    EXPECT_FALSE(stdfs::exists(path_of(b)));
    EXPECT_TRUE(stdfs::exists(path_of(c)));
}

TEST_F(ProductCacheRoom, WhatIsOpenStaysReadableWhenItGoes) {
    ProductCache cache(folder(), {.bytes = 4});
    const auto a = product_of("a", "aaaa");
    const UniqueFd open = cache.open_and_wait(a);
    cache.open_and_wait(product_of("b", "bbbb"));
    EXPECT_FALSE(stdfs::exists(path_of(a)));
    EXPECT_EQ(text_of(open), "aaaa");
}

TEST_F(ProductCacheRoom, AProductAboveTheLimitIsServedAndTakesNothingFromTheOthers) {
    ProductCache cache(folder(), {.bytes = 4});
    const auto small = product_of("small", "1234");
    cache.open_and_wait(small);
    EXPECT_EQ(text_of(cache.open_and_wait(product_of("large", "12345"))), "12345");
    EXPECT_THAT(files(), ElementsAre(path_of(small).string()));
}

TEST_F(ProductCacheRoom, TheOrderOfUseSurvivesARestart) {
    const auto a = product_of("a", "aaaa"), b = product_of("b", "bbbb");
    {
        ProductCache cache(folder(), {.bytes = 8});
        cache.open_and_wait(a);
        cache.open_and_wait(b);
        const auto now = stdfs::file_time_type::clock::now();
        stdfs::last_write_time(path_of(a), now - std::chrono::hours(2));
        stdfs::last_write_time(path_of(b), now - std::chrono::hours(1));
        cache.open_and_wait(a);
    }
    const ProductCache smaller(folder(), {.bytes = 4});
    EXPECT_THAT(files(), ElementsAre(path_of(a).string()));
}

TEST_F(ProductCacheRoom, AFullDiskIsTriedOnceMoreWithRoomMadeBefore) {
    ProductCache cache(folder(), {});
    const auto old = product_of("old", "old text");
    cache.open_and_wait(old);
    int renders = 0;
    const auto product = product_of("a", "text", [&] {
        if (++renders == 1) throw Error(Fault::kNoSpace, "no space left");
    });
    EXPECT_EQ(text_of(cache.open_and_wait(product)), "text");
    EXPECT_EQ(renders, 2);
    EXPECT_THAT(files(), ElementsAre(path_of(product).string()));
}

TEST_F(ProductCacheRoom, ADiskThatStaysFullIsTheError) {
    ProductCache cache(folder(), {});
    int renders = 0;
    const auto product = product_of("a", "text", [&] {
        ++renders;
        throw Error(Fault::kNoSpace, "no space left");
    });
    fault_text([&] { cache.open_and_wait(product); }, Fault::kNoSpace);
    EXPECT_EQ(renders, 2);
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(ProductCacheRoom, AProductBeyondTheWholeDiskEmptiesNoCache) {
    ProductCache cache(folder(), {});
    cache.open_and_wait(product_of("old", "old text"));
    const auto huge = with_size(product_of("huge", "text"), int64_t{1} << 50);
    EXPECT_THROW(cache.open_and_wait(huge), Error);
    EXPECT_EQ(files().size(), 1u);
}

TEST_F(ProductCacheRoom, RoomIsMadeOnlyWhereItIsMissing) {
    ProductCache cache(folder(), {});
    cache.open_and_wait(product_of("a", "text"));
    cache.make_room(1);
    EXPECT_EQ(files().size(), 1u);
    cache.make_room(INT64_MAX);
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(ProductCacheDeletion, TheFolderIsMadeAgain) {
    ProductCache cache(folder(), {});
    const auto product = product_of("a", "text");
    cache.open_and_wait(product);
    stdfs::remove_all(folder());
    EXPECT_EQ(text_of(cache.open_and_wait(product)), "text");
    EXPECT_TRUE(stdfs::exists(path_of(product)));
}

TEST_F(ProductCacheDeletion, WhatIsBeingRenderedIsServedWithoutAName) {
    ProductCache cache(folder(), {});
    const auto product = product_of("a", "text", [&] { stdfs::remove_all(folder()); });
    EXPECT_EQ(text_of(cache.open_and_wait(product)), "text");
    EXPECT_FALSE(stdfs::exists(folder()));
}

TEST_F(ProductCacheDeletion, AFileInPlaceOfTheFolderDoesNotKeepProductsFromBeingServed) {
    stdfs::create_directories(folder().parent_path());
    std::ofstream(folder()) << "in the way";
    ProductCache cache(folder(), {});
    EXPECT_EQ(text_of(cache.open_and_wait(product_of("a", "text"))), "text");
    EXPECT_TRUE(stdfs::is_regular_file(folder()));
    EXPECT_EQ(std::distance(stdfs::directory_iterator(folder().parent_path()), {}), 1);
}

TEST_F(ProductCacheDeletion, NoOpenFailsWhileTheFolderIsDeletedOverAndOver) {
    ProductCache cache(folder(), {});
    std::atomic<bool> ending = false;
    std::jthread deleter([&] {
        std::error_code ignored;
        while (!ending) stdfs::remove_all(folder(), ignored);
    });
    std::atomic<int> wrong = 0;
    std::vector<std::jthread> readers;
    for (int reader = 0; reader < 4; ++reader)
        readers.emplace_back([&, reader] {
            const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
            for (int i = 0; std::chrono::steady_clock::now() < until; ++i) {
                const std::string name = std::to_string(i % 5 + reader % 2);
                wrong += text_of(cache.open_and_wait(product_of(name, name))) != name;
            }
        });
    readers.clear();
    ending = true;
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace heafs
