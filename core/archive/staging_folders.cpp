#include "core/archive/staging_folders.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <vector>

#include "config/base/error.h"
#include "core/base/files.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr uint64_t kFolders = 64;
constexpr uint64_t kNeighbours = 256;

std::string folder_path(uint64_t number) {
    return fmt::format("{}/{:02x}", kStagingFolder, number);
}

// Asks ext4 to spread the folders below over the disk (chattr(1), T). Others know no such thing.
void ask_for_spreading(int folder) {
    int flags = 0;
    if (::ioctl(folder, FS_IOC_GETFLAGS, &flags) != 0 || (flags & FS_TOPDIR_FL) != 0) return;
    flags |= FS_TOPDIR_FL;
    ::ioctl(folder, FS_IOC_SETFLAGS, &flags);
}

}  // namespace

std::string staged_path(uint64_t serial) {
    return fmt::format("{}/{}", folder_path(serial / kNeighbours % kFolders), serial);
}

std::optional<uint64_t> serial_of(const std::string& path) {
    const std::string name = base_name(path);
    uint64_t serial = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), serial);
    if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return serial;
}

void prepare_staging_folders(const Archive& archive) {
    const UniqueFd top = open_beneath(archive.root(), kStagingFolder, O_RDONLY | O_DIRECTORY);
    ask_for_spreading(top.get());
    bool made = false;
    for (uint64_t number = 0; number < kFolders; ++number) {
        const std::string folder = folder_path(number);
        if (::mkdirat(archive.root(), folder.c_str(), 0700) == 0)
            made = true;
        else if (errno != EEXIST)
            throw system_error(errno, "make folder data/" + folder);
    }
    if (made) sync_file(top.get(), kStagingFolder);
    each_staged_file(archive, [&](const std::string& path) {
        const auto serial = serial_of(path);
        if (!serial || path == staged_path(*serial)) return;
        if (::renameat(archive.root(), path.c_str(), archive.root(),
                       staged_path(*serial).c_str()) != 0)
            throw system_error(errno, "move data/" + path);
    });
}

void each_staged_file(const Archive& archive,
                      const std::function<void(const std::string& path)>& take) {
    std::vector<std::string> paths;
    for (const auto& entry : stdfs::recursive_directory_iterator(archive.data() / kStagingFolder))
        if (!entry.is_directory())
            paths.push_back(entry.path().lexically_relative(archive.data()).string());
    for (const std::string& path : paths) take(path);
}

}  // namespace heafs
