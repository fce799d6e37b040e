#include "core/delivery/indexer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/finished_file.h"
#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/events/event_segment.h"
#include "core/events/segment_time.h"

namespace heafs {
namespace {

// Where a file is to stand.
std::filesystem::path folder_for(const std::filesystem::path& path) {
    const std::filesystem::path folder = path.parent_path();
    if (std::filesystem::create_directories(folder))
        sync_file(open_folder(folder.parent_path()).get(), folder.parent_path().string());
    return folder;
}

// A worker says that the disk is full: true when there is less free than a list may need.
void require_space(int fd, int64_t inflated_bytes) {
    constexpr int64_t kNeeded = 8;  // times what the list has: itself, its events twice
    struct statvfs space {};
    if (::fstatvfs(fd, &space) != 0) throw system_error(errno, "ask for free space");
    const auto block = static_cast<int64_t>(space.f_frsize);
    if (static_cast<int64_t>(space.f_bavail) / kNeeded * block < inflated_bytes)
        throw Error(Fault::kNoSpace, "no space is left to index an event list");
}

SegmentRow row_of(const EventSegment& segment, int64_t file_id, const std::string& path,
                  const Instrument& instrument) {
    SegmentRow row;
    row.instrument = segment.instrument();
    row.mission = segment.mission();
    row.obs_id = segment.obs_id();
    row.file_id = file_id;
    row.path = path;
    const auto& gti = segment.gti().intervals();
    if (!gti.empty()) {
        const MissionClock clock = clock_of(segment, instrument.clock);
        row.start_mjd = mjd_tt_of(clock, gti.front().start).to_double();
        row.stop_mjd = mjd_tt_of(clock, gti.back().stop).to_double();
    }
    row.first_channel = segment.first_channel();
    row.last_channel = segment.last_channel();
    row.events = segment.size();
    row.ra = segment.pointing().ra;
    row.dec = segment.pointing().dec;
    row.reach = segment.reach();
    row.source_path = segment.source_path();
    row.source_sha256 = segment.source_sha256();
    return row;
}

}  // namespace

std::optional<Indexer::Task> Indexer::task_of(const std::string& mission, const std::string& path,
                                              const std::string& sha256) const {
    Task task;
    task.mission = archive_.find_mission(mission);
    const std::string prefix = fmt::format("obs/{}/", mission);
    if (task.mission == nullptr || path.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
    const auto place = task.mission->observations.locate(path.substr(prefix.size()));
    if (!place) return std::nullopt;
    task.instrument = task.mission->instrument_of(place->rest);
    if (task.instrument == nullptr) return std::nullopt;
    task.disk_path = path;
    task.source = {path, sha256, mission, place->obs_id, sha256_hex(task.mission->source_text)};
    return task;
}

// What an earlier run made of the same bytes and the same mission file.
std::optional<SegmentRow> Indexer::find_made(const Task& task) const {
    for (const Instrument* instrument : task.mission->instruments_like(*task.instrument)) {
        const std::string path = segment_path(instrument->name, task.source);
        try {
            const auto segment = EventSegment::open(archive_.path() / path);
            if (segment->source_sha256() == task.source.sha256 &&
                segment->source_path() == task.source.path &&
                segment->mission_file_sha256() == task.source.mission_file_sha256)
                return row_of(*segment, task.file_id, path, *instrument);
        } catch (const Error&) {
            // There is none, or none of this format.
        }
    }
    return std::nullopt;
}

// Under a name aside, synced, opened and compared with what was asked for, then renamed to where
// the segments of its instrument are.
SegmentRow Indexer::keep(UniqueFd segment, const Task& task) {
    const std::lock_guard lock(keeping_);
    const std::string name = segment_path(task.instrument->name, task.source);
    const std::filesystem::path aside = archive_.path() / (name + ".new");
    std::filesystem::remove(aside);
    name_finished_file(std::move(segment), aside);
    const auto made = EventSegment::open(aside);
    const auto like = task.mission->instruments_like(*task.instrument);
    const auto found = std::find_if(like.begin(), like.end(), [&](const Instrument* instrument) {
        return instrument->name == made->instrument();
    });
    if (made->source_sha256() != task.source.sha256 || found == like.end())
        throw Error(Fault::kMalformed, "the worker's segment is not that of the list");
    const std::string path = segment_path(made->instrument(), task.source);
    const std::filesystem::path final_path = archive_.path() / path;
    const std::filesystem::path final_folder = folder_for(final_path);
    std::filesystem::rename(aside, final_path);
    sync_file(open_folder(final_folder).get(), final_folder.string());
    return row_of(*EventSegment::open(final_path), task.file_id, path, **found);
}

std::optional<SegmentRow> Indexer::make(const Task& task) {
    const std::string path = segment_path(task.instrument->name, task.source);
    std::string why_not;
    try {
        const UniqueFd source = open_beneath(archive_.root(), task.disk_path, O_RDONLY);
        const int64_t size = status_of(source.get(), task.disk_path).st_size;
        const IndexOrder order{task.mission->source_text, task.instrument->name, task.source};
        const std::filesystem::path folder = folder_for(archive_.path() / path);
        UniqueFd output = unnamed_file(folder);
        const UniqueFd scratch = unnamed_file(folder);
        const IndexVerdict verdict = workers_.index(source.get(), size, task.inflated_size, order,
                                                    output.get(), scratch.get());
        if (verdict.no_space) require_space(scratch.get(), task.inflated_size);
        why_not = verdict.why_not;
        if (why_not.empty()) return keep(std::move(output), task);
    } catch (const Error& error) {
        // Want of space or a failing disk is the publication's affair, a bad list is not.
        if (error.fault() != Fault::kMalformed) throw;
        why_not = error.what();
    }
    log_warning("{} is published and not in sky/: {}", task.source.path, why_not);
    return std::nullopt;
}

std::optional<SegmentRow> Indexer::find_or_make(const Task& task) {
    if (auto made = find_made(task)) return made;
    return make(task);
}

std::vector<SegmentRow> Indexer::index(const std::vector<JournalEntry>& entries) {
    std::vector<Task> tasks;
    for (const JournalEntry& entry : entries) {
        auto task = task_of(entry.mission, entry.final_path, entry.sha256);
        if (!task) continue;
        task->file_id = entry.file_id;
        task->inflated_size = entry.inflated_size;
        if (exists_beneath(archive_.root(), entry.staged)) task->disk_path = entry.staged;
        tasks.push_back(std::move(*task));
    }
    // The same bytes under several names of an observation are one segment: the first makes it.
    std::map<std::string, std::vector<Task>> lists;
    for (Task& task : tasks)
        lists[segment_path(task.instrument->name, task.source)].push_back(std::move(task));
    const auto by_name = [](const Task& a, const Task& b) { return a.source.path < b.source.path; };
    std::vector<const std::vector<Task>*> orders;
    for (auto& [path, names] : lists) {
        std::sort(names.begin(), names.end(), by_name);
        orders.push_back(&names);
    }
    std::vector<std::optional<SegmentRow>> made(orders.size());
    std::atomic<size_t> next{0};
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        for (size_t i = next++; i < orders.size(); i = next++) try {
                made[i] = find_or_make(orders[i]->front());
            } catch (...) {
                const std::lock_guard lock(mutex);
                failure = std::current_exception();
                next = orders.size();
            }
    };
    const size_t threads = std::min<size_t>(
        orders.size(), static_cast<size_t>(std::max(archive_.settings().workers, 1)));
    std::vector<std::thread> others;
    for (size_t i = 1; i < threads; ++i) others.emplace_back(work);
    work();
    for (std::thread& thread : others) thread.join();
    if (failure) std::rethrow_exception(failure);
    std::vector<SegmentRow> rows;
    for (size_t i = 0; i < orders.size(); ++i) {
        if (!made[i]) continue;
        for (const Task& task : *orders[i]) {
            rows.push_back(*made[i]);
            rows.back().file_id = task.file_id;
            rows.back().source_path = task.source.path;
        }
    }
    return rows;
}

bool Indexer::is_event_list(const FileRow& file) const {
    return task_of(file.mission, join_path(file.folder, file.name), file.sha256).has_value();
}

std::optional<SegmentRow> Indexer::index_again(const FileRow& file) {
    auto task = task_of(file.mission, join_path(file.folder, file.name), file.sha256);
    if (!task) return std::nullopt;
    task->file_id = file.id;
    task->disk_path = file.disk_path;
    task->inflated_size = file.inflated_size;
    return make(*task);
}

}  // namespace heafs
