// How a picture names energies: as its path does, else in a unit that suits the channels.
#include "products/sky/picture_parts.h"

#include <gtest/gtest.h>

#include "tests/products/sky/sky_site.h"

namespace heafs {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

// The mini mission with 100 channels of so many keV each.
std::string mini_of(const std::string& gain_kev, const std::string& bands) {
    const std::string text = replaced(mini_mission(), "gain_kev = 0.01", "gain_kev = " + gain_kev);
    return replaced(text, "bands = [\"0.1-0.9\"]", "bands = [\"" + bands + "\"]");
}

std::string title_of(SkySite& site, const std::string& band) {
    return band_title(*site.plan("sky/100/20/" + band + "/mini_cam").plan);
}

TEST(BandTitle, IsInKevForAnXRayTelescope) {
    SkySite site{{"halosat"}, {mini_mission()}};
    site.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    EXPECT_EQ(title_of(site, "0.1-0.9"), "0.1\u20130.9 keV");
    EXPECT_EQ(title_of(site, "all"), "all channels (0\u20131 keV)");
    EXPECT_EQ(title_of(site, "10-19ch"), "channels 10\u201319 (0.1\u20130.2 keV)");
}

TEST(BandTitle, IsInTheUnitOfThePathOrTheChannelsForGammaRays) {
    SkySite site{{"halosat"}, {mini_of("1e9", "1-10TeV")}};
    site.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    EXPECT_EQ(title_of(site, "1-10TeV"), "1\u201310 TeV");
    EXPECT_EQ(title_of(site, "10-19ch"), "channels 10\u201319 (10\u201320 TeV)");
}

TEST(BandTitle, IsInGevBelow) {
    SkySite site{{"halosat"}, {mini_of("1e6", "1-10GeV")}};
    site.deliver_mini("0001/a.evt", {{{10, 500.5, 500.5}}});
    EXPECT_EQ(title_of(site, "1-10GeV"), "1\u201310 GeV");
    EXPECT_EQ(title_of(site, "10-19ch"), "channels 10\u201319 (10\u201320 GeV)");
}

}  // namespace
}  // namespace heafs
