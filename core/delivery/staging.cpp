// Names: deliveries, folders and files, without their bytes.
#include "core/delivery/staging.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "config/base/error.h"
#include "core/archive/staging_folders.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/base/user_group.h"
#include "core/delivery/content_json.h"
#include "core/delivery/judgement.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr auto kCloseLimit = std::chrono::milliseconds(3000);
constexpr size_t kMaxRefusals = 1000;
constexpr size_t kMaxNameBytes = 255;

[[noreturn]] void not_found(const std::string& name) {
    throw Error(Fault::kNotFound, "no '" + name + "' in this delivery");
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

// A sibling whose name differs only in case; mixed-case names are refused by NAM-004 already.
// `moving` gets that name and is none itself.
const std::string* case_twin(const StagedNode& folder, const std::string& name,
                             const StagedNode* moving) {
    for (const std::string& other : {lower(name), upper(name)}) {
        if (other == name) continue;
        const auto found = folder.children.find(other);
        if (found != folder.children.end() && found->second.get() != moving) return &found->first;
    }
    return nullptr;
}

std::optional<Finding> unsafe_name(const std::string& path, const std::string& name) {
    const bool odd =
        name.size() > kMaxNameBytes || std::any_of(name.begin(), name.end(), [](char c) {
            return c == '\\' || static_cast<unsigned char>(c) < 32 || c == 127;
        });
    if (!odd) return std::nullopt;
    return make_finding("DLV-007", path, "the name holds a backslash or control characters");
}

bool is_delivery_name(const std::string& name) {
    return !name.empty() && name.size() <= 100 && name[0] != '.' && name[0] != '-' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-' || c == '+';
           });
}

}  // namespace

Staging::Staging(Parts parts, std::function<void(DueUnit)> due)
    : parts_(parts),
      due_(std::move(due)),
      free_space_(parts.archive, parts.make_room),
      next_serial_(static_cast<uint64_t>(now_nanoseconds())),
      deadlines_(kCloseLimit),
      queue_(parts.archive.settings().workers) {
    for (const auto& [name, mission] : parts_.archive.missions()) {
        signing_keys_[name] = trusted_keys_of(mission);
        if (mission.group.empty()) continue;
        const auto group = find_group(mission.group);
        if (!group)
            throw Error(Fault::kNotFound,
                        fmt::format("the delivery group '{}' of mission {} is unknown on this "
                                    "machine; make it, or change group in {}",
                                    mission.group, name, mission.source_path));
        groups_[name] = *group;
    }
    load();
}

Staging::~Staging() = default;

StagedNode& Staging::node_of(uint64_t ino) const {
    const auto found = nodes_.find(ino);
    if (found == nodes_.end()) throw Error(Fault::kStale, "the name is gone");
    return *found->second;
}

StagedNode& Staging::folder_of(uint64_t ino) const {
    StagedNode& node = node_of(ino);
    if (!node.folder) throw Error(Fault::kNotFolder, "'" + node.name + "' is no folder");
    if (node.removed) throw Error(Fault::kNotFound, "the folder '" + node.name + "' is gone");
    return node;
}

Delivery* Staging::delivery_by_name(const std::string& mission, const std::string& name) const {
    const auto found = deliveries_.find({mission, name});
    return found == deliveries_.end() ? nullptr : found->second.get();
}

std::shared_ptr<StagedNode> Staging::add_node(StagedNode* parent, const std::string& name,
                                              bool folder) {
    auto node = std::make_shared<StagedNode>();
    node->ino = next_ino_++;
    node->name = name;
    node->parent = parent;
    node->folder = folder;
    node->mode = folder ? 0755 : 0644;
    node->mtime_ns = node->ctime_ns = now_nanoseconds();
    nodes_.emplace(node->ino, node);
    if (parent != nullptr) {
        node->delivery = parent->delivery;
        parent->children[name] = node;
        parent->mtime_ns = parent->ctime_ns = node->mtime_ns;
    }
    return node;
}

