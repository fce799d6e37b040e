// Queries against all events tested one by one.
#include "core/events/event_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "core/events/segment_builder.h"
#include "tests/core/events/hand_made_list.h"

namespace heafs {
namespace {

using hand_made::Event;

std::shared_ptr<const EventSegment> segment_of(std::vector<Event> events) {
    return hand_made::mapped(build_segment(
        hand_made::fits_of({.events = std::move(events), .gti = {{-1e9, 1e9}}, .degrees = true}),
        hand_made::instrument(true), hand_made::source()));
}

struct Query {
    double ra = 0, dec = 0, outer = 0;
    std::optional<double> inner;
    EventFilter filter;
    std::vector<SkyCircle> holes = {};
};

// |v - c|^2 against 4 sin^2(r/2), for every event, by nothing of the code under test.
std::vector<int32_t> by_force(const EventSegment& segment, const Query& query) {
    const auto vector = [](double ra, double dec) {
        const double a = ra * std::numbers::pi / 180, d = dec * std::numbers::pi / 180;
        return std::array<double, 3>{std::cos(d) * std::cos(a), std::cos(d) * std::sin(a),
                                     std::sin(d)};
    };
    const auto limit = [](double radius) {
        const double half = std::sin(radius * std::numbers::pi / 180 / 2);
        return 4 * half * half;
    };
    const auto c = vector(query.ra, query.dec);
    std::vector<int32_t> found;
    for (int64_t i = 0; i < segment.size(); ++i) {
        const auto v = vector(segment.ra_deg(i), segment.dec_deg(i));
        const auto from = [&](const std::array<double, 3>& centre) {
            const double x = v[0] - centre[0], y = v[1] - centre[1], z = v[2] - centre[2];
            return x * x + y * y + z * z;
        };
        const double distance = from(c);
        if (distance > limit(query.outer)) continue;
        if (std::any_of(query.holes.begin(), query.holes.end(), [&](const SkyCircle& hole) {
                return from(vector(hole.centre.ra.degrees, hole.centre.dec.degrees)) <=
                       limit(hole.radius.degrees);
            }))
            continue;
        if (query.inner && distance <= limit(*query.inner)) continue;
        const int32_t channel = segment.channel(i);
        if (channel < query.filter.first_channel || channel > query.filter.last_channel) continue;
        if (query.filter.time && (segment.time(i) < query.filter.time->start ||
                                  segment.time(i) >= query.filter.time->stop))
            continue;
        found.push_back(static_cast<int32_t>(i));
    }
    return found;
}

std::vector<int32_t> by_index(const EventSegment& segment, const Query& query) {
    const SkyRegion region({Angle{query.ra}, Angle{query.dec}}, Angle{query.outer},
                           query.inner ? std::optional(Angle{*query.inner}) : std::nullopt,
                           query.holes);
    return select_events(segment, region, query.filter);
}

// Any region around `centre`, any channels, any interval, with edges that events have.
Query any_query(std::mt19937_64& random, const EventSegment& segment, double spread) {
    std::uniform_real_distribution<double> share(0, 1);
    Query query;
    const auto event = static_cast<int64_t>(random() % static_cast<uint64_t>(segment.size()));
    query.ra = segment.ra_deg(event);
    query.dec = segment.dec_deg(event);
    query.outer = std::min(180.0, spread * std::pow(10, -4 + 5 * share(random)));
    if (random() % 3 == 0) query.inner = query.outer * share(random);
    if (random() % 2 == 0) {
        query.filter.first_channel = static_cast<int32_t>(random() % 1024);
        query.filter.last_channel =
            query.filter.first_channel + static_cast<int32_t>(random() % 400);
    }
    if (random() % 2 == 0) {
        const double start = segment.time(event);
        query.filter.time = TimeInterval{start, start + 300 * share(random)};
    }
    return query;
}

struct Field {
    const char* name;
    double ra, dec;
    std::optional<double> radius;
};
void PrintTo(const Field& field, std::ostream* out) { *out << field.name; }

class Queries : public testing::TestWithParam<Field> {
   protected:
    static constexpr double kWholeSky = 20;
    const std::shared_ptr<const EventSegment> segment_ = segment_of(
        hand_made::scattered(20000, 11, GetParam().radius, GetParam().ra, GetParam().dec));
};

TEST_P(Queries, FindWhatATestOfEveryEventFinds) {
    std::mt19937_64 random(5);
    size_t found = 0;
    for (int i = 0; i < 250; ++i) {
        const Query query = any_query(random, *segment_, GetParam().radius.value_or(kWholeSky));
        const auto expected = by_force(*segment_, query);
        ASSERT_EQ(by_index(*segment_, query), expected)
            << query.ra << " " << query.dec << " " << query.outer;
        found += expected.size();
    }
    EXPECT_GT(found, 10000u);
}

// About events, which lie on the edges of holes of radius 0.
TEST_P(Queries, FindNothingInTheHolesOfARegion) {
    std::mt19937_64 random(9);
    size_t found = 0, cut = 0;
    for (int i = 0; i < 100; ++i) {
        Query query = any_query(random, *segment_, GetParam().radius.value_or(kWholeSky));
        const size_t before = by_index(*segment_, query).size();
        for (int n = 0; n < 5; ++n) {
            const auto event =
                static_cast<int64_t>(random() % static_cast<uint64_t>(segment_->size()));
            query.holes.push_back(
                {{Angle{segment_->ra_deg(event)}, Angle{segment_->dec_deg(event)}},
                 Angle{n == 0 ? 0 : query.outer / (n + 1)}});
        }
        const auto left = by_index(*segment_, query);
        ASSERT_EQ(left, by_force(*segment_, query));
        found += left.size();
        cut += before - left.size();
    }
    EXPECT_GT(found, 1000u);
    EXPECT_GT(cut, 1000u);
}

TEST_P(Queries, WithoutARegionFindWhatATestOfEveryEventFinds) {
    std::mt19937_64 random(6);
    for (int i = 0; i < 30; ++i) {
        Query query = any_query(random, *segment_, 1);
        query.outer = 200;  // chord2_of() falls again beyond 180 degrees
        query.inner.reset();
        std::vector<int32_t> expected;
        for (const int32_t event : by_force(*segment_, {0, 0, 180, {}, query.filter}))
            expected.push_back(event);
        ASSERT_EQ(select_events(*segment_, query.filter), expected);
    }
}

TEST_P(Queries, OfTheWholeSkyFindAllEvents) {
    EXPECT_EQ(by_index(*segment_, {GetParam().ra, GetParam().dec, 180, {}, {}}).size(),
              static_cast<size_t>(segment_->size()));
}

TEST_P(Queries, OfADisjointCircleAndAnnulusAddUp) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 50; ++i) {
        Query whole = any_query(random, *segment_, GetParam().radius.value_or(kWholeSky));
        whole.inner.reset();
        Query circle = whole, annulus = whole;
        circle.outer = whole.outer * 0.6;
        annulus.inner = circle.outer;
        EXPECT_EQ(by_index(*segment_, whole).size(),
                  by_index(*segment_, circle).size() + by_index(*segment_, annulus).size());
    }
}

