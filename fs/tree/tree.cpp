#include "fs/tree/tree.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "config/base/error.h"
#include "core/archive/areas.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/delivery/deliveries_json.h"
#include "core/delivery/receipt.h"
#include "core/delivery/report.h"
#include "core/delivery/report_html.h"
#include "core/delivery/report_json.h"
#include "fs/tree/private_area.h"
#include "products/tables/data_products.h"
#include "products/texts/readme_texts.h"

namespace heafs {
namespace {

constexpr Seconds kForEver{365.0 * 86400};
constexpr Seconds kNames{300};  // invalidated one by one when something is published
constexpr Seconds kStaged{1};
constexpr Seconds kVirtual{1};  // the name space is unbounded, and looking up again is cheap
constexpr int64_t kSecondNs = 1000000000;
constexpr const char* kVirtualInDelivery[] = {"report.html", "report.json", "report.txt",
                                              "verdict.txt"};

// Folders stay what they are. A file is looked up at each opening, so that who was told of a
// publication never opens what was there before it.
Lifetime virtual_lifetime(NodeKind kind) {
    switch (kind) {
        case NodeKind::kVirtualFolder:
            return {kVirtual, kVirtual};
        case NodeKind::kLink:
            return {kVirtual, kForEver};
        default:
            return {Seconds{0}, kForEver};
    }
}

// What the archive shows by itself belongs to the user whose daemon serves it.
Attributes owned(int64_t size, uint32_t mode, int64_t mtime_ns) {
    return {size, mode, ::geteuid(), ::getegid(), mtime_ns, mtime_ns};
}

Attributes staged_attributes(const StagedAttributes& staged) {
    return {staged.size, staged.mode, staged.uid, staged.gid, staged.mtime_ns, staged.ctime_ns};
}

}  // namespace

Tree::Tree(Parts parts)
    : parts_(std::move(parts)),
      fixed_(parts_.archive),
      table_standings_(parts_.archive),
      begun_ns_(now_nanoseconds()) {}

Node Tree::root() const { return fixed_folder_entry("").node; }

Entry Tree::fixed_folder_entry(const std::string& path) const {
    Entry entry;
    entry.name = base_name(path);
    entry.node = {folder_ino(path), NodeKind::kFixedFolder, path, 0, nullptr, begun_ns_};
    // Every user may begin a delivery; the sticky bit keeps them from removing each other's.
    const bool writable = path.size() > 9 && path.substr(0, 9) == "delivery/";
    entry.attributes = owned(0, writable ? 01777 : 0755, begun_ns_);
    if (const auto group = writable ? parts_.staging.group_of(path.substr(9)) : std::nullopt) {
        entry.attributes.mode = 02775;
        entry.attributes.gid = *group;
    }
    entry.lifetime = lifetime(entry.node);
    return entry;
}

Entry Tree::ledger_folder_entry(const FolderRow& row) const {
    Entry entry;
    entry.name = base_name(row.path);
    entry.node = {folder_ino(row.path), NodeKind::kLedgerFolder, row.path, row.id, nullptr, 0};
    entry.attributes = owned(0, 0755, row.mtime_ns);
    entry.lifetime = lifetime(entry.node);
    return entry;
}

Entry Tree::ledger_file_entry(const FileRow& row) const {
    Entry entry;
    entry.name = row.name;
    entry.node = {static_cast<uint64_t>(row.id),
                  NodeKind::kLedgerFile,
                  join_path(row.folder, row.name),
                  row.id,
                  nullptr,
                  0};
    entry.attributes = owned(row.size, row.mode & 0555, row.mtime_ns);
    entry.attributes.ctime_ns = row.published_at_ns;
    entry.lifetime = lifetime(entry.node);
    return entry;
}

Entry Tree::text_entry(const std::string& path, std::string text, int64_t mtime_ns) const {
    Entry entry;
    entry.name = base_name(path);
    const uint64_t ino = snapshot_ino(path, text);
    entry.node = {
        ino,     NodeKind::kText, path, 0, std::make_shared<const std::string>(std::move(text)),
        mtime_ns};
    entry.attributes = owned(static_cast<int64_t>(entry.node.bytes->size()), 0444, mtime_ns);
    entry.lifetime = lifetime(entry.node);
    return entry;
}

Entry Tree::unknown_text_entry(const std::string& path) const {
    Entry entry;
    entry.name = base_name(path);
    entry.node = {snapshot_ino(path, ""), NodeKind::kText, path, 0, nullptr, 0};
    entry.attributes_known = false;
    return entry;
}

Entry Tree::link_entry(const std::string& path, const std::string& target) const {
    Entry entry;
    entry.name = base_name(path);
    entry.node = {snapshot_ino(path, target),
                  NodeKind::kLink,
                  path,
                  0,
                  std::make_shared<const std::string>(target),
                  begun_ns_};
    entry.attributes = owned(static_cast<int64_t>(target.size()), 0777, begun_ns_);
    entry.lifetime = lifetime(entry.node);
    return entry;
}

Entry Tree::staged_entry(const std::string& folder_path, const std::string& name,
                         const StagedAttributes& attributes) const {
    Entry entry;
    entry.name = name;
    entry.node = {attributes.ino,
                  attributes.folder ? NodeKind::kStagedFolder : NodeKind::kStagedFile,
                  join_path(folder_path, name),
                  0,
                  nullptr,
                  0};
    entry.attributes = staged_attributes(attributes);
    entry.lifetime = lifetime(entry.node);
    return entry;
}

std::optional<std::string> Tree::mission_of_delivery_folder(const Node& folder) const {
    static const std::string kPrefix = "delivery/";
    if (folder.kind != NodeKind::kFixedFolder || folder.path.substr(0, kPrefix.size()) != kPrefix)
        return std::nullopt;
    return folder.path.substr(kPrefix.size());
}

bool Tree::is_virtual_in_delivery(const Node& folder, const std::string& name) const {
    if (mission_of_delivery_folder(folder)) return name == "README.txt" || name == "now";
    return folder.kind == NodeKind::kStagedFolder && is_reserved_name(name) &&
           parts_.staging.delivery_of_root(folder.ino).has_value();
}

Seconds Tree::absence_lifetime(const Node& folder) const {
    if (folder.kind == NodeKind::kLedgerFolder) return kNames;
    // Names below a delivery's own folder come through the kernel alone, which notices; in that
    // folder the receipt comes by itself. cp looks for each name twice before it makes it.
    const bool sent_only =
        folder.kind == NodeKind::kStagedFolder && !parts_.staging.delivery_of_root(folder.ino);
    return sent_only ? kStaged : Seconds{0};
}

Lifetime Tree::lifetime(const Node& node) const {
    if (node.lasting) return {kNames, kNames};
    if (area_of(node.path) != nullptr) return virtual_lifetime(node.kind);
    switch (node.kind) {
        case NodeKind::kStagedFile:
        case NodeKind::kStagedFolder:
            return {kStaged, kStaged};
        case NodeKind::kFixedFolder:
        case NodeKind::kLedgerFolder:
        case NodeKind::kLink:
            return {kNames, kNames};
        case NodeKind::kLedgerFile:
            return {kNames, kForEver};
        case NodeKind::kText:
            return {Seconds{0}, kForEver};
        default:
            return {kVirtual, kForEver};
    }
}

VirtualArea* Tree::area_of(const std::string& path) const {
    for (const auto& [name, area] : parts_.areas)
        if (path.starts_with(name) && (path.size() == name.size() || path[name.size()] == '/'))
            return area;
    return nullptr;
}

Entry Tree::virtual_folder_entry(const std::string& path, bool lasting) const {
    Entry entry;
    entry.name = base_name(path);
    entry.node = {folder_ino(path), NodeKind::kVirtualFolder, path, 0, nullptr, 0};
    entry.node.lasting = lasting;
    entry.attributes = owned(0, 0755, begun_ns_);
    if (const auto access = area_of(path)->access(path)) {
        entry.attributes.uid = access->uid;
        entry.attributes.gid = access->gid;
        entry.attributes.mode = access->mode;
    }
    entry.lifetime = lifetime(entry.node);
    return entry;
}

Entry Tree::virtual_entry(const std::string& folder, VirtualEntry found) const {
    const std::string path = join_path(folder, found.name);
    const int64_t mtime_ns = found.mtime_ns != 0 ? found.mtime_ns : begun_ns_;
    switch (found.kind) {
        case VirtualEntry::Kind::kFolder:
            return virtual_folder_entry(path, found.lasting);
        case VirtualEntry::Kind::kLink:
            return link_entry(path, found.text);
        case VirtualEntry::Kind::kText:
            return text_entry(path, std::move(found.text), mtime_ns);
        case VirtualEntry::Kind::kProduct:
            break;
    }
    Entry entry;
    entry.name = found.name;
    const Product& product = *found.product;
    entry.node = {product_ino(product.key),
                  NodeKind::kProduct,
                  path,
                  0,
                  nullptr,
                  product.mtime_ns,
                  std::make_shared<const ProductFacts>(
                      ProductFacts{product.key, product.size, product.provenance})};
    entry.attributes = owned(product.size, 0444, product.mtime_ns);
    entry.lifetime = lifetime(entry.node);
    return entry;
}

std::optional<Entry> Tree::find(const Node& folder, const std::string& name) {
    switch (folder.kind) {
        case NodeKind::kFixedFolder:
            return find_fixed(folder.path, name);
        case NodeKind::kLedgerFolder:
            return find_in_ledger(folder, name);
        case NodeKind::kStagedFolder:
            return find_staged(folder, name);
        case NodeKind::kVirtualFolder: {
            auto found = area_of(folder.path)->find(folder.path, name);
            if (!found) return std::nullopt;
            return virtual_entry(folder.path, std::move(*found));
        }
        default:
            throw Error(Fault::kNotFolder, folder.path + " is no folder");
    }
}

std::optional<Entry> Tree::find_fixed(const std::string& folder, const std::string& name) {
    const std::string path = join_path(folder, name);
    if (fixed_.is_folder(path)) return fixed_folder_entry(path);
    if (const auto target = fixed_.find_link(path)) return link_entry(path, *target);
    if (path == "README.txt") return text_entry(path, root_readme(parts_.archive), begun_ns_);
    if (path == ".heafs/status.json") return text_entry(path, status_text(), begun_ns_);
    if (path == ".heafs/deliveries.json")
        return text_entry(path, deliveries_to_json(parts_.staging.standings()), now_nanoseconds());
    if (parts_.areas.count(path) > 0) return virtual_folder_entry(path, true);
    if (is_shown_area(path)) {
        const auto row = parts_.ledger.borrow()->find_folder(path);
        if (row) return ledger_folder_entry(*row);
    }
    if (folder.substr(0, 9) == "delivery/") {
        const std::string mission = folder.substr(9);
        if (name == "README.txt")
            return text_entry(path, delivery_readme(*parts_.archive.find_mission(mission)),
                              begun_ns_);
        if (const auto staged = parts_.staging.find_delivery(mission, name))
            return staged_entry(folder, name, *staged);
    }
    return std::nullopt;
}

std::optional<Entry> Tree::find_in_ledger(const Node& folder, const std::string& name) {
    auto ledger = parts_.ledger.borrow();
    if (const auto file = ledger->find_file(folder.ledger_id, name))
        return ledger_file_entry(*file);
    if (const auto below = ledger->find_folder(join_path(folder.path, name)))
        return ledger_folder_entry(*below);
    return std::nullopt;
}

std::optional<Entry> Tree::find_staged(const Node& folder, const std::string& name) {
    if (const auto staged = parts_.staging.find(folder.ino, name))
        return staged_entry(folder.path, name, *staged);
    return report_entry(folder, name);
}

std::optional<Entry> Tree::receipt_entry(const std::string& path, const std::string& mission,
                                         const std::string& name) {
    const auto standing = parts_.staging.standing(mission, name);
    const auto file = receipt_path(parts_.archive, mission, name);
    if (!standing || !std::filesystem::exists(file)) return std::nullopt;
    return text_entry(path, read_file(file), standing->changed_ns);
}

// Whoever waited for such a word reads the report next.
static bool is_settled(const std::string& word) {
    return word != "receiving" && word != "validating" && word != "publishing";
}

// A report is rendered again when it changed: at once for a new or a settled verdict, and at most
// once a second while the delivery is under way.
std::optional<Entry> Tree::report_entry(const Node& folder, const std::string& name) {
    if (!is_reserved_name(name)) return std::nullopt;
    const auto delivery = parts_.staging.delivery_of_root(folder.ino);
    if (!delivery) return std::nullopt;
    const auto standing = parts_.staging.standing(delivery->first, delivery->second);
    if (!standing) return std::nullopt;
    const std::string path = join_path(folder.path, name);
    if (name == "receipt.json") return receipt_entry(path, delivery->first, delivery->second);
    if (name == "verdict.txt") return text_entry(path, standing->word + "\n", standing->changed_ns);
    {
        const std::lock_guard lock(mutex_);
        const auto found = rendered_.find(path);
        if (found != rendered_.end() && found->second.word == standing->word &&
            (found->second.changes == standing->changes ||
             (!is_settled(standing->word) && now_nanoseconds() - found->second.at_ns < kSecondNs)))
            return text_entry(path, found->second.text, found->second.at_ns);
    }
    const auto summary = parts_.staging.summarize(delivery->first, delivery->second);
    if (!summary) return std::nullopt;
    Rendered rendered{summary->changes, summary->word, now_nanoseconds(),
                      name == "report.txt"    ? report_text(*summary)
                      : name == "report.html" ? report_html(*summary)
                                              : report_json(*summary)};
    const std::lock_guard lock(mutex_);
    rendered_[path] = rendered;
    return text_entry(path, std::move(rendered.text), rendered.at_ns);
}

std::string Tree::status_text() {
    MountStatus status = parts_.status();
    auto ledger = parts_.ledger.borrow();
    status.counts = ledger->counts();
    status.tables = table_standings_.of(ledger.database(), now_nanoseconds());
    status.products = product_standing(parts_.archive);
    return status_to_json(status);
}

void Tree::list_fixed(const Node& folder, std::vector<Entry>& entries) {
    for (const std::string& name : fixed_.names_in(folder.path))
        if (name[0] != '.')
            if (auto entry = find_fixed(folder.path, name)) entries.push_back(std::move(*entry));
    if (folder.path.empty()) {
        for (const std::string_view area : kAreas)
            if (parts_.areas.count(std::string(area)) == 0)
                if (auto entry = find_fixed("", std::string(area)))
                    entries.push_back(std::move(*entry));
        entries.push_back(unknown_text_entry("README.txt"));
    }
    for (const auto& [path, area] : parts_.areas)
        if (parent_path(path) == folder.path && path != kPrivateArea)  // opens by name
            entries.push_back(virtual_folder_entry(path, true));
    if (folder.path == ".heafs")
        for (const char* name : {"deliveries.json", "status.json"})
            entries.push_back(unknown_text_entry(join_path(".heafs", name)));
    if (const auto mission = mission_of_delivery_folder(folder)) {
        entries.push_back(unknown_text_entry(folder.path + "/README.txt"));
        for (const StagedEntry& staged : parts_.staging.deliveries(*mission))
            entries.push_back(staged_entry(folder.path, staged.name, staged.attributes));
    }
}

std::vector<Entry> Tree::list(const Node& folder) {
    std::vector<Entry> entries;
    if (folder.kind == NodeKind::kFixedFolder) {
        list_fixed(folder, entries);
    } else if (folder.kind == NodeKind::kLedgerFolder) {
        auto ledger = parts_.ledger.borrow();
        for (const FolderRow& row : ledger->folders_in(folder.ledger_id))
            entries.push_back(ledger_folder_entry(row));
        for (const FileRow& row : ledger->files_in(folder.ledger_id))
            entries.push_back(ledger_file_entry(row));
    } else if (folder.kind == NodeKind::kVirtualFolder) {
        for (VirtualEntry& found : area_of(folder.path)->list(folder.path))
            entries.push_back(virtual_entry(folder.path, std::move(found)));
    } else if (folder.kind == NodeKind::kStagedFolder) {
        for (const StagedEntry& staged : parts_.staging.list(folder.ino))
            entries.push_back(staged_entry(folder.path, staged.name, staged.attributes));
        if (const auto delivery = parts_.staging.delivery_of_root(folder.ino)) {
            for (const char* name : kVirtualInDelivery)
                entries.push_back(unknown_text_entry(join_path(folder.path, name)));
            if (std::filesystem::exists(
                    receipt_path(parts_.archive, delivery->first, delivery->second)))
                entries.push_back(unknown_text_entry(join_path(folder.path, "receipt.json")));
        }
    } else {
        throw Error(Fault::kNotFolder, folder.path + " is no folder");
    }
    return entries;
}

Attributes Tree::attributes(const Node& node) {
    switch (node.kind) {
        case NodeKind::kFixedFolder:
            return fixed_folder_entry(node.path).attributes;
        case NodeKind::kLedgerFolder: {
            const auto row = parts_.ledger.borrow()->find_folder(node.path);
            if (!row) throw Error(Fault::kStale, node.path + " is gone");
            return ledger_folder_entry(*row).attributes;
        }
        case NodeKind::kLedgerFile: {
            const auto row = parts_.ledger.borrow()->find_file_by_id(node.ledger_id);
            if (!row) throw Error(Fault::kStale, node.path + " is gone");
            return ledger_file_entry(*row).attributes;
        }
        case NodeKind::kText:
            return owned(static_cast<int64_t>(node.bytes->size()), 0444, node.mtime_ns);
        case NodeKind::kVirtualFolder:
            return virtual_folder_entry(node.path, node.lasting).attributes;
        case NodeKind::kProduct:
            return owned(node.product->size, 0444, node.mtime_ns);
        case NodeKind::kLink:
            return owned(static_cast<int64_t>(node.bytes->size()), 0777, node.mtime_ns);
        default:
            return staged_attributes(parts_.staging.attributes(node.ino));
    }
}

std::shared_ptr<const Product> Tree::product(const Node& node) {
    const auto found = area_of(node.path)->find(parent_path(node.path), base_name(node.path));
    if (found && found->product && found->product->key == node.product->key) return found->product;
    // Something was published since the node was told: the cache may still have the old bytes.
    auto old = std::make_shared<Product>();
    old->path = node.path;
    old->key = node.product->key;
    old->size = node.product->size;
    old->render = [path = node.path](int) {
        throw Error(Fault::kStale, path + " is made of other files by now; open it again");
    };
    return old;
}

UniqueFd Tree::open_file(const Node& node) {
    std::vector<std::string> places;
    uint64_t inode = 0;
    {
        auto ledger = parts_.ledger.borrow();
        const auto row = ledger->find_file_by_id(node.ledger_id);
        if (!row) throw Error(Fault::kStale, node.path + " is gone from the ledger");
        inode = row->disk_inode;
        places.push_back(row->disk_path);
    }
    for (int attempt = 0; attempt < 2; ++attempt) {
        try {
            UniqueFd fd = open_beneath(parts_.archive.root(), places.back(), O_RDONLY | O_NOATIME);
            if (status_of(fd.get(), node.path).st_ino == inode) return fd;
            if (attempt > 0 && has_delivered_bytes(fd.get(), node)) return fd;
        } catch (const Error& error) {
            if (error.fault() != Fault::kNotFound) throw;
        }
        // A publication may be replacing it at this very moment: the old bytes have their place.
        auto ledger = parts_.ledger.borrow();
        std::string kept = ledger->path_while_replaced(node.ledger_id);
        const auto row = ledger->find_file_by_id(node.ledger_id);
        if (kept.empty() && row) kept = row->disk_path;
        places.push_back(kept);
    }
    throw Error(Fault::kStale,
                fmt::format("{}: the bytes on disk are not those that were delivered", node.path));
}

// An archive that was copied or restored has other inodes on disk and the same bytes: they are
// compared once.
bool Tree::has_delivered_bytes(int fd, const Node& node) {
    const uint64_t inode = status_of(fd, node.path).st_ino;
    {
        const std::lock_guard lock(mutex_);
        const auto found = verified_.find(node.ledger_id);
        if (found != verified_.end() && found->second == inode) return true;
    }
    const auto row = parts_.ledger.borrow()->find_file_by_id(node.ledger_id);
    if (!row || sha256_of_file(fd, node.path) != row->sha256) return false;
    const std::lock_guard lock(mutex_);
    verified_[node.ledger_id] = inode;
    return true;
}

std::map<std::string, std::string> Tree::extended_attributes(const Node& node) {
    if (node.kind == NodeKind::kStagedFile)
        if (const auto state = parts_.staging.state(node.ino))
            return {{"user.heafs.status", std::string(name_of(*state))}};
    if (node.kind == NodeKind::kProduct)
        return {{"user.heafs.provenance", node.product->provenance}};
    if (node.kind != NodeKind::kLedgerFile) return {};
    const auto row = parts_.ledger.borrow()->find_file_by_id(node.ledger_id);
    if (!row) return {};
    std::map<std::string, std::string> values = {
        {"user.heafs.sha256", row->sha256},
        {"user.heafs.mission", row->mission},
        {"user.heafs.delivery", std::to_string(row->delivery_id)},
        {"user.heafs.status", row->state}};
    if (!row->obs_id.empty()) values["user.heafs.obs_id"] = row->obs_id;
    if (row->level > 0) values["user.heafs.level"] = std::to_string(row->level);
    return values;
}

}  // namespace heafs
