// Which bytes of a heap belong to arrays.
#include "core/fits/heap_map.h"

#include <gtest/gtest.h>

#include "tests/core/fits/array_descriptor.h"
#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

using namespace hand_made;
using Rules = std::vector<std::string>;

FitsReport of(const std::string& descriptors, size_t heap_bytes) {
    const auto rows = static_cast<int64_t>(descriptors.size()) / 8;
    return verify(primary() +
                  table(8, rows, {"1PI(9)"}, descriptors + std::string(heap_bytes, '\0')));
}

TEST(Heap, OfArraysAndNothingElseIsGood) {
    EXPECT_EQ(rules(of(descriptor(3, 0) + descriptor(2, 6), 10)), Rules{});
    EXPECT_EQ(rules(of(descriptor(2, 6) + descriptor(0, 999) + descriptor(3, 0), 10)), Rules{})
        << "in any order";
}

TEST(Heap, BytesThatNoDescriptorNamesAreAWarning) {
    const FitsReport report = of(descriptor(3, 0) + descriptor(1, 8), 20);
    ASSERT_EQ(rules(report), Rules{"TAB-015"});
    EXPECT_EQ(report.findings[0].severity, Severity::kWarning);
    EXPECT_EQ(report.findings[0].offset, 5760 + 16 + 6);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): no descriptor names 12 of the 20 bytes of the heap, the first is "
              "byte 6.");
}

TEST(Heap, BytesOfTwoArraysAreAWarning) {
    const FitsReport report = of(descriptor(3, 0) + descriptor(3, 4), 10);
    ASSERT_EQ(rules(report), Rules{"TAB-015"});
    EXPECT_EQ(report.findings[0].row, 2);
    EXPECT_EQ(report.findings[0].column, "COL1");
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS), row 2, column 1 (COL1): bytes 4 to 5 of the heap belong to another "
              "array, too; 2 bytes are named more than once.");
    EXPECT_EQ(rules(of(descriptor(5, 0) + descriptor(5, 0), 10)), Rules{"TAB-015"});
}

TEST(Heap, WithoutColumnsThatPointIntoItIsAWarning) {
    const FitsReport report = verify(primary() + table(2, 1, {"1I"}, std::string(12, '\0')));
    ASSERT_EQ(rules(report), Rules{"TAB-015"});
    EXPECT_EQ(report.findings[0].card, 6);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): PCOUNT = 10, but no column has variable-length arrays.");
}

TEST(Heap, BehindAGapIsAWarning) {
    auto cards = hand_made::table_cards(8, 1, 24, {"1PL(4)"});
    cards.push_back(card("THEAP", 28));
    const FitsReport report =
        verify(primary() + header(cards) + padded(descriptor(4, 0) + std::string(24, '\0'), '\0'));
    ASSERT_EQ(rules(report), Rules{"TAB-015"});
    EXPECT_EQ(report.findings[0].card, 12);
    EXPECT_EQ(report.findings[0].text,
              "HDU 2 (EVENTS): THEAP leaves 20 of the 24 bytes of PCOUNT between rows and heap "
              "unused.");
}

struct Judged {
    explicit Judged(size_t most_runs) : map(2, most_runs) {
        header.hdu = 2;
        layout.columns = {{"A", 1, 0, {}}, {"B", 2, 8, {}}};
    }
    std::vector<Finding> report(int64_t heap_bytes) {
        layout.heap_bytes = heap_bytes;
        map.report(header, layout, 0, findings);
        return findings.finish();
    }
    Header header;
    TableLayout layout;
    FindingList findings;
    HeapMap map;
};

TEST(HeapMap, NeedsLittleRoomForColumnsThatAreWrittenOneByOne) {
    Judged judged(4);
    for (int64_t row = 0; row < 10'000; ++row) {
        judged.map.note(row * 8, 8, row, 0);
        judged.map.note(80'000 + row * 4, 4, row, 1);
    }
    EXPECT_EQ(judged.report(120'000).size(), 0u);
}

TEST(HeapMap, MergesRunsWhenItsRoomIsFull) {
    Judged judged(16);
    for (int64_t row = 0; row < 1000; ++row)  // each pair of arrays the wrong way round
        judged.map.note((row ^ 1) * 8, 8, row, 0);
    EXPECT_EQ(judged.report(8000).size(), 0u);
}

TEST(HeapMap, SaysNothingWhenThereAreTooManyPieces) {
    Judged judged(16);
    for (int64_t row = 0; row < 100; ++row) judged.map.note(row * 16, 8, row, 0);
    EXPECT_EQ(judged.report(1600).size(), 0u);
}

}  // namespace
}  // namespace heafs
