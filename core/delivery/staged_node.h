// One name below a delivery folder, and the version of a file that stands behind it. Plain state:
// core/delivery/staging.h owns the nodes and guards them with its mutex.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/sha256.h"
#include "core/delivery/content.h"
#include "core/delivery/control_files.h"
#include "core/delivery/manifest.h"
#include "core/delivery/manifest_signature.h"

namespace heafs {

struct Mission;

enum class FileState {
    kReceiving,   // has writers, or had one and was never judged since the last write
    kValidating,  // closed, and a worker looks at it
    kValid,       // waits for its unit
    kRejected,
    kHeld,
    kPublishing,
    kPublished,
};
inline constexpr size_t kFileStates = 7;

std::string_view name_of(FileState state);

// One version of a staged file: its bytes stand at staged_path(serial) in data/ until they move.
// Once sealed they do not change; writing to the name again begins another version.
struct StagedFile {
    uint64_t serial = 0;
    int64_t size = 0;
    uint64_t generation = 0;  // counts writes and truncations
    std::optional<uint64_t> judged_generation;
    int writers = 0;  // open handles that may write
    bool sealed = false;
    bool used_up = false;  // a COMMIT that has published something
    bool damaged = false;  // a write failed: the bytes are not what the sender meant
    bool cut_off = false;  // its writer was gone before it closed the file for good
    std::optional<uint64_t> validating_generation;  // what a worker looks at just now
    FileState state = FileState::kReceiving;
    Content content;  // and what follows: of the judged generation
    std::string sha256;
    std::map<std::string, std::string> digests;  // other algorithms, as manifests ask for them
    std::vector<Finding> findings;
    int64_t file_id = 0;              // in the ledger, once published
    std::string rehearsed_path;       // where a rehearsal has it, below the storage root
    std::string repeated_at;          // the path for which `repeated` was asked for
    std::optional<Finding> repeated;  // NAM-007: another observation has the name

    // What the mission's quota has of it (staging_quota.cpp).
    const Mission* charged_to = nullptr;
    int64_t charged_bytes = 0;
    bool dropped = false;        // its name is gone, or has another version
    bool waits_no_more = false;  // a CSV table: for a header that COMMIT says will not come
    std::string over_quota;      // why the quota refused a write: the text of DLV-013
    int64_t counted_bytes = 0;   // in Delivery::bytes

    // Guards the hash that runs along with sequential writes.
    std::mutex hash_mutex;
    Sha256 hash;
    int64_t hashed_bytes = 0;
    bool hash_follows = true;
};

// A delivery whose name begins with test_: everything runs, and nothing becomes public.
inline constexpr std::string_view kRehearsalPrefix = "test_";
inline bool is_rehearsal_name(std::string_view delivery) {
    return delivery.substr(0, kRehearsalPrefix.size()) == kRehearsalPrefix;
}

struct Delivery;

struct StagedNode {
    uint64_t ino = 0;
    std::string name;
    StagedNode* parent = nullptr;  // null for a delivery's own folder and for removed nodes
    Delivery* delivery = nullptr;
    bool folder = false;
    bool removed = false;
    uint32_t uid = 0;
    uint32_t gid = 0;
    uint32_t mode = 0;
    int64_t mtime_ns = 0;
    int64_t ctime_ns = 0;
    std::map<std::string, std::shared_ptr<StagedNode>> children;
    std::shared_ptr<StagedFile> file;  // shared with open handles and with the publisher
};

struct Delivery {
    int64_t id = 0;
    const Mission* mission = nullptr;
    std::string name;
    int revision = 1;
    std::shared_ptr<StagedNode> root;
    std::array<int64_t, kFileStates> counts{};  // of plain files, by state
    int64_t bytes = 0;                          // of plain files; exact for those that are sealed
    std::map<std::string, Finding> refusals;    // names that were refused, by path
    std::vector<Finding> findings;              // of the delivery as a whole
    std::optional<Manifest> manifest;
    ManifestSignature signature;
    DeliveryOrders orders;  // of delivery.toml
    std::optional<Withdrawal> withdrawal;
    bool withdrawn = false;         // whatever it published
    std::string accepted_manifest;  // the hash of the one whose files are public
    int accepted_revision = 0;      // and the revision that it was
    bool committed = false;         // COMMIT was made and is not used up
    uint64_t changes = 0;           // counts whatever a report would show
    int64_t made_ns = 0;
    int64_t changed_ns = 0;
    int64_t published_ns = 0;

    bool publishes_at_once() const { return name == "now"; }
    bool is_rehearsal() const { return is_rehearsal_name(name); }
    int64_t count(FileState state) const { return counts[static_cast<size_t>(state)]; }
    int64_t in_flight() const {
        return count(FileState::kReceiving) + count(FileState::kValidating);
    }
};

// The path of a node inside its delivery; "" for the delivery folder itself.
std::string path_in_delivery(const StagedNode& node);

// The node at a path below `folder`, or null.
StagedNode* find_below(StagedNode& folder, std::string_view path);

// All files below `folder`, depth first, names in order.
std::vector<StagedNode*> files_below(StagedNode& folder);

// The one word of verdict.txt: receiving, validating, held, rejected, publishing, published,
// withdrawn.
std::string_view verdict_word(const Delivery& delivery);

}  // namespace heafs
