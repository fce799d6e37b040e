#include "fs/cli/offline_validation.h"

#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "config/base/error.h"
#include "core/archive/areas.h"
#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/delivery/bagit.h"
#include "core/delivery/control_files.h"
#include "core/delivery/due_unit.h"
#include "core/delivery/judgement.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/neighbours.h"
#include "core/delivery/worker_pool.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int64_t kMaxControlBytes = int64_t{64} << 20;
constexpr auto kBetweenProgress = std::chrono::milliseconds(200);

struct Item {
    explicit Item(stdfs::path path, stdfs::path folder = {})
        : file(std::move(path)), root(std::move(folder)) {}

    stdfs::path file;
    stdfs::path root;  // of the delivery that it is part of, or empty
    int64_t size = 0;
    std::string shown;
    bool placed = false;  // `shown` is its path in a delivery
    std::string sha256;
    FileState state = FileState::kValid;
    std::vector<Finding> findings;
    Content content;  // of a placed file: what others are compared with
};

// A folder that is laid out as a delivery is, or a bag.
bool is_delivery(const stdfs::path& folder) {
    for (const auto& entry : stdfs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory() ? is_area(name) : is_control_name(name)) return true;
    }
    return false;
}

void place(Item& item, const Mission* mission) {
    if (!item.root.empty()) {
        item.shown = item.file.lexically_relative(item.root).string();
        item.placed = true;
        return;
    }
    item.shown = item.file.string();
    if (mission == nullptr) return;
    const std::string absolute = stdfs::absolute(item.file).lexically_normal().string();
    const auto found = mission->observations.locate_in_tail(absolute);
    if (!found || found->rest.empty()) return;
    item.shown = "obs/" + found->folder + "/" + found->rest;
    item.placed = true;
}

std::vector<Item> items_of(const std::vector<std::string>& names, const Mission* mission) {
    std::vector<Item> items;
    for (const std::string& name : names) {
        if (!stdfs::exists(name)) throw Error(Fault::kNotFound, "there is no " + name);
        std::vector<Item> below;
        if (!stdfs::is_directory(name)) {
            below.emplace_back(name);
        } else {
            const stdfs::path root = is_delivery(name) ? stdfs::path(name) : stdfs::path();
            for (const auto& entry : stdfs::recursive_directory_iterator(name))
                if (entry.is_regular_file()) below.emplace_back(entry.path(), root);
        }
        std::sort(below.begin(), below.end(),
                  [](const Item& a, const Item& b) { return a.file < b.file; });
        for (Item& item : below) {
            place(item, mission);
            if (!item.root.empty() && is_reserved_name(item.shown)) continue;
            item.size = static_cast<int64_t>(stdfs::file_size(item.file));
            items.push_back(std::move(item));
        }
    }
    return items;
}

void judge_control(Item& item) {
    if (item.shown == "COMMIT" || item.shown == "quality.txt") return;
    item.findings = judge_control_text(item.shown, read_file(item.file, kMaxControlBytes),
                                       stdfs::exists(item.root / "bagit.txt"));
    if (!is_valid(item.findings)) item.state = FileState::kRejected;
}

void settle(Item& item) {
    item.state = needs_operator(item.findings) ? FileState::kHeld
                 : is_valid(item.findings)     ? FileState::kValid
                                               : FileState::kRejected;
}

