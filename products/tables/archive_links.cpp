#include "products/tables/archive_links.h"

#include <algorithm>
#include <tuple>

namespace heafs {

std::vector<LinkDefinition> links_of(const Archive& archive, const std::string& table) {
    const TableSettings* settings = archive.find_table_settings(table);
    if (settings == nullptr) return {};
    std::vector<LinkDefinition> links = settings->links;
    for (LinkDefinition& link : links) link.table = table;
    std::stable_sort(links.begin(), links.end(),
                     [](const LinkDefinition& a, const LinkDefinition& b) {
                         return std::tie(a.priority, a.symbol) < std::tie(b.priority, b.symbol);
                     });
    return links;
}

}  // namespace heafs
