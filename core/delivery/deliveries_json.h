// deliveries.json: how the deliveries of an archive stand, for programs. Format 1:
//   {"format": 1, "deliveries": [{"mission", "delivery", "revision", "state", "test", "files",
//   "bytes", "errors", "made", "changed", "published", "reason"}]}
// by mission and name. Times are UTC; "published" is null before anything was. "state" is the word
// of verdict.txt; of deliveries that are gone "expired", "removed" or "dropped".
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/catalog/delivery_store.h"

namespace heafs {

std::string deliveries_to_json(const std::vector<DeliveryStanding>& standings);

// One entry of such a text. Without ids, and of the times only "changed".
struct ListedDelivery {
    DeliveryStanding standing;
    std::string changed;
};
// Raises Fault::kMalformed for other text.
std::vector<ListedDelivery> deliveries_from_json(const std::string& text);

// The same text with the wanted entries alone. Raises Fault::kMalformed for other text.
std::string deliveries_json_of(const std::string& text,
                               const std::function<bool(const DeliveryStanding&)>& wanted);

}  // namespace heafs