void judge(Item& item, const Mission* mission, WorkerPool& workers) {
    const UniqueFd fd(::open(item.file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw system_error(errno, "open " + item.file.string());
    item.sha256 = sha256_of_file(fd.get(), item.file.string());
    if (!item.root.empty() && is_control_name(item.shown)) {
        judge_control(item);
        return;
    }
    const bool placed = mission != nullptr && item.placed;
    Content content =
        workers.examine(fd.get(), item.size, {},
                        placed ? content_place_of(*mission, item.shown)
                               : loose_content_place(mission, item.file.filename().string()));
    item.findings = placed ? judge_file(*mission, item.shown, content)
                           : judge_loose_file(mission, item.file.filename().string(), content);
    if (!item.placed || mission == nullptr)
        for (Finding& finding : item.findings) finding.file = item.shown;
    if (placed) {
        content.header.clear();
        content.findings.clear();
        item.content = std::move(content);
    }
    settle(item);
}

// Judges items side by side; the first fault of a thread is raised when all have ended.
class Crew {
   public:
    Crew(std::vector<Item>& items, const Mission* mission, const ProgressWriter& progress,
         const std::function<bool()>& stopped)
        : items_(items),
          mission_(mission),
          progress_(progress),
          stopped_(stopped),
          hands_(std::max(1u, std::thread::hardware_concurrency())),
          workers_(own_worker_command(), static_cast<int>(hands_)) {
        told_.all_files = static_cast<int64_t>(items.size());
        for (const Item& item : items) told_.all_bytes += item.size;
    }

    void work() {
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < std::min<size_t>(hands_, items_.size()); ++i)
            threads.emplace_back([this] { take_items(); });
        threads.clear();
        if (fault_) std::rethrow_exception(fault_);
    }

   private:
    void take_items() {
        for (size_t i = next_++; i < items_.size() && !stopped_(); i = next_++) {
            try {
                judge(items_[i], mission_, workers_);
            } catch (...) {
                const std::lock_guard lock(mutex_);
                if (!fault_) fault_ = std::current_exception();
                next_ = items_.size();
                return;
            }
            tell(items_[i]);
        }
    }

    void tell(const Item& item) {
        const std::lock_guard lock(mutex_);
        ++told_.files;
        told_.bytes += item.size;
        const auto now = Clock::now();
        if (!progress_ || now - last_ < kBetweenProgress) return;
        last_ = now;
        progress_(told_, Seconds{std::chrono::duration<double>(now - begun_).count()});
    }

    std::vector<Item>& items_;
    const Mission* mission_;
    const ProgressWriter& progress_;
    const std::function<bool()>& stopped_;
    unsigned hands_;
    WorkerPool workers_;
    std::atomic<size_t> next_ = 0;
    std::mutex mutex_;  // guards what follows
    std::exception_ptr fault_;
    ScanProgress told_;
    const Clock::time_point begun_ = Clock::now();
    Clock::time_point last_ = begun_;
};

// The same names and states as in staging, so that the same rules look at them.
class WholeDelivery {
   public:
    explicit WholeDelivery(const Mission* mission) {
        delivery_.mission = mission;
        delivery_.root = std::make_shared<StagedNode>();
        delivery_.root->folder = true;
        delivery_.root->delivery = &delivery_;
        delivery_.committed = true;  // who asks believes that it is whole
    }

    void add(const Item& item) {
        StagedNode* folder = delivery_.root.get();
        for (const auto& part : stdfs::path(item.shown)) {
            auto& child = folder->children[part.string()];
            if (!child) {
                child = std::make_shared<StagedNode>();
                child->name = part.string();
                child->parent = folder;
                child->delivery = &delivery_;
                child->folder = true;
            }
            folder = child.get();
        }
        folder->folder = false;
        folder->file = std::make_shared<StagedFile>();
        folder->file->sealed = true;
        folder->file->size = item.size;
        folder->file->sha256 = item.sha256;
        folder->file->state = item.state;
        folder->file->findings = item.findings;
        last_ = folder;
        if (!is_control_name(item.shown)) ++delivery_.counts[static_cast<size_t>(item.state)];
        if (is_tag_name(item.shown)) texts_[item.shown] = read_file(item.file, kMaxControlBytes);
        root_ = item.root;
    }

    void judge(DeliverySummary& summary) {
        delivery_.manifest = manifest_of(texts_);
        if (delivery_.manifest) {
            add_digests();
            find_due(delivery_, *last_);
            auto& findings = summary.findings;
            findings.insert(findings.end(), delivery_.findings.begin(), delivery_.findings.end());
            if (delivery_.manifest->bag)  // plain lists carry their own
                findings.insert(findings.end(), delivery_.manifest->findings.begin(),
                                delivery_.manifest->findings.end());
            summary.manifest_sha256 = delivery_.manifest->sha256;
        }
        if (!delivery_.manifest && delivery_.mission == nullptr) return;
        for (std::string& path : missing_files(delivery_))
            summary.missing.push_back(std::move(path));
    }

   private:
    // Those of other algorithms than SHA-256 that the manifests ask for.
    void add_digests() {
        for (const auto& [path, digests] : delivery_.manifest->digests_of) {
            const StagedNode* node = find_below(*delivery_.root, path);
            if (node == nullptr || !node->file) continue;
            for (const auto& [algorithm, digest] : digests) {
                if (algorithm == "sha256") continue;
                const UniqueFd fd(::open((root_ / path).c_str(), O_RDONLY | O_CLOEXEC));
                if (!fd) throw system_error(errno, "open " + path);
                node->file->digests[algorithm] = digest_of_file(algorithm, fd.get(), path);
            }
        }
    }

    stdfs::path root_;
    TagTexts texts_;
    Delivery delivery_;
    StagedNode* last_ = nullptr;
};

bool replaces_observations(const stdfs::path& root) {
    const stdfs::path orders = root / "delivery.toml";
    return !root.empty() && stdfs::is_regular_file(orders) &&
           parse_delivery_toml(read_file(orders, kMaxControlBytes)).replaces_observation;
}

// The items of one delivery, or all that are placed and in none, against each other and against
// what is published. Gives what is to be said of a delivery as a whole.
std::vector<Finding> compare(const std::vector<Item*>& items, const Mission& mission,
                             LedgerPool* published) {
    std::vector<std::string> paths;
    for (const Item* item : items) paths.push_back(item->shown);
    const stdfs::path& root = items.front()->root;
    Neighbours neighbours(mission, std::move(paths), replaces_observations(root), published);
    for (Item* item : items) {
        if (is_control_name(item->shown)) continue;
        if (!is_valid(item->findings)) item->content.event_sketch.clear();  // it does not go
        auto found = neighbours.add(item->shown, item->sha256, item->content);
        if (found.empty()) continue;
        item->findings.insert(item->findings.end(), found.begin(), found.end());
        settle(*item);
    }
    return root.empty() ? std::vector<Finding>() : neighbours.advice();
}

std::vector<Finding> compare_all(std::vector<Item>& items, const Mission& mission,
                                 LedgerPool* published) {
    std::map<stdfs::path, std::vector<Item*>> together;
    for (Item& item : items)
        if (item.placed) together[item.root].push_back(&item);
    std::vector<Finding> findings;
    for (const auto& [root, parts] : together)
        for (Finding& finding : compare(parts, mission, published))
            findings.push_back(std::move(finding));
    return findings;
}

DeliverySummary summary_of(const std::vector<Item>& items, const Mission* mission) {
    DeliverySummary summary;
    std::map<stdfs::path, WholeDelivery> wholes;
    for (const Item& item : items) {
        summary.findings.insert(summary.findings.end(), item.findings.begin(), item.findings.end());
        if (!item.root.empty()) wholes.try_emplace(item.root, mission).first->second.add(item);
        if (item.root.empty() || !is_control_name(item.shown))
            summary.files.push_back({item.shown, item.sha256, item.size, item.state});
    }
    for (auto& [root, whole] : wholes) whole.judge(summary);
    return summary;
}

// The archive's own missions count, and its own texts of those that ship.
Mission mission_called(const std::string& name, const Archive* archive) {
    if (archive == nullptr) return load_mission(name, mission_folders({}));
    if (const Mission* known = archive->find_mission(name)) return *known;
    throw Error(Fault::kNotFound, "the archive does not serve mission '" + name + "'");
}

}  // namespace

DeliverySummary validate_offline(const std::vector<std::string>& paths, const std::string& mission,
                                 const Archive* archive, const ProgressWriter& progress,
                                 const std::function<bool()>& stopped) {
    std::optional<Mission> known;
    if (!mission.empty()) known = mission_called(mission, archive);
    std::vector<Item> items = items_of(paths, known ? &*known : nullptr);
    Crew(items, known ? &*known : nullptr, progress, stopped).work();
    std::vector<Finding> advice;
    if (known && !stopped()) {
        std::optional<LedgerPool> published;
        if (archive != nullptr) published.emplace(archive->catalogue());
        advice = compare_all(items, *known, published ? &*published : nullptr);
    }
    DeliverySummary summary = summary_of(items, known ? &*known : nullptr);
    summary.findings.insert(summary.findings.end(), advice.begin(), advice.end());
    summary.word = is_valid(summary.findings) ? "valid" : "rejected";
    summary.mission = mission;
    return summary;
}

}  // namespace heafs
