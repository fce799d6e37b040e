#include "core/fits/header_cards.h"

#include <gtest/gtest.h>

#include "tests/core/fits/hand_made_fits.h"

namespace heafs {
namespace {

std::vector<HeaderCard> kept(const std::vector<std::string>& texts) {
    HeaderCards cards;
    int64_t number = 0;
    for (const std::string& text : texts) {
        const std::string bytes = hand_made::card(text);
        cards.add(parse_card(bytes), bytes, ++number);
    }
    return cards.take();
}

TEST(HeaderCards, KeepsCardsWithValuesOnly) {
    const auto cards =
        kept({"COMMENT a", "OBJECT  = 'Crab  '    / name", "HISTORY b", "NULL    ="});
    ASSERT_EQ(cards.size(), 2u);
    EXPECT_EQ(cards[0], (HeaderCard{2, "OBJECT", ValueKind::kString, "Crab", " name",
                                    "OBJECT  = 'Crab  '    / name"}));
    EXPECT_EQ(cards[1].kind, ValueKind::kUndefined);
}

TEST(HeaderCards, JoinsLongStrings) {
    const auto cards = kept({"A       = 'one &'", "CONTINUE  'two&'", "CONTINUE  'three'",
                             "CONTINUE  'orphan'", "B       = 1"});
    ASSERT_EQ(cards.size(), 2u);
    EXPECT_EQ(cards[0].value, "one twothree");
    EXPECT_EQ(cards[1].value, "1");
}

TEST(HeaderCards, GivesHierarchCardsTheirWholeName) {
    const auto cards = kept({"HIERARCH  ESO  DET ID= 'ccd''s'", "HIERARCH no value"});
    ASSERT_EQ(cards.size(), 2u);
    EXPECT_EQ(cards[0].keyword, "HIERARCH ESO DET ID");
    EXPECT_EQ(cards[0].value, "ccd's");
    EXPECT_EQ(cards[1].keyword, "HIERARCH");
    EXPECT_EQ(cards[1].kind, ValueKind::kNone);
}

TEST(HeaderCards, AreBounded) {
    const std::string bytes = hand_made::card("A       = 1");
    HeaderCards cards;
    for (size_t i = 0; i < kMostCardsKept; ++i) cards.add(parse_card(bytes), bytes, 1);
    EXPECT_FALSE(cards.cut());
    cards.add(parse_card(bytes), bytes, 1);
    EXPECT_TRUE(cards.cut());
    EXPECT_EQ(cards.list().size(), kMostCardsKept);
    const std::string part = hand_made::card("CONTINUE  '" + std::string(66, 'x') + "&'");
    const std::string head = hand_made::card("A       = '&'");
    HeaderCards one;
    one.add(parse_card(head), head, 1);
    for (int i = 0; i < 1000; ++i) one.add(parse_card(part), part, 2);
    EXPECT_EQ(one.list()[0].value.size(), kMaxCardValueBytes);
}

}  // namespace
}  // namespace heafs