Delivery& Staging::add_delivery(const DeliveryRow& row, Owner owner) {
    auto delivery = std::make_unique<Delivery>();
    delivery->id = row.id;
    delivery->mission = parts_.archive.find_mission(row.mission);
    delivery->name = row.name;
    delivery->revision = row.revision;
    delivery->made_ns = row.made_ns;
    delivery->changed_ns = row.changed_ns;
    delivery->published_ns = row.published_ns;
    delivery->withdrawn = row.state == "withdrawn";
    delivery->accepted_manifest = row.manifest_sha256;
    delivery->accepted_revision = row.manifest_sha256.empty() ? 0 : row.revision;
    delivery->root = add_node(nullptr, row.name, true);
    delivery->root->delivery = delivery.get();
    delivery->root->uid = owner.uid;
    delivery->root->gid = owner.gid;
    delivery->root->mode = delivery->publishes_at_once() ? 01777 : 0755;
    dress_root(*delivery);
    Delivery& added = *delivery;
    deliveries_[{row.mission, row.name}] = std::move(delivery);
    return added;
}

// With a delivery group its members share the folder; a rehearsal is for nobody else.
void Staging::dress_root(Delivery& delivery) {
    StagedNode& root = *delivery.root;
    const auto group = groups_.find(delivery.mission->name);
    const bool shared = group != groups_.end();
    if (shared) root.gid = group->second;
    if (shared) root.mode = 02775;
    if (delivery.is_rehearsal()) root.mode = shared ? 02770 : 0700;
}

// As below a folder with the set-group-id bit.
void Staging::give_group(StagedNode& node) const {
    const auto group = groups_.find(node.delivery->mission->name);
    if (group == groups_.end()) return;
    node.gid = group->second;
    if (node.folder) node.mode |= 02000;
}

std::optional<uint32_t> Staging::group_of(const std::string& mission) const {
    const auto found = groups_.find(mission);
    if (found == groups_.end()) return std::nullopt;
    return found->second;
}

std::vector<StagedEntry> Staging::deliveries(const std::string& mission) const {
    const std::lock_guard lock(mutex_);
    std::vector<StagedEntry> entries;
    for (auto at = deliveries_.lower_bound({mission, ""});
         at != deliveries_.end() && at->first.first == mission; ++at)
        entries.push_back({at->first.second, attributes_of(*at->second->root)});
    return entries;
}

std::optional<StagedAttributes> Staging::find_delivery(const std::string& mission,
                                                       const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const Delivery* delivery = delivery_by_name(mission, name);
    if (delivery == nullptr) return std::nullopt;
    return attributes_of(*delivery->root);
}

StagedAttributes Staging::make_delivery(const std::string& mission, const std::string& name,
                                        Owner owner) {
    if (!is_delivery_name(name))
        throw Error(
            Fault::kBadName,
            fmt::format("'{}' is no name for a delivery: use letters, digits and . _ - +", name));
    const Mission* known = parts_.archive.find_mission(mission);
    if (known != nullptr && known->rehearses_only() && !is_rehearsal_name(name))
        throw Error(Fault::kDenied,
                    fmt::format("{} is in its phase before launch, when nothing but rehearsals is "
                                "taken: begin the name with {}",
                                mission, kRehearsalPrefix));
    DeliveryRow row;
    parts_.writer.use_durably([&](Database& database) {
        row = open_delivery(database, mission, name, name == "now" ? "file" : "unit",
                            now_nanoseconds());
    });
    StagedRow root;
    StagedAttributes attributes;
    {
        const std::lock_guard lock(mutex_);
        if (delivery_by_name(mission, name) != nullptr)
            throw Error(Fault::kExists, "delivery '" + name + "' exists");
        const Delivery& delivery = add_delivery(row, owner);
        root = row_of(*delivery.root);
        attributes = attributes_of(*delivery.root);
    }
    parts_.writer.use_quickly([&](Database& database) { store_staged(database, root); });
    return attributes;
}

