#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <functional>
#include <ostream>
#include <thread>

#include "config/base/error.h"
#include "core/archive/archive.h"
#include "core/archive/areas.h"
#include "core/archive/writer_lock.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/delivery/indexer.h"
#include "core/delivery/publisher.h"
#include "core/delivery/report.h"
#include "core/delivery/report_json.h"
#include "core/delivery/staging.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mount_points.h"
#include "fs/cli/own_writer.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr auto kPause = std::chrono::milliseconds(50);

struct Source {
    stdfs::path file;
    std::string delivery_path;  // "obs/...", "trend/...", ...
};

// Where a path leads through the folder of an area, from there on; "" when it does not. "doc" and
// "tables" are names that folders on the way may have too: of these the last one counts.
std::string part_from_area(const stdfs::path& path) {
    stdfs::path part;
    bool certain = false;
    for (const auto& name : path) {
        const bool area = is_area(name.string());
        if (area && !certain) part.clear();
        if (area || !part.empty()) part /= name;
        certain = certain || name == "caldb" || name == "obs" || name == "trend";
    }
    return part.string();
}

std::vector<Source> sources_of(const std::vector<std::string>& paths) {
    std::vector<Source> sources;
    const auto add = [&](const stdfs::path& file, const stdfs::path& given) {
        std::string path = part_from_area(stdfs::relative(file, given));
        if (path.empty()) path = part_from_area(stdfs::absolute(file).lexically_normal());
        if (path.empty())
            throw Error(Fault::kUsage,
                        fmt::format("cannot tell where {} belongs: name a folder that holds obs/, "
                                    "trend/, caldb/, tables/, doc/ or software/, or a path that "
                                    "leads through one, such as "
                                    "outgoing/obs/2008_08/00030795038",
                                    file.string()));
        sources.push_back({file, path});
    };
    for (const std::string& path : paths) {
        if (!stdfs::exists(path)) throw Error(Fault::kNotFound, "there is no " + path);
        if (!stdfs::is_directory(path)) {
            add(path, stdfs::path(path).parent_path());
            continue;
        }
        for (const auto& entry : stdfs::recursive_directory_iterator(path)) {
            if (entry.is_symlink() || (!entry.is_regular_file() && !entry.is_directory()))
                throw Error(Fault::kUsage, entry.path().string() +
                                               " is a link or a device; send the file it stands "
                                               "for, or remove it");
            if (entry.is_regular_file()) add(entry.path(), path);
        }
    }
    std::sort(sources.begin(), sources.end(),
              [](const Source& a, const Source& b) { return a.delivery_path < b.delivery_path; });
    return sources;
}

const Mission& mission_for(const Archive& archive, const IngestArguments& arguments) {
    std::string name = arguments.mission;
    const auto& served = archive.settings().missions;
    if (name.empty() && served.size() == 1) name = served.front();
    if (name.empty())
        for (const auto& part : stdfs::absolute(arguments.paths.front()))
            if (archive.find_mission(part.string()) != nullptr) name = part.string();
    if (name.empty())
        throw Error(Fault::kUsage, "the archive has several missions; say which with --mission");
    const Mission* mission = archive.find_mission(name);
    if (mission == nullptr)
        throw Error(Fault::kUsage, "'" + name + "' is no mission of this archive");
    return *mission;
}

// The daemon that has the archive mounted takes the files like any delivery.
// What cannot be read ends the ingest before COMMIT; what cannot be archived is in the report.
void copy_one(const Source& source, const stdfs::path& target) {
    const auto reason = [](int error) { return error == EINVAL || error == EBADMSG; };
    std::error_code error;
    stdfs::create_directories(target.parent_path(), error);
    if (!error) stdfs::copy_file(source.file, target, error);
    if (error && !reason(error.value()))
        throw Error(Fault::kSystem, fmt::format("cannot copy {}: {}; nothing is published",
                                                source.file.string(), error.message()));
    if (error) return;
    stdfs::last_write_time(target, stdfs::last_write_time(source.file), error);
}

