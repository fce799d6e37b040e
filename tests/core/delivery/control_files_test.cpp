#include "core/delivery/control_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_archive.h"

namespace heafs {
namespace {

TEST(DeliveryToml, GivesItsOrders) {
    const DeliveryOrders orders = parse_delivery_toml(
        "revision = 3\nreplaces = \"observation\"\npublic_date = \"2030-01-31\"\ncontact = "
        "\"a@b\"");
    EXPECT_TRUE(orders.findings.empty());
    EXPECT_EQ(orders.revision, 3);
    EXPECT_TRUE(orders.replaces_observation);
    EXPECT_EQ(orders.public_date, "2030-01-31");
}

TEST(DeliveryToml, EmptyTextOrdersNothing) {
    const DeliveryOrders orders = parse_delivery_toml("");
    EXPECT_TRUE(orders.findings.empty());
    EXPECT_FALSE(orders.replaces_observation);
}

TEST(DeliveryToml, AnUnknownKeyIsAFindingAndOrdersNothing) {
    const DeliveryOrders orders = parse_delivery_toml("replaces = \"observation\"\nrevison = 2\n");
    EXPECT_TRUE(has_rule(orders.findings, "DLV-010"));
    EXPECT_FALSE(orders.replaces_observation);
}

TEST(DeliveryToml, AMonthThatIsNoneIsAFinding) {
    EXPECT_TRUE(has_rule(parse_delivery_toml("public_date = \"2030-13-01\"").findings, "SEC-002"));
}

TEST(Withdrawal, NamesObservationsAndReason) {
    const Withdrawal order = parse_withdrawal("# comment\r\n000101\r\nreason: bad attitude\r\n");
    EXPECT_TRUE(order.findings.empty());
    EXPECT_THAT(order.observations, testing::ElementsAre("000101"));
    EXPECT_EQ(order.reason, "bad attitude");
}

TEST(Withdrawal, NamesTablesByTheirShortNames) {
    const Withdrawal order =
        parse_withdrawal("reason: wrong epoch\ntables/heasarc_messier\ntables/small\n");
    EXPECT_TRUE(order.findings.empty());
    EXPECT_TRUE(order.observations.empty());
    EXPECT_THAT(order.tables, testing::ElementsAre("messier", "small"));
    for (const char* line : {"tables/", "tables/a/b", "tables/small.tdat"})
        EXPECT_TRUE(has_rule(parse_withdrawal(std::string("reason: x\n") + line + "\n").findings,
                             "DLV-001"))
            << line;
}

TEST(Withdrawal, WithoutAReasonIsAFinding) {
    EXPECT_TRUE(has_rule(parse_withdrawal("000101\n").findings, "DLV-001"));
}

}  // namespace
}  // namespace heafs