void Staging::remove_delivery(const std::string& mission, const std::string& name) {
    DeliveryStanding last;
    {
        const std::lock_guard lock(mutex_);
        const Delivery* delivery = delivery_by_name(mission, name);
        if (delivery == nullptr) not_found(name);
        if (delivery->publishes_at_once()) throw Error(Fault::kBusy, "'now' is always there");
        if (!delivery->root->children.empty())
            throw Error(Fault::kNotEmpty, "delivery '" + name + "' still holds files");
        last = standing_of(*delivery);
        delivery->root->removed = true;
        delivery->root->delivery = nullptr;
        deliveries_.erase({mission, name});
    }
    parts_.writer.use_durably([&](Database& database) {
        database.transaction([&] {
            heafs::end_delivery(database, last, "removed", "removed by its sender",
                                now_nanoseconds());
        });
    });
    if (is_rehearsal_name(name)) remove_rehearsal(mission, name);
}

std::optional<std::pair<std::string, std::string>> Staging::delivery_of_root(uint64_t ino) const {
    const std::lock_guard lock(mutex_);
    const auto found = nodes_.find(ino);
    if (found == nodes_.end()) return std::nullopt;
    const StagedNode& node = *found->second;
    if (node.delivery == nullptr || node.delivery->root.get() != &node) return std::nullopt;
    return std::make_pair(node.delivery->mission->name, node.delivery->name);
}

std::optional<StagedAttributes> Staging::find(uint64_t folder, const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const StagedNode& parent = folder_of(folder);
    const auto found = parent.children.find(name);
    if (found == parent.children.end()) return std::nullopt;
    return attributes_of(*found->second);
}

StagedAttributes Staging::attributes(uint64_t ino) const {
    const std::lock_guard lock(mutex_);
    return attributes_of(node_of(ino));
}

std::optional<FileState> Staging::state(uint64_t ino) const {
    const std::lock_guard lock(mutex_);
    const StagedNode& node = node_of(ino);
    if (!node.file) return std::nullopt;
    return node.file->state;
}

std::vector<StagedEntry> Staging::list(uint64_t folder) const {
    const std::lock_guard lock(mutex_);
    std::vector<StagedEntry> entries;
    for (const auto& [name, node] : folder_of(folder).children)
        entries.push_back({name, attributes_of(*node)});
    return entries;
}

StagedAttributes Staging::attributes_of(const StagedNode& node) const {
    StagedAttributes attributes;
    attributes.ino = node.ino;
    attributes.folder = node.folder;
    attributes.mode = node.mode;
    attributes.uid = node.uid;
    attributes.gid = node.gid;
    attributes.mtime_ns = node.mtime_ns;
    attributes.ctime_ns = node.ctime_ns;
    if (node.file) attributes.size = node.file->size;
    return attributes;
}

StagedRow Staging::row_of(const StagedNode& node) const {
    StagedRow row;
    row.delivery_id = node.delivery->id;
    row.path = path_in_delivery(node);
    row.folder = node.folder;
    row.mtime_ns = node.mtime_ns;
    row.uid = node.uid;
    row.gid = node.gid;
    row.mode = node.mode;
    row.state = "folder";
    if (!node.file) return row;
    row.serial = node.file->serial;
    row.size = node.file->size;
    row.state = "received";
    if (node.file->state == FileState::kPublishing) row.state = "publishing";
    if (node.file->state == FileState::kPublished) row.state = "published";
    if (node.file->state == FileState::kHeld) row.state = "held";
    // Used up for this run; for the next only when the journal has what it published.
    if (node.file->used_up) row.state = "due";
    row.sha256 = node.file->sha256;
    row.content = content_to_json(node.file->content);
    row.file_id = node.file->file_id;
    return row;
}

void Staging::note_refusal(Delivery& delivery, const Finding& finding) {
    if (delivery.refusals.size() < kMaxRefusals) delivery.refusals[finding.file] = finding;
    touch(delivery);
}

void Staging::refuse_name(Delivery& delivery, const Finding& finding) {
    note_refusal(delivery, finding);
    throw Error(Fault::kBadName, finding.text + ". " + finding.remedy);
}