void copy_into_mount(const stdfs::path& delivery, const std::vector<Source>& sources) {
    for (const Source& source : sources) copy_one(source, delivery / source.delivery_path);
    UniqueFd commit(::open((delivery / "COMMIT").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    if (!commit) throw system_error(errno, "make COMMIT");
}

// Until nothing of it is under way any more; an incomplete observation then goes on waiting.
void wait_until_settled(const stdfs::path& delivery) {
    while (!report_is_settled(read_file(delivery / "report.json")))
        std::this_thread::sleep_for(kPause);
}

int ingest_into_mount(const MountStatus& status, const std::string& mission,
                      const std::vector<Source>& sources, std::ostream& out) {
    const auto folder = stdfs::path(status.mount) / "delivery" / mission;
    const auto delivery =
        folder / make_unique_delivery("ingest", [&](const std::string& name) {
            if (::mkdir((folder / name).c_str(), 0755) != 0)
                throw system_error(errno, "make delivery " + (folder / name).string());
        });
    copy_into_mount(delivery, sources);
    wait_until_settled(delivery);
    const int verdict = run_wait({delivery.string(), Seconds{0}}, out);
    if (verdict == kExitOk) return kExitOk;
    out << read_file(delivery / "report.txt");
    return kExitFindings;
}

uint64_t make_folders(Staging& staging, uint64_t folder, const std::string& path, Owner owner) {
    if (path.empty()) return folder;
    const uint64_t parent = make_folders(staging, folder, parent_path(path), owner);
    if (const auto there = staging.find(parent, base_name(path))) return there->ino;
    return staging.make_folder(parent, base_name(path), owner, 0755).ino;
}

void copy_bytes(Staging& staging, const stdfs::path& file, uint64_t handle) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw system_error(errno, "open " + file.string());
    std::vector<std::byte> chunk(1 << 20);
    for (int64_t at = 0;;) {
        const ssize_t got = ::pread(fd.get(), chunk.data(), chunk.size(), at);
        if (got < 0) throw system_error(errno, "read " + file.string());
        if (got == 0) return;
        staging.write(handle, std::span(chunk).first(static_cast<size_t>(got)), at);
        at += got;
    }
}

void stage(Staging& staging, uint64_t root, const std::string& path, const stdfs::path& file) {
    const Owner owner{::getuid(), ::getgid()};
    try {
        const uint64_t folder = make_folders(staging, root, parent_path(path), owner);
        const auto [made, handle] = staging.create(folder, base_name(path), owner, 0644);
        if (!file.empty()) {
            copy_bytes(staging, file, handle);
            struct stat status {};
            AttributeChange times;
            if (::stat(file.c_str(), &status) == 0)
                times.mtime_ns =
                    int64_t{status.st_mtim.tv_sec} * 1000000000 + status.st_mtim.tv_nsec;
            staging.change_attributes(made.ino, times);
        }
        staging.release(handle);
    } catch (const Error& error) {
        // A refused name stands in the report; everything else ends the ingest.
        if (error.fault() != Fault::kBadName) throw;
    }
}

int ingest_alone(const Archive& archive, const std::string& mission,
                 const std::vector<Source>& sources, std::ostream& out) {
    OwnWriter writer(archive);
    Staging& staging = writer.staging();
    uint64_t root = 0;
    const std::string name = make_unique_delivery("ingest", [&](const std::string& wanted) {
        root = staging.make_delivery(mission, wanted, {::getuid(), ::getgid()}).ino;
    });
    for (const Source& source : sources) stage(staging, root, source.delivery_path, source.file);
    stage(staging, root, "COMMIT", {});
    staging.wait_until_idle();
    const auto summary = staging.summarize(mission, name);
    out << summary->word << "\n";
    if (summary->word == "published") return kExitOk;
    out << report_text(*summary);
    return kExitFindings;
}

}  // namespace

int run_ingest(const IngestArguments& arguments, std::ostream& out) {
    const Archive archive(resolve_archive(arguments.archive));
    const std::string mission = mission_for(archive, arguments).name;
    const std::vector<Source> sources = sources_of(arguments.paths);
    if (sources.empty()) throw Error(Fault::kUsage, "there is no file in what was named");
    if (const auto mounted = find_mount_of_archive(archive.path()))
        return ingest_into_mount(*mounted, mission, sources, out);
    return ingest_alone(archive, mission, sources, out);
}

}  // namespace heafs
