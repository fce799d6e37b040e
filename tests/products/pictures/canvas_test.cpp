#include "products/pictures/canvas.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "config/base/error.h"

namespace heafs {
namespace {

Colour colour_at(const Canvas& canvas, int column, int row) {
    return palette()[canvas.indices()[static_cast<size_t>(row * canvas.width() + column)]];
}

TEST(Canvas, IsWhiteAtFirst) {
    const Canvas canvas(7, 5);
    const auto indices = canvas.indices();
    EXPECT_EQ(indices.size(), 35u);
    EXPECT_EQ(colour_at(canvas, 6, 4), kWhite);
    EXPECT_EQ(std::count(indices.begin(), indices.end(), indices.front()), 35);
}

TEST(Canvas, DrawsPixelsSharply) {
    Canvas canvas(40, 40);
    canvas.draw_pixels({10, 20, 16, 16}, 2, 2, std::vector<Colour>{kBlack, kBlue, kOrange, kCyan});
    EXPECT_EQ(colour_at(canvas, 10, 20), kBlack);
    EXPECT_EQ(colour_at(canvas, 17, 27), kBlack);
    EXPECT_EQ(colour_at(canvas, 18, 27), kBlue);
    EXPECT_EQ(colour_at(canvas, 17, 28), kOrange);
    EXPECT_EQ(colour_at(canvas, 25, 35), kCyan);
    EXPECT_EQ(colour_at(canvas, 26, 35), kWhite);
    EXPECT_EQ(colour_at(canvas, 9, 20), kWhite);
}

TEST(Canvas, ShowsNothingOutsideItsClip) {
    Canvas canvas(40, 40);
    canvas.clip({0, 0, 20, 40});
    canvas.fill_box({0, 0, 40, 40}, kBlue);
    canvas.unclip();
    EXPECT_EQ(colour_at(canvas, 19, 20), kBlue);
    EXPECT_EQ(colour_at(canvas, 20, 20), kWhite);
    canvas.fill_box({30, 30, 5, 5}, kBlack);
    EXPECT_EQ(colour_at(canvas, 32, 32), kBlack);
}

TEST(Canvas, WritesWhateverBytesThereAre) {
    Canvas canvas(300, 40);
    for (const std::string& text :
         {std::string("\xff\xfe"), std::string("a\x00z", 3), std::string("\xe2\x82"),
          std::string("\xed\xa0\x80"), std::string("\xc0\x80"), std::string("\x01\x7f\n"),
          std::string("\u2212\u03b1\u2265"), std::string()})
        canvas.write({150, 20}, text, {});
    const auto indices = canvas.indices();
    NearestColour nearest;
    EXPECT_GT(std::count(indices.begin(), indices.end(), nearest.index_of(kBlack)), 5);
}

TEST(Canvas, ReplacesWhatIsNoText) {
    Canvas canvas(300, 40);
    EXPECT_EQ(canvas.fitted("a\xff\xe2\x82z\n\u2212", {}, 1000), "a???z?\u2212");
}

TEST(Canvas, CutsLongTextsInTheirMiddle) {
    Canvas canvas(300, 40);
    const std::string text = "sky/285.97872/14.23336/0.3-10/radius_60/swift_xrt_pc";
    EXPECT_EQ(canvas.fitted(text, {}, 2000), text);
    const std::string cut = canvas.fitted(text, {}, 200);
    EXPECT_LE(canvas.width_of(cut, {}), 200);
    EXPECT_TRUE(cut.starts_with("sky/2"));
    EXPECT_TRUE(cut.ends_with("rt_pc"));
    EXPECT_NE(cut.find("\u2026"), std::string::npos);
    EXPECT_LE(canvas.width_of(canvas.fitted(std::string(100000, 'W'), {}, 200), {}), 200);
    EXPECT_EQ(canvas.fitted("", {}, 10), "");
}

TEST(Canvas, ThatCannotBeRaises) { EXPECT_THROW(Canvas(-1, 10), Error); }

}  // namespace
}  // namespace heafs
