#include "products/plan/fits_product.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "config/base/error.h"
#include "core/base/files.h"
#include "products/plan/fits_rows.h"
#include "tests/support/outside_programs.h"
#include "tests/support/temporary_folder.h"

namespace heafs {
namespace {

PlannedHdu table_of(int64_t rows) {
    const std::vector<FitsColumn> columns = {{"N", "J"}, {"NAME", "3A"}};
    FitsRows cells;
    for (int64_t row = 0; row < rows; ++row) {
        cells.add(static_cast<int32_t>(row - 1));
        cells.add_text(row % 2 == 0 ? "ab" : "abcd", 3);
    }
    return planned_table(table_header("T", columns, 7, rows), cells.take());
}

class FitsProduct : public testing::Test {
   protected:
    std::filesystem::path render(const std::vector<PlannedHdu>& hdus) {
        const auto path = folder_.path() / "made.fits";
        const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        render_fits(hdus, fd.get());
        return path;
    }

    TemporaryFolder folder_;
};

TEST_F(FitsProduct, HasThePlannedSizeForAnyAmountOfData) {
    // Around a block of 2880 bytes (411 rows and 3 bytes) and around the sink's buffer of 1 MiB.
    for (const int64_t rows : {0, 1, 411, 412, 149796, 149797, 300000}) {
        const std::vector<PlannedHdu> hdus = {{empty_primary_header(), 0, {}}, table_of(rows)};
        const auto path = render(hdus);
        EXPECT_EQ(static_cast<int64_t>(std::filesystem::file_size(path)), planned_bytes(hdus));
        EXPECT_EQ(complaints_of_fitsverify(path), "") << rows;
    }
}

TEST_F(FitsProduct, HasTheCellsThatWereAdded) {
    const auto path = render({{empty_primary_header(), 0, {}}, table_of(3)});
    EXPECT_EQ(output_of_astropy("import sys\nfrom astropy.io import fits\n"
                                "t = fits.open(sys.argv[1], checksum=True)[1].data\n"
                                "print(t['N'].tolist(), t['NAME'].tolist())",
                                path),
              "[-1, 0, 1] ['ab ', 'abc', 'ab ']\n");
}

TEST_F(FitsProduct, IsTheSameHoweverItsDataComeInPieces) {
    PlannedHdu whole = table_of(200000), pieces = table_of(200000);
    pieces.render = [](DataSink& sink) {
        FitsRows cells;
        for (int64_t row = 0; row < 200000; ++row) {
            cells.add(static_cast<int32_t>(row - 1));
            sink.append(cells.take());
            cells.add_text(row % 2 == 0 ? "ab" : "abcd", 3);
            sink.append(cells.take());
        }
    };
    const std::string one = read_file(render({{empty_primary_header(), 0, {}}, whole}));
    EXPECT_EQ(read_file(render({{empty_primary_header(), 0, {}}, pieces})), one);
}

TEST_F(FitsProduct, OfAnotherSizeThanPlannedIsRefused) {
    PlannedHdu hdu = table_of(5);
    hdu.data_bytes += 7;
    EXPECT_THROW(render({{empty_primary_header(), 0, {}}, hdu}), Error);
    hdu.data_bytes -= 14;
    EXPECT_THROW(render({{empty_primary_header(), 0, {}}, hdu}), Error);
}

TEST_F(FitsProduct, ThatCannotBeWrittenIsAnError) {
    const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    const UniqueFd read_only(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_THROW(render_fits({{empty_primary_header(), 0, {}}}, full.get()), Error);
    EXPECT_THROW(render_fits({{empty_primary_header(), 0, {}}}, read_only.get()), Error);
}

TEST(FitsRowsTest, AreBigEndianAndBeginAnewWhenTaken) {
    FitsRows rows;
    rows.add(int16_t{258});
    rows.add(1.0);
    const auto bytes = rows.take();
    ASSERT_EQ(bytes.size(), 10u);
    EXPECT_EQ(bytes[0], std::byte{1});
    EXPECT_EQ(bytes[1], std::byte{2});
    EXPECT_EQ(bytes[2], std::byte{0x3f});
    EXPECT_EQ(bytes[3], std::byte{0xf0});
    EXPECT_TRUE(rows.take().empty());
}

}  // namespace
}  // namespace heafs
