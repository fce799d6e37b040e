// What a path of the mount means. No libfuse here, so that it is tested without a mount.
//
// All operations may be called from any thread. They raise heafs::Error; a name that does not
// exist is no error of find().
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/archive/archive.h"
#include "core/archive/status_json.h"
#include "core/base/unique_fd.h"
#include "core/catalog/ledger.h"
#include "core/delivery/staging.h"
#include "fs/tree/fixed_tree.h"
#include "fs/tree/node.h"
#include "fs/tree/virtual_area.h"
#include "products/tables/table_standing.h"

namespace heafs {

class Tree {
   public:
    struct Parts {
        const Archive& archive;
        LedgerPool& ledger;
        Staging& staging;
        std::function<MountStatus()> status;             // without counts
        std::map<std::string, VirtualArea*> areas = {};  // by their paths below the mount
    };
    explicit Tree(Parts parts);

    Node root() const;
    std::optional<Entry> find(const Node& folder, const std::string& name);
    std::vector<Entry> list(const Node& folder);
    // Raises Fault::kStale when the node's thing is gone.
    Attributes attributes(const Node& node);
    // The bytes of a delivered file; they are those of its ledger row, or Fault::kStale.
    UniqueFd open_file(const Node& node);
    // The plan of a product's node, with the very key of the node. May take as long as a look-up.
    std::shared_ptr<const Product> product(const Node& node);
    // Names and values of user.* attributes.
    std::map<std::string, std::string> extended_attributes(const Node& node);

    // The delivery below delivery/<mission>/ that a fixed folder's new entry would be, i.e. the
    // mission; nothing elsewhere.
    std::optional<std::string> mission_of_delivery_folder(const Node& folder) const;
    // True for names that a delivery folder shows by itself.
    bool is_virtual_in_delivery(const Node& folder, const std::string& name) const;
    // How long a kernel may remember that a name is absent from a folder.
    Seconds absence_lifetime(const Node& folder) const;
    // How long a kernel may trust the name and the attributes of a node.
    Lifetime lifetime(const Node& node) const;

    Entry staged_entry(const std::string& folder_path, const std::string& name,
                       const StagedAttributes& attributes) const;

   private:
    std::optional<Entry> find_fixed(const std::string& path, const std::string& name);
    std::optional<Entry> find_in_ledger(const Node& folder, const std::string& name);
    std::optional<Entry> find_staged(const Node& folder, const std::string& name);
    Entry fixed_folder_entry(const std::string& path) const;
    Entry ledger_folder_entry(const FolderRow& row) const;
    Entry ledger_file_entry(const FileRow& row) const;
    Entry text_entry(const std::string& path, std::string text, int64_t mtime_ns) const;
    Entry unknown_text_entry(const std::string& path) const;
    Entry link_entry(const std::string& path, const std::string& target) const;
    std::optional<Entry> receipt_entry(const std::string& path, const std::string& mission,
                                       const std::string& name);
    std::optional<Entry> report_entry(const Node& folder, const std::string& name);
    VirtualArea* area_of(const std::string& path) const;
    Entry virtual_folder_entry(const std::string& path, bool lasting) const;
    Entry virtual_entry(const std::string& folder, VirtualEntry found) const;
    void list_fixed(const Node& folder, std::vector<Entry>& entries);
    std::string status_text();
    bool has_delivered_bytes(int fd, const Node& node);

    // The last rendering of a delivery's reports: they are made at most once a second.
    struct Rendered {
        uint64_t changes = 0;
        std::string word;
        int64_t at_ns = 0;
        std::string text;
    };

    Parts parts_;
    FixedTree fixed_;
    TableStandings table_standings_;
    int64_t begun_ns_;
    std::mutex mutex_;  // guards rendered_ and verified_
    std::map<std::string, Rendered> rendered_;
    std::unordered_map<int64_t, uint64_t> verified_;  // ledger id -> inode on disk with its bytes
};

}  // namespace heafs
