// The virtual areas that every mount has, by their names in the root.
#pragma once

#include <map>
#include <string>

#include "fs/tree/sky_area.h"
#include "fs/tree/tables_area.h"

namespace heafs {

class VirtualAreas {
   public:
    VirtualAreas(const Archive& archive, LedgerPool& ledger)
        : sky_(archive, ledger), tables_(archive, ledger) {}

    std::map<std::string, VirtualArea*> by_name() { return {{"sky", &sky_}, {"tables", &tables_}}; }
    // The area that a path lies in, or null.
    VirtualArea* find(const std::string& path) {
        const auto areas = by_name();
        const auto found = areas.find(path.substr(0, path.find('/')));
        return found == areas.end() ? nullptr : found->second;
    }

   private:
    SkyArea sky_;
    TablesArea tables_;
};

}  // namespace heafs