INSTANTIATE_TEST_SUITE_P(Each, Queries,
                         testing::Values(Field{"whole sky", 0, 0, {}}, Field{"pole", 0, 90, 0.1},
                                         Field{"south pole", 0, -90, 3},
                                         Field{"zero meridian", 0, 30, 0.2},
                                         Field{"equator", 45, 0, 0.01},
                                         Field{"face corner", 0, 41.8103, 1}));

// The event at the very centre is there, however small the circle.
TEST(SmallCircles, HoldTheEventAtTheirCentre) {
    const auto segment = segment_of(hand_made::scattered(5000, 3));
    for (int64_t i = 0; i < segment->size(); i += 10)
        for (const double radius : {0.0, 1e-15, 1e-12, 1e-9, 1e-7, 1e-5}) {
            const Query query{segment->ra_deg(i), segment->dec_deg(i), radius, {}, {}};
            ASSERT_EQ(by_index(*segment, query), by_force(*segment, query)) << radius;
            ASSERT_THAT(by_index(*segment, query), testing::Contains(static_cast<int32_t>(i)));
        }
}

TEST(ASegmentOfNothing, HasNoEvents) {
    const auto segment = segment_of({});
    EXPECT_TRUE(by_index(*segment, {10, 20, 180, {}, {}}).empty());
    EXPECT_TRUE(select_events(*segment, {}).empty());
}

TEST(Events, AtTheSamePositionKeepTheOrderOfTheirRows) {
    const auto segment = segment_of(std::vector<Event>(9000, Event{1, 10, 20, 5}));
    const auto found = by_index(*segment, {10, 20, 0.001, {}, {}});
    ASSERT_EQ(found.size(), 9000u);
    for (int32_t i = 0; i < 9000; ++i)
        ASSERT_EQ(segment->row(found[static_cast<size_t>(i)]), i + 1);
}

// [START, STOP): the event at STOP is the next interval's.
TEST(Intervals, AreHalfOpen) {
    const auto segment = segment_of({{10, 10, 20, 1}, {20, 10, 20, 1}, {30, 10, 20, 1}});
    EventFilter filter;
    filter.time = TimeInterval{10, 20};
    EXPECT_EQ(select_events(*segment, filter).size(), 1u);
    filter.time = TimeInterval{20, 30.5};
    EXPECT_EQ(select_events(*segment, filter).size(), 2u);
    filter.time = TimeInterval{30, 30};
    EXPECT_TRUE(select_events(*segment, filter).empty());
}

// Blocks that are skipped or taken whole: events sorted by time along the sky, so that most blocks
// are one or the other.
TEST(Blocks, ChangeNothing) {
    std::vector<Event> events;
    for (int i = 0; i < 40000; ++i)
        events.push_back({i * 0.01, 10, -80 + i * 0.004, i / 40 % 1024});
    const auto segment = segment_of(events);
    std::mt19937_64 random(8);
    for (int i = 0; i < 200; ++i) {
        Query query = any_query(random, *segment, 90);
        query.outer = 89.9987;  // no event lies on the edge
        EXPECT_EQ(by_index(*segment, query), by_force(*segment, query));
    }
}

}  // namespace
}  // namespace heafs
