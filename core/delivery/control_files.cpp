#include "core/delivery/control_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/archive/archive_settings.h"
#include "config/base/error.h"
#include "config/base/toml.h"
#include "config/tables/table_settings.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr int64_t kMostRevisions = 1000000;
constexpr size_t kMostComplaints = 100;

Finding complaint(std::string_view rule, const std::string& file, const std::string& text,
                  const std::string& remedy) {
    Finding finding = make_finding(rule, file, text);
    finding.remedy = remedy;
    return finding;
}

bool is_date(const std::string& text) {
    if (text.size() != 10) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (i == 4 || i == 7 ? text[i] != '-' : !digit) return false;
    }
    const int month = std::stoi(text.substr(5, 2));
    const int day = std::stoi(text.substr(8, 2));
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

void read_orders(const TomlTable& table, DeliveryOrders& orders) {
    table.allow_only({"revision", "replaces", "public_date", "contact", "volume"});
    if (const auto revision = table.find_integer("revision")) {
        if (*revision < 1 || *revision > kMostRevisions)
            table.refuse("revision", "must be a whole number from 1 on");
        orders.revision = static_cast<int>(*revision);
    }
    if (const auto replaces = table.find_string("replaces")) {
        if (*replaces != "observation") table.refuse("replaces", "can only be \"observation\"");
        orders.replaces_observation = true;
    }
    if (const auto volume = table.find_string("volume")) {
        try {
            orders.volume_bytes = parse_bytes(*volume);
        } catch (const Error& error) {
            table.refuse("volume", error.what());
        }
    }
    orders.contact = table.find_string("contact").value_or("");
    orders.public_date = table.find_string("public_date").value_or("");
    if (orders.public_date.empty() || is_date(orders.public_date)) return;
    orders.findings.push_back(
        make_finding("SEC-002", "delivery.toml",
                     fmt::format("public_date '{}' is no date YYYY-MM-DD", orders.public_date)));
    orders.public_date.clear();
}

bool is_observation_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

// "messier" of "tables/messier" or "tables/heasarc_messier"; "" for other lines.
std::string table_of(std::string_view line) {
    constexpr std::string_view kTables = "tables/";
    if (!line.starts_with(kTables)) return {};
    line.remove_prefix(kTables.size());
    return is_observation_id(line) ? table_key(line) : std::string();
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace

DeliveryOrders parse_delivery_toml(std::string_view text) {
    DeliveryOrders orders;
    try {
        read_orders(TomlTable::parse(text, "delivery.toml"), orders);
    } catch (const Error& error) {
        // Half an order is none: what was read before the fault does not count.
        orders = {};
        orders.findings.push_back(complaint(
            "DLV-010", "delivery.toml", error.what(),
            "Write revision = N, replaces = \"observation\", public_date = \"YYYY-MM-DD\", "
            "contact = \"...\"; each may be left out"));
    }
    return orders;
}

Withdrawal parse_withdrawal(std::string_view text) {
    static constexpr std::string_view kReason = "reason:";
    static const std::string kRemedy =
        "One observation id, or tables/<table>, a line, and a line 'reason: why it is withdrawn'";
    Withdrawal withdrawal;
    int number = 0;
    const auto complain = [&](const std::string& what) {
        withdrawal.findings.push_back(complaint("DLV-001", "withdraw.txt", what, kRemedy));
        withdrawal.findings.back().row = number;
    };
    while (!text.empty() && withdrawal.findings.size() < kMostComplaints) {
        ++number;
        const std::string_view whole = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), whole.size() + 1));
        const std::string_view line = trimmed(whole);
        if (line.empty() || line[0] == '#') continue;
        if (line.substr(0, kReason.size()) == kReason)
            withdrawal.reason = std::string(trimmed(line.substr(kReason.size())));
        else if (is_observation_id(line))
            withdrawal.observations.emplace_back(line);
        else if (std::string table = table_of(line); !table.empty())
            withdrawal.tables.push_back(std::move(table));
        else
            complain(fmt::format("line {}: '{}' is no observation id", number, line));
    }
    if (withdrawal.observations.empty() && withdrawal.tables.empty())
        complain("withdraw.txt names no observation and no table");
    if (withdrawal.reason.empty()) complain("withdraw.txt gives no reason");
    return withdrawal;
}

}  // namespace heafs
