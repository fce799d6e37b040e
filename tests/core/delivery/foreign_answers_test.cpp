// What a worker answers is as foreign as the file that it looked at: whoever found a way into one
// may say anything.
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/unique_fd.h"
#include "core/delivery/content_json.h"
#include "core/delivery/rules.h"
#include "core/delivery/worker_pool.h"
#include "core/delivery/worker_request_json.h"
#include "tests/support/small_fits.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

constexpr int64_t kSize = 5760;

size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<size_t>(std::distance(begin(all), end(all)));
}

std::string good_answer() {
    Content content;
    content.size = kSize;
    content.inflated_size = kSize;
    content.kind = ContentKind::kFits;
    content.header = {{2, "TELESCOP", "SWIFT"}};
    Finding finding = make_finding("SUM-002", "", "no checksum");
    finding.hdu = 2;
    finding.row = 3;
    finding.offset = 4;
    content.findings = {finding};
    return content_to_json(content);
}

std::string good_with(const std::string& from, const std::string& to) {
    std::string text = good_answer();
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from << " in " << text;
    return text.replace(at, from.size(), to);
}

// As an object with one more key, whose value nests so deep.
std::string good_beside_depth(size_t depth) {
    return good_with("{\"size\"", "{\"more\":" + std::string(depth, '[') + std::string(depth, ']') +
                                      ",\"size\"");
}

class ForeignAnswers : public testing::Test {
   protected:
    std::vector<std::string> worker(const std::string& answer, const char* descriptors,
                                    bool late = false) {
        std::vector<std::string> words = {
            HEAFS_PYTHON, HEAFS_SOURCE_DIR "/tests/support/foreign_worker.py",
            folder_.write("answer", bytes_of(answer)).string(), descriptors};
        if (late) words.push_back("late");
        return words;
    }
    Content examine(const std::vector<std::string>& command, int times = 1) {
        WorkerPool pool(command, 1, 20);
        Content content;
        for (int i = 0; i < times; ++i) content = pool.examine(fd_.get(), kSize);
        return content;
    }
    void expect_refused(const std::string& answer, const char* descriptors = "0",
                        bool late = false) {
        const size_t before = open_descriptors();
        const Content content = examine(worker(answer, descriptors, late), 2);
        ASSERT_EQ(content.findings.size(), 1u);
        EXPECT_EQ(content.findings[0].rule, "SEC-090");
        EXPECT_EQ(content.findings[0].file, "");
        EXPECT_EQ(content.size, kSize);
        EXPECT_TRUE(content.header.empty());
        EXPECT_EQ(open_descriptors(), before);
    }

    TemporaryFolder folder_;
    UniqueFd fd_{::open(folder_.write("a.fits", small_fits_file(1)).c_str(), O_RDONLY | O_CLOEXEC)};
};

// What follows differs from this in one thing each.
TEST_F(ForeignAnswers, AGoodOneIsTaken) {
    EXPECT_EQ(examine(worker(good_answer(), "0"), 3), content_from_json(good_answer()));
}

TEST_F(ForeignAnswers, ADescriptorThatNobodyAskedForIsRefused) {
    for (const char* count : {"1", "2", "40"}) expect_refused(good_answer(), count);
}

TEST_F(ForeignAnswers, ADescriptorBehindTheBeginningIsRefused) {
    for (const char* count : {"1", "2"}) expect_refused(good_answer(), count, true);
}

TEST_F(ForeignAnswers, TheSizeOfAnotherFileIsRefused) {
    expect_refused(good_with("\"size\":5760", "\"size\":5761"));
    expect_refused(good_with("\"size\":5760", "\"size\":0"));
}

TEST_F(ForeignAnswers, FindingsAboutOtherFilesAreRefused) {
    expect_refused(good_with("\"file\":\"\"", "\"file\":\"obs/another.fits\""));
}

TEST_F(ForeignAnswers, AWaiverThatTheWorkerGivesIsRefused) {
    expect_refused(good_with("\"waived\":\"\"", "\"waived\":\"allowed until 2099\""));
}

TEST_F(ForeignAnswers, IntegersOutOfTheirRangeAreRefused) {
    expect_refused(good_with("\"kind\":1", "\"kind\":99"));
    expect_refused(good_with("\"kind\":1", "\"kind\":-1"));
    expect_refused(good_with("\"hdu\":2", "\"hdu\":2147483648"));
    expect_refused(good_with("\"row\":3", "\"row\":-1"));
    expect_refused(good_with("\"row\":3", "\"row\":1e3"));
    expect_refused(good_with("\"offset\":4", "\"offset\":9223372036854775808"));
    expect_refused(good_with("\"offset\":4", "\"offset\":18446744073709551616"));
    expect_refused(good_with("[2,\"TELESCOP\"", "[2147483648,\"TELESCOP\""));
    expect_refused(good_with("\"inflated_size\":5760", "\"inflated_size\":-5760"));
}

TEST_F(ForeignAnswers, WhatNestsDeepIsRefusedBeforeItIsKept) {
    EXPECT_EQ(examine(worker(good_beside_depth(4), "0")).header.size(), 1u);
    expect_refused(good_beside_depth(64));
    expect_refused(good_beside_depth(2000000));
}

// Its calibration entries are a text of JSON within.
TEST_F(ForeignAnswers, CalibrationEntriesAreBoundedAsTheRestIs) {
    const auto with = [](const std::string& text) {
        return good_with("\"header\"", "\"calibration\":\"" + text + "\",\"header\"");
    };
    const auto entry = [](const std::string& hdu) {
        return "[[" + hdu + R"(,\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",[]]])";
    };
    EXPECT_EQ(examine(worker(with(entry("2")), "0")).calibration.size(), 1u);
    expect_refused(with(entry("4294967298")));
    expect_refused(with(entry("-1")));
    expect_refused(with("[" + std::string(2000000, '[') + std::string(2000000, ']') + "]"));
}

class ForeignIndexAnswers : public ForeignAnswers {
   protected:
    IndexVerdict index(const char* descriptors, bool late = false) {
        WorkerPool pool(worker(index_verdict_to_json({}), descriptors, late), 1, 20);
        const UniqueFd output = empty_file("output"), scratch = empty_file("scratch");
        return pool.index(fd_.get(), kSize, kSize, {}, output.get(), scratch.get());
    }

   private:
    UniqueFd empty_file(const char* name) {
        return UniqueFd(::open(outputs_.write(name, {}).c_str(), O_RDWR | O_CLOEXEC));
    }
    TemporaryFolder outputs_;
};

// The segment is in the file that the worker was given: its answer brings nothing.
TEST_F(ForeignIndexAnswers, ADescriptorIsRefused) {
    const size_t before = open_descriptors();
    for (const char* count : {"1", "2", "40"}) {
        const IndexVerdict verdict = index(count);
        EXPECT_NE(verdict.why_not.find("the worker failed"), std::string::npos)
            << count << " " << verdict.why_not;
    }
    EXPECT_NE(index("1", true).why_not, "");
    EXPECT_EQ(index("0").why_not, "");
    EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace heafs