void Staging::check_new(StagedNode& folder, const std::string& name, bool is_folder,
                        const StagedNode* moving) {
    Delivery& delivery = *folder.delivery;
    const std::string path = join_path(path_in_delivery(folder), name);
    if (folder.children.count(name) > 0 || is_reserved_name(path))
        throw Error(Fault::kExists, "'" + path + "' exists");
    if (auto finding = unsafe_name(path, name)) refuse_name(delivery, *finding);
    if (const std::string* twin = case_twin(folder, name, moving))
        refuse_name(delivery,
                    make_finding("DLV-006", path,
                                 fmt::format("'{}' and '{}' differ only in case", name, *twin)));
    const bool stays = moving != nullptr && moving->parent == &folder;
    if (folder.children.size() >= kMaxFolderEntries && !stays)
        refuse_name(delivery, make_finding("NAM-006", path,
                                           fmt::format("'{}' holds {} entries already; the limit "
                                                       "is {}",
                                                       path_in_delivery(folder),
                                                       folder.children.size(), kMaxFolderEntries)));
    std::vector<Finding> findings = check_new_name(*delivery.mission, path, is_folder);
    if (!findings.empty()) refuse_name(delivery, findings.front());
}

StagedAttributes Staging::make_folder(uint64_t folder, const std::string& name, Owner owner,
                                      uint32_t mode) {
    StagedRow row;
    StagedAttributes attributes;
    {
        const std::lock_guard lock(mutex_);
        StagedNode& parent = folder_of(folder);
        check_new(parent, name, true);
        const auto node = add_node(&parent, name, true);
        node->uid = owner.uid;
        node->gid = owner.gid;
        node->mode = mode & 07777;
        give_group(*node);
        row = row_of(*node);
        attributes = attributes_of(*node);
    }
    parts_.writer.use_quickly([&](Database& database) { store_staged(database, row); });
    return attributes;
}

std::pair<StagedAttributes, uint64_t> Staging::create(uint64_t folder, const std::string& name,
                                                      Owner owner, uint32_t mode) {
    free_space_.require(0);
    const std::lock_guard lock(mutex_);
    StagedNode& parent = folder_of(folder);
    check_new(parent, name, false);
    parent.delivery->refusals.erase(join_path(path_in_delivery(parent), name));
    auto file = std::make_shared<StagedFile>();
    file->serial = next_serial_++;
    auto fd = std::make_shared<UniqueFd>(open_disk(*file, O_RDWR | O_CREAT | O_EXCL));
    const auto node = add_node(&parent, name, false);
    node->uid = owner.uid;
    node->gid = owner.gid;
    node->mode = mode & 07777;
    give_group(*node);
    node->file = file;
    file->writers = 1;
    count_node(*node, 1);
    touch(*node->delivery);
    return {attributes_of(*node), add_handle({node, file, fd, true})};
}

void Staging::refuse_special(uint64_t folder, const std::string& name) {
    const std::lock_guard lock(mutex_);
    StagedNode& parent = folder_of(folder);
    const std::string path = join_path(path_in_delivery(parent), name);
    const Finding finding =
        make_finding("SEC-012", path, "'" + path + "' is a link or a device, no plain file");
    note_refusal(*parent.delivery, finding);
    throw Error(Fault::kSealed, finding.text);
}

void Staging::detach(StagedNode& node) {
    if (node.file) count_node(node, -1);
    if (node.file) node.file->dropped = true;
    if (node.file) settle_charge(*node.file);
    node.removed = true;
    node.ctime_ns = now_nanoseconds();
    StagedNode* parent = node.parent;
    parent->mtime_ns = parent->ctime_ns = node.ctime_ns;
    touch(*node.delivery);
    node.parent = nullptr;
    parent->children.erase(node.name);  // nodes_ still owns it until the kernel forgets
}

