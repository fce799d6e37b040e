#include "core/tables/row_sorter.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>

#include "core/base/unique_fd.h"
#include "core/tables/cell_order.h"

namespace heafs {
namespace {

// Texts of one width, many of which begin alike; with capitals among them.
std::vector<std::string> texts(size_t count, size_t width) {
    std::mt19937 random(3);
    std::vector<std::string> made;
    for (size_t i = 0; i < count; ++i) {
        std::string text(random() % 3 == 0 ? "" : std::string(300, 'n'));
        text += "Source " + std::to_string(random() % 700);
        if (random() % 2 == 0) text[0] = static_cast<char>(text[0] ^ 0x20);
        text.resize(width);
        made.push_back(text);
    }
    return made;
}

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// In memory and in runs on disk: as a stable sort has it.
TEST(RowSorter, PutsLongTextsInOrderHoweverManyRunsThereAre) {
    const size_t width = 320, count = 3000;
    const std::vector<std::string> rows = texts(count, width);
    std::string cells;
    for (const std::string& row : rows) cells += row;
    std::vector<uint32_t> expected(count);
    for (uint32_t i = 0; i < count; ++i) expected[i] = i;
    std::stable_sort(expected.begin(), expected.end(), [&](uint32_t a, uint32_t b) {
        return std::strcmp(lowered(rows[a]).c_str(), lowered(rows[b]).c_str()) < 0;
    });
    const CellOrder order(reinterpret_cast<const std::byte*>(cells.data()), width,
                          {'A', 0, static_cast<int64_t>(width)}, std::nullopt);
    for (const size_t rows_of_a_run : {size_t{100}, size_t{999}, count, size_t{10'000}}) {
        const UniqueFd fd(::memfd_create("scratch", MFD_CLOEXEC));
        ScratchFile scratch(fd.get());
        RowSorter sorter(scratch, order.further(), rows_of_a_run);
        for (uint32_t i = 0; i < count; ++i) sorter.add(*order.key(i), i);
        std::vector<uint32_t> sorted;
        sorter.drain([&](const KeyedRow& one) { sorted.push_back(one.row); });
        EXPECT_EQ(sorted, expected) << rows_of_a_run;
    }
}

}  // namespace
}  // namespace heafs
