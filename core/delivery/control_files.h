// delivery.toml and withdraw.txt: what a deliverer orders beside the data. Parsers of foreign text;
// they never raise.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/finding.h"

namespace heafs {

struct DeliveryOrders {
    std::optional<int> revision;
    bool replaces_observation = false;  // replaces = "observation"
    std::string public_date;            // YYYY-MM-DD, or empty
    std::string contact;
    std::optional<int64_t> volume_bytes;  // volume = "10GiB": what its files may come to
    std::vector<Finding> findings;        // where the text is not as it should be
};

// Keys: revision, replaces, public_date, contact, volume. Others are findings.
DeliveryOrders parse_delivery_toml(std::string_view text);

// One observation id, or tables/<table>, a line, and a line "reason: ...". Lines that begin with #
// are comments.
struct Withdrawal {
    std::vector<std::string> observations;
    std::vector<std::string> tables;  // by table_key(): of each its newest file goes
    std::string reason;
    std::vector<Finding> findings;
};
Withdrawal parse_withdrawal(std::string_view text);

}  // namespace heafs
