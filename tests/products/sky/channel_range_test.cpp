#include "products/sky/channel_range.h"

#include <gtest/gtest.h>

#include "products/plan/band_text.h"

namespace heafs {
namespace {

EnergyScale linear(double offset_kev, double gain_kev, int first, int last) {
    EnergyScale scale;
    scale.offset = Energy{offset_kev};
    scale.gain = Energy{gain_kev};
    scale.first_channel = first;
    scale.last_channel = last;
    return scale;
}

const EnergyScale kSwift = linear(0.0, 0.01, 0, 1023);
const EnergyScale kNustar = linear(1.6, 0.04, 0, 4095);

Band band(const std::string& text) { return std::get<Band>(parse_band(text)); }
std::optional<ChannelRange> channels(const std::string& text, const EnergyScale& scale = kSwift) {
    return channels_of_band(band(text), scale, scale.first_channel, scale.last_channel);
}

// As people write them: "30-999".
std::string range(const std::string& text, const EnergyScale& scale = kSwift) {
    const auto found = channels(text, scale);
    return found ? std::to_string(found->first) + "-" + std::to_string(found->last) : "none";
}

TEST(ChannelRangeOfBand, IsThatOfSwiftsOwnSoftware) { EXPECT_EQ(range("0.3-10"), "30-999"); }

TEST(ChannelRangeOfBand, FollowsOffsetAndGain) {
    // E = 1.6 + 0.04 PI: 3 keV is the lower edge of channel 35, 79 keV of 1935.
    EXPECT_EQ(range("3-79", kNustar), "35-1934");
    EXPECT_EQ(range("1.6-1.64", kNustar), "0-0");
}

TEST(ChannelRangeOfBand, TakesAChannelWhoseCentreIsTheLowerEndAndLeavesTheUpper) {
    EXPECT_EQ(range("0.305-10.005"), "30-999");  // centres 0.305 and 10.005
    EXPECT_EQ(range("0.3050001-10"), "31-999");  // just above the centre of 30
    EXPECT_EQ(range("0.3-10.0050001"), "30-1000");
    EXPECT_EQ(range("3.02-3.06", kNustar), "35-35");  // centres 3.02 and 3.06
}

TEST(ChannelRangeOfBand, IsExactAtEveryChannel) {
    // Doubles err here: 0.29 / 0.01 is 28.999999999999996.
    for (int64_t channel = 1; channel < 1000; ++channel) {
        const Decimal low = *Decimal(channel).shifted(-2), high = *Decimal(channel + 1).shifted(-2);
        const auto found = channels(low.text() + "-" + high.text());
        ASSERT_TRUE(found) << channel;
        EXPECT_EQ(found->first, channel);
        EXPECT_EQ(found->last, channel);
        EXPECT_EQ(found->low_kev, low);
        EXPECT_EQ(found->high_kev, high);
    }
}

TEST(ChannelRangeOfBand, NarrowerThanAChannelIsNothing) {
    EXPECT_EQ(range("2.001-2.004"), "none");
    EXPECT_EQ(range("2.001-2.006"), "200-200");
    EXPECT_EQ(range("2.006-2.014"), "none");
}

TEST(ChannelRangeOfBand, IsClippedToLegalChannels) {
    EXPECT_EQ(range("0.1-300GeV"), "none");
    EXPECT_EQ(range("10-100"), "1000-1023");
    EXPECT_EQ(range("0.001-100"), "0-1023");
    EXPECT_EQ(range("1-3", kNustar), "0-34");
    EXPECT_EQ(range("0.1-1.6", kNustar), "none");
}

TEST(ChannelRangeOfBand, OfChannelsHasBothEnds) {
    EXPECT_EQ(range("30-1000ch"), "30-1000");
    EXPECT_EQ(range("7-7ch"), "7-7");
    EXPECT_EQ(range("1000-9999ch"), "1000-1023");
    EXPECT_EQ(range("1024-9999ch"), "none");
}

TEST(ChannelRangeOfBand, OfAllIsEveryLegalChannelWithItsEdges) {
    const auto found = channels_of_band(band("all"), kNustar, 35, 1909);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->first, 35);
    EXPECT_EQ(found->last, 1909);
    EXPECT_EQ(found->low_kev.text(), "3");
    EXPECT_EQ(found->high_kev.text(), "78");
}

TEST(ChannelRangeOfBand, SaysTheEdgesOfItsChannelsNotOfTheBand) {
    const auto found = channels("0.297-2.003");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->low_kev.text(), "0.3");
    EXPECT_EQ(found->high_kev.text(), "2");
}

// H.E.S.S.: 20 channels a decade from 0.01 TeV.
EnergyScale hess() {
    EnergyScale scale;
    scale.kind = EnergyKind::kEnergies;
    scale.column = "ENERGY";
    scale.unit = "TeV";
    scale.unit_places = 9;
    scale.grid_start = "0.01";
    scale.per_decade = 20;
    scale.last_channel = 79;
    return scale;
}

TEST(ChannelRangeOfEnergies, IsTheChannelsBetweenEdgesOfTheGrid) {
    EXPECT_EQ(range("0.01-100TeV", hess()), "0-79");
    EXPECT_EQ(range("1-10TeV", hess()), "40-59");
    EXPECT_EQ(range("100-1000GeV", hess()), "20-39");
    EXPECT_EQ(range("all", hess()), "0-79");
}

// Edges at 1, 1.122, 1.2589 TeV: 1.2 lies in channel 41.
TEST(ChannelRangeOfEnergies, ReachesIntoTheChannelsOfItsEnds) {
    EXPECT_EQ(range("1.2-1.3TeV", hess()), "41-42");
    EXPECT_EQ(range("1.15-1.2TeV", hess()), "41-41");
}

TEST(ChannelRangeOfEnergies, SelectsExactlyWhatWasAsked) {
    const auto found = channels("1.2-200TeV", hess());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->energies, (EnergyRange{1.2, 200}));
    EXPECT_EQ(found->low_kev.text(), "1200000000");
    EXPECT_EQ(found->last, 79);
}

TEST(ChannelRangeOfEnergies, OfChannelsIsThatOfTheirEdges) {
    const auto found = channels("40-59ch", hess());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->energies, (EnergyRange{1, 10}));
    EXPECT_EQ(channels("all", hess())->energies, (EnergyRange{0.01, 100}));
}

TEST(ChannelRangeOfEnergies, OutsideTheGridIsNothing) {
    EXPECT_EQ(range("0.3-10", hess()), "none");
    EXPECT_EQ(range("100-200TeV", hess()), "none");
    EXPECT_EQ(range("0.001-0.01TeV", hess()), "none");
    EXPECT_EQ(range("80-99ch", hess()), "none");
}

TEST(ChannelRangeOfListedEdges, FollowsThem) {
    EnergyScale scale = linear(0, 1, 5, 7);
    scale.edges = {Energy{1.5}, Energy{2.25}, Energy{4},
                   Energy{4.5}};  // centres 1.875, 3.125, 4.25
    EXPECT_EQ(range("2-4.25", scale), "6-6");
    EXPECT_EQ(range("1.875-5", scale), "5-7");
    EXPECT_EQ(channels("2-4.25", scale)->high_kev.text(), "4");
}

TEST(BandsInWords, AreInUnitsThatPeopleUse) {
    EXPECT_EQ(band_in_words(kSwift), "0 keV to 10.24 keV (channels 0 to 1023)");
    EXPECT_EQ(band_in_words(hess()), "10 GeV to 100 TeV (channels 0 to 79)");
}

}  // namespace
}  // namespace heafs
