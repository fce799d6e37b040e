// private/<group>/tables/...: the tables with table_security = private that the missions of a
// delivery group delivered, laid out as tables/ is. Folders from the group's on are that group's
// alone: another path, other inodes and other cached files than those of everybody, since no answer
// depends on who asks. Not listed in the root of the mount.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "core/archive/archive.h"
#include "fs/tree/tables_area.h"
#include "fs/tree/virtual_area.h"

namespace heafs {

inline constexpr const char* kPrivateArea = "private";

class PrivateArea : public VirtualArea {
   public:
    // What it is given is shared with tables/ and outlives it. Groups that this machine does not
    // know are left out.
    PrivateArea(const Archive& archive, ArchiveTables& tables, TableSelections& selections,
                DataProducts& products, const RowFolders::LinksOf& links);

    std::optional<VirtualEntry> find(const std::string& folder, const std::string& name) override;
    std::vector<VirtualEntry> list(const std::string& folder) override;
    std::string explain(const std::string& path) override;
    std::optional<FolderAccess> access(const std::string& folder) override;

   private:
    struct Group {
        uint32_t gid = 0;
        // Of all tables that the group sees; only its own are shown here.
        std::unique_ptr<TablesArea> tables;
    };
    // "private/swift/tables/secrets/rows" in its parts.
    struct Place {
        std::string group;
        std::string inner;  // "tables/secrets/rows"; "" for the folder of the group
    };
    static Place place_of(const std::string& folder);
    bool is_own(const std::string& group, const std::string& table);
    std::optional<VirtualEntry> find_inside(const Place& place, const std::string& name);
    std::vector<VirtualEntry> list_tables(const std::string& group);

    ArchiveTables& tables_;
    std::map<std::string, Group> groups_;  // by name
};

}  // namespace heafs
