// The texts of search/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "products/plan/search_request.h"

namespace heafs {

std::string search_readme();

// What one table has at a position.
struct SearchCount {
    std::string table;
    std::string description;
    std::string radius;  // "5", in arcmin; or what else bounds it there: "its own error_radius"
    int64_t rows = 0;
    std::optional<double> nearest_arcmin;
    std::vector<std::string> product_sets;  // its folders below products/<table>/<key>/
    std::string why_not;                    // why it was not searched, or empty
};

// summary.txt: those with rows first, by their order.
std::string search_summary(const SearchRequest& request, const std::vector<SearchCount>& counts);

}  // namespace heafs
