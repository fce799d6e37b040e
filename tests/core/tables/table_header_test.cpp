#include "core/tables/table_header.h"

#include <gtest/gtest.h>

namespace heafs {
namespace {

// FITS 4.0, table 20.
TEST(DisplayFormat, IsThatOfFits) {
    const ColumnType real{CellType::kFloat8, 1}, whole{CellType::kInt4, 1};
    EXPECT_EQ(display_format("8.3f", real), "F8.3");
    EXPECT_EQ(display_format(".5f", real), "F15.5");
    EXPECT_EQ(display_format("10.2e", real), "E10.2");
    EXPECT_EQ(display_format("3d", whole), "I3");
}

TEST(DisplayFormat, IsNoneForWhatIsNone) {
    const ColumnType real{CellType::kFloat8, 1}, whole{CellType::kInt4, 1}, text{};
    for (const char* format : {"", ".8.3f", "f", "8f", "x", "999.1f"})
        EXPECT_EQ(display_format(format, real), "") << format;
    EXPECT_EQ(display_format("8.3f", whole), "");
    EXPECT_EQ(display_format("3d", text), "");
}

}  // namespace
}  // namespace heafs
