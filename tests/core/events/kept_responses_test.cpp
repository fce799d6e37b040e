// What of a list's own responses stays in its segment.
#include "core/events/kept_responses.h"

#include <gtest/gtest.h>

#include "core/fits/fits_writer.h"

namespace heafs {
namespace {

// HDUs AEFF (one row), EDISP (an array in the heap) and PSF (two rows).
std::vector<std::byte> list() {
    FitsWriter writer;
    writer.add_empty_primary();
    const std::vector<FitsColumn> area = {{"EFFAREA", "2E", "m2"}};
    writer.add_table("AEFF", area, 1);
    writer.write_column(1, std::vector<float>{1.5F, 2.5F});
    writer.write_card({"HDUCLAS3", std::string("FULL-ENCLOSURE"), ""});
    writer.write_card({"COMMENTS", std::string("not of use"), ""});
    const std::vector<FitsColumn> heap = {{"MATRIX", "1PE(2)"}};
    writer.add_table("EDISP", heap, 1);
    const std::vector<FitsColumn> spread = {{"RPSF", "1E", "sr^-1"}};
    writer.add_table("PSF", spread, 2);
    return writer.finish();
}

Instrument instrument() {
    Instrument run;
    run.arf.from = run.rmf.from = ResponseSource::From::kList;
    run.arf.name = "AEFF";
    run.rmf.name = "EDISP";
    run.psf_hdu = "PSF";
    return run;
}

TEST(KeptResponses, AreTablesOfOneRowWithWhatDescribesThem) {
    const auto bytes = list();
    const FitsView view(bytes, "made");
    const auto kept = kept_responses(view, instrument());
    ASSERT_EQ(kept.size(), 1u);
    const FitsHdu& source = *view.find("AEFF");
    EXPECT_TRUE(std::equal(kept[0].data.begin(), kept[0].data.end(), source.data().begin(),
                           source.data().end()));
    const std::string header = kept[0].header.finish({});
    const FitsHdu hdu = FitsHdu::of_header(std::as_bytes(std::span(header)), "kept");
    EXPECT_EQ(hdu.text("EXTNAME"), "AEFF");
    EXPECT_EQ(hdu.text("TTYPE1"), "EFFAREA");
    EXPECT_EQ(hdu.text("TFORM1"), "2E");
    EXPECT_EQ(hdu.text("TUNIT1"), "m2");
    EXPECT_EQ(hdu.text("HDUCLAS3"), "FULL-ENCLOSURE");
    EXPECT_FALSE(hdu.text("COMMENTS"));
}

TEST(KeptResponses, AreNoneWhereTheMissionFileNamesNone) {
    const auto bytes = list();
    const FitsView view(bytes, "made");
    Instrument other;
    other.arf.name = "AEFF";  // of caldb/
    EXPECT_TRUE(kept_responses(view, other).empty());
}

}  // namespace
}  // namespace heafs