void Staging::remove_file(uint64_t folder, const std::string& name) {
    int64_t delivery_id = 0;
    std::string path;
    std::string disk_path;
    std::vector<DueUnit> due;
    {
        const std::lock_guard lock(mutex_);
        StagedNode& parent = folder_of(folder);
        const auto found = parent.children.find(name);
        if (found == parent.children.end()) not_found(name);
        const std::shared_ptr<StagedNode> node = found->second;
        if (node->folder) throw Error(Fault::kIsFolder, "'" + name + "' is a folder");
        delivery_id = node->delivery->id;
        path = path_in_delivery(*node);
        const FileState state = node->file->state;
        if (state != FileState::kPublished) disk_path = staged_path(node->file->serial);
        // It is on its way to the readers, perhaps in the journal: too late to take it back.
        if (state == FileState::kPublishing)
            throw Error(Fault::kBusy, "'" + path + "' is being published just now");
        Delivery& delivery = *node->delivery;
        detach(*node);
        forget_control(delivery, path);
        // What was too much may be within the declared volume now.
        if (delivery.orders.volume_bytes) due = collect_due(*delivery.root);
    }
    parts_.writer.use_quickly(
        [&](Database& database) { remove_staged(database, delivery_id, path); });
    if (!disk_path.empty()) ::unlinkat(parts_.archive.root(), disk_path.c_str(), 0);
    hand_over(std::move(due));
}

void Staging::remove_folder(uint64_t folder, const std::string& name) {
    int64_t delivery_id = 0;
    std::string path;
    {
        const std::lock_guard lock(mutex_);
        StagedNode& parent = folder_of(folder);
        const auto found = parent.children.find(name);
        if (found == parent.children.end()) not_found(name);
        const std::shared_ptr<StagedNode> node = found->second;
        if (!node->folder) throw Error(Fault::kNotFolder, "'" + name + "' is no folder");
        if (!node->children.empty())
            throw Error(Fault::kNotEmpty, "folder '" + name + "' is not empty");
        delivery_id = node->delivery->id;
        path = path_in_delivery(*node);
        detach(*node);
    }
    parts_.writer.use_quickly(
        [&](Database& database) { remove_staged(database, delivery_id, path); });
}

void Staging::forget(uint64_t ino) {
    const std::lock_guard lock(mutex_);
    const auto found = nodes_.find(ino);
    if (found != nodes_.end() && found->second->removed) nodes_.erase(found);
}

std::optional<Staging::Standing> Staging::standing(const std::string& mission,
                                                   const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const Delivery* delivery = delivery_by_name(mission, name);
    if (delivery == nullptr) return std::nullopt;
    return Standing{std::string(verdict_word(*delivery)), delivery->changes, delivery->changed_ns};
}

std::optional<DeliverySummary> Staging::summarize(const std::string& mission,
                                                  const std::string& name) const {
    const std::lock_guard lock(mutex_);
    Delivery* delivery = delivery_by_name(mission, name);
    if (delivery == nullptr) return std::nullopt;
    DeliverySummary summary;
    summary.mission = mission;
    summary.name = name;
    summary.revision = delivery->revision;
    summary.word = verdict_word(*delivery);
    summary.made_ns = delivery->made_ns;
    summary.published_ns = delivery->published_ns;
    summary.changes = delivery->changes;
    if (delivery->manifest) summary.manifest_sha256 = delivery->manifest->sha256;
    summary.findings = delivery->findings;
    if (delivery->manifest && delivery->manifest->bag)  // plain lists carry their own
        summary.findings.insert(summary.findings.end(), delivery->manifest->findings.begin(),
                                delivery->manifest->findings.end());
    for (const auto& [path, finding] : delivery->refusals) summary.findings.push_back(finding);
    for (const StagedNode* node : files_below(*delivery->root)) {
        const StagedFile& file = *node->file;
        const std::string path = path_in_delivery(*node);
        if (!is_control_name(path) || !file.sealed)
            summary.files.push_back({path, file.sha256, file.size, file.state});
        summary.findings.insert(summary.findings.end(), file.findings.begin(), file.findings.end());
    }
    if (!publishing_trouble_.empty() && delivery->count(FileState::kPublishing) > 0)
        summary.findings.push_back(make_finding(
            "DLV-017", "",
            fmt::format("publishing does not get on: {}. The operator finds this in the log",
                        publishing_trouble_)));
    for (Finding& finding : advice_on(*delivery)) summary.findings.push_back(std::move(finding));
    summary.missing = missing_files(*delivery);
    return summary;
}

}  // namespace heafs
