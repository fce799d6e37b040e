#include "core/base/files.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "config/base/error.h"

namespace heafs {
namespace {

void write_all(int fd, std::string_view bytes, const std::string& what) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw system_error(errno, "write " + what);
        bytes.remove_prefix(static_cast<size_t>(written));
    }
}

}  // namespace

UniqueFd open_beneath(int root, const std::string& path, int flags, mode_t mode) {
    open_how how{};
    how.flags = static_cast<uint64_t>(flags | O_CLOEXEC);
    how.mode = (flags & O_CREAT) != 0 ? mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const char* name = path.empty() ? "." : path.c_str();
    for (;;) {
        const long fd = ::syscall(SYS_openat2, root, name, &how, sizeof how);
        if (fd >= 0) return UniqueFd(static_cast<int>(fd));
        if (errno != EINTR && errno != EAGAIN) throw system_error(errno, "open " + path);
    }
}

UniqueFd open_folder(const std::filesystem::path& path) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) throw system_error(errno, "open folder " + path.string());
    return fd;
}

UniqueFd unnamed_file(const std::filesystem::path& folder) {
    UniqueFd fd(::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600));
    if (fd) return fd;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
        throw system_error(errno, "make a file in " + folder.string());
    // Some file systems know only files with names.
    std::string name = (folder / ".unnamed.XXXXXX").string();
    fd = UniqueFd(::mkostemp(name.data(), O_CLOEXEC));
    if (!fd) throw system_error(errno, "make a file in " + folder.string());
    ::unlink(name.c_str());
    return fd;
}

int make_folders_beneath(int root, const std::string& path) {
    if (path.empty()) return 0;
    if (::mkdirat(root, path.c_str(), 0700) == 0) return 1;
    if (errno == EEXIST) return 0;
    if (errno != ENOENT) throw system_error(errno, "make folder " + path);
    const int above = make_folders_beneath(root, parent_path(path));
    if (::mkdirat(root, path.c_str(), 0700) != 0 && errno != EEXIST)
        throw system_error(errno, "make folder " + path);
    return above + 1;
}

bool exists_beneath(int root, const std::string& path) {
    struct stat status {};
    return ::fstatat(root, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

struct stat status_of(int fd, const std::string& what) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) throw system_error(errno, "read the attributes of " + what);
    return status;
}

void write_file_durably(const std::filesystem::path& path, std::string_view bytes) {
    const std::filesystem::path aside = path.string() + ".new";
    {
        UniqueFd fd(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!fd) throw system_error(errno, "create " + aside.string());
        write_all(fd.get(), bytes, aside.string());
        sync_file(fd.get(), aside.string());
    }
    if (::rename(aside.c_str(), path.c_str()) != 0)
        throw system_error(errno, "rename " + aside.string());
    sync_file(open_folder(path.parent_path()).get(), path.parent_path().string());
}

std::string read_file(const std::filesystem::path& path, int64_t limit_bytes) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) throw system_error(errno, "open " + path.string());
    std::string bytes;
    char chunk[1 << 16];
    for (;;) {
        const ssize_t got = ::read(fd.get(), chunk, sizeof chunk);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw system_error(errno, "read " + path.string());
        if (got == 0) return bytes;
        bytes.append(chunk, static_cast<size_t>(got));
        if (static_cast<int64_t>(bytes.size()) > limit_bytes)
            throw Error(Fault::kTooBig, path.string() + " is larger than it may be");
    }
}

void sync_file(int fd, const std::string& what) {
    if (::fsync(fd) != 0) throw system_error(errno, "make " + what + " durable");
}

void sync_folder_beneath(int root, const std::string& path) {
    sync_file(open_beneath(root, path, O_RDONLY | O_DIRECTORY).get(), path);
}

void sync_file_system(int fd) {
    if (::syncfs(fd) != 0) throw system_error(errno, "make the file system durable");
}

std::string parent_path(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

std::string base_name(std::string_view path) {
    const size_t slash = path.rfind('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::string join_path(std::string_view folder, std::string_view name) {
    std::string path(folder);
    if (!folder.empty() && !name.empty()) path += '/';
    path += name;
    return path;
}

}  // namespace heafs
