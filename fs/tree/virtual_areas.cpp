#include "fs/tree/virtual_areas.h"

#include "products/tables/archive_links.h"

namespace heafs {

VirtualAreas::VirtualAreas(const Archive& archive, LedgerPool& ledger)
    : products_(archive, ledger),
      product_tables_(products_, archive, ledger),
      archive_tables_(archive, ledger,
                      [this](Database&, const ArchiveTableSet& tables) {
                          return product_tables_.make(tables);
                      }),
      names_(ledger, &archive_tables_),
      sky_(archive, ledger, &archive_tables_),
      tables_(archive_tables_, selections_, products_,
              [&archive](const std::string& table) { return links_of(archive, table); }),
      private_(archive, archive_tables_, selections_, products_,
               [&archive](const std::string& table) { return links_of(archive, table); }),
      search_(archive_tables_, selections_, products_, names_) {}

VirtualArea* VirtualAreas::find(const std::string& path) {
    const auto areas = by_name();
    const auto found = areas.find(path.substr(0, path.find('/')));
    return found == areas.end() ? nullptr : found->second;
}

}  // namespace heafs
