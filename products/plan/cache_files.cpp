#include "products/plan/cache_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <vector>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/log.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr size_t kKeyDigits = 64;
constexpr int kTriesAgainstDeletion = 20;
// The time of a file need not tell its last use better than this: it orders files at the next
// start, while a change of it costs the disk something at each opening.
constexpr time_t kUseSeconds = 60;

bool is_key(std::string_view text) {
    return text.size() == kKeyDigits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_draft(std::string_view name) {
    return name.size() == kKeyDigits + 7 && is_key(name.substr(0, kKeyDigits)) &&
           name[kKeyDigits] == '.';
}

bool is_full_disk(const Error& error) {
    return error.fault() == Fault::kNoSpace || error.fault() == Fault::kOverQuota;
}

// Makes the folder and what is missing above it; what others delete meanwhile is not an error.
void make_folder(const stdfs::path& path) {
    if (::mkdir(path.c_str(), 0700) == 0 || errno != ENOENT || !path.has_parent_path()) return;
    make_folder(path.parent_path());
    ::mkdir(path.c_str(), 0700);
}

// Reading it shall not write times (its readers may go past the daemon); only an owner may ask so.
int open_reading(const char* path) {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOATIME);
    return fd >= 0 || errno != EPERM ? fd : ::open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

int64_t free_bytes(const stdfs::path& folder) {
    struct statvfs status {};
    if (::statvfs(folder.c_str(), &status) != 0 &&
        ::statvfs(folder.parent_path().c_str(), &status) != 0)
        return 0;
    return static_cast<int64_t>(status.f_bavail) * static_cast<int64_t>(status.f_frsize);
}

// Says now, not after an hour of rendering, that a disk is too full. Not every file system can.
void reserve_bytes(int fd, const Product& product) {
    if (product.size <= 0 || ::fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, product.size) == 0) return;
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
        throw system_error(errno,
                           fmt::format("make {} bytes of room for {}", product.size, product.path));
}

void require_length(int fd, const Product& product) {
    const int64_t length = status_of(fd, product.path).st_size;
    if (length == product.size) return;
    const std::string text =
        fmt::format("{} was planned with {} bytes and rendered with {}: nothing of it is kept",
                    product.path, product.size, length);
    log_error("a defect in heafs: {}", text);
    throw Error(Fault::kSystem, text);
}

}  // namespace

UniqueFd reopen_for_reading(int fd) {
    const std::string path = fmt::format("/proc/self/fd/{}", fd);
    UniqueFd again(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOATIME));
    if (!again && errno == EPERM) again = UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!again) throw system_error(errno, "open a rendered product");
    return again;
}

// A file that is being rendered. Its name, if it has one, goes away with it.
struct CacheFiles::Draft {
    UniqueFd fd;
    std::string path;

    Draft(UniqueFd opened, std::string name) : fd(std::move(opened)), path(std::move(name)) {}
    Draft(Draft&&) = default;
    ~Draft() {
        if (!path.empty()) ::unlink(path.c_str());
    }
};

CacheFiles::CacheFiles(stdfs::path folder, int64_t limit_bytes)
    : folder_(std::move(folder)), limit_bytes_(limit_bytes) {
    make_folder(folder_);
    if (::access(folder_.c_str(), W_OK | X_OK) != 0)
        log_warning("products are not kept: cannot use {}", folder_.string());
    take_over();
    remove_while_above(limit_bytes_);
}

stdfs::path CacheFiles::path_of(const std::string& key) const {
    return folder_ / key.substr(0, 2) / key;
}

void CacheFiles::take_over() {
    struct Found {
        timespec used;
        std::string key;
        int64_t size;
    };
    std::vector<Found> found;
    std::error_code gone;  // whatever cannot be read is not there
    for (stdfs::recursive_directory_iterator entry(folder_, gone), end; !gone && entry != end;
         entry.increment(gone)) {
        const std::string name = entry->path().filename();
        if (entry.depth() == 0 && is_draft(name)) ::unlink(entry->path().c_str());
        if (entry.depth() > 0) entry.disable_recursion_pending();
        struct stat status {};
        if (is_key(name) && entry->path() == path_of(name) &&
            ::lstat(entry->path().c_str(), &status) == 0 && S_ISREG(status.st_mode))
            found.push_back({status.st_mtim, name, status.st_size});
    }
    std::sort(found.begin(), found.end(), [](const Found& one, const Found& other) {
        return std::tie(one.used.tv_sec, one.used.tv_nsec) <
               std::tie(other.used.tv_sec, other.used.tv_nsec);
    });
    const std::lock_guard lock(mutex_);
    for (const Found& file : found) order_.use(file.key, file.size);
}

UniqueFd CacheFiles::find(const Product& product) {
    UniqueFd fd(open_reading(path_of(product.key).c_str()));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size != product.size)
        return UniqueFd();
    if (status.st_mtim.tv_sec + kUseSeconds < std::time(nullptr)) ::futimens(fd.get(), nullptr);
    const std::lock_guard lock(mutex_);
    order_.use(product.key, product.size);
    return fd;
}

UniqueFd CacheFiles::render(const Product& product) {
    {
        const std::lock_guard lock(mutex_);
        order_.forget(product.key);
    }
    ::unlink(path_of(product.key).c_str());  // of another size than planned, if it is there
    try {
        return render_once(product);
    } catch (const Error& error) {
        if (!is_full_disk(error) || !could_fit(product.size)) throw;
    }
    // Where a quota is full the file system still tells of free bytes: so first as much as is
    // needed goes, whatever it tells.
    for (int64_t removed = 0; removed < product.size;) {
        const int64_t bytes = remove_oldest();
        if (bytes < 0) break;
        removed += bytes;
    }
    make_room(product.size);
    return render_once(product);
}

UniqueFd CacheFiles::render_once(const Product& product) {
    Draft draft = create_draft(product.key);
    reserve_bytes(draft.fd.get(), product);
    product.render(draft.fd.get());
    require_length(draft.fd.get(), product);
    UniqueFd whole = reopen_for_reading(draft.fd.get());
    keep(product, draft);
    return whole;
}

CacheFiles::Draft CacheFiles::create_draft(const std::string& key) const {
    int error_number = ENOENT;
    for (int tries = 0; tries < kTriesAgainstDeletion && error_number == ENOENT; ++tries) {
        std::string name = (folder_ / (key + ".XXXXXX")).string();
        UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));
        if (fd) return {std::move(fd), std::move(name)};
        error_number = errno;
        make_folder(folder_);
    }
    std::string name = (folder_.parent_path() / ".heafs-product.XXXXXX").string();
    UniqueFd fd(::mkostemp(name.data(), O_CLOEXEC));
    if (!fd) throw system_error(error_number, "create a file in " + folder_.string());
    ::unlink(name.c_str());
    return {std::move(fd), std::string()};
}

void CacheFiles::keep(const Product& product, Draft& draft) {
    if (draft.path.empty() || product.size > limit_bytes_) return;
    {
        const std::lock_guard lock(mutex_);
        order_.use(product.key, product.size);
    }
    // Before it has its name, so that the folder is never above the limit.
    remove_while_above(limit_bytes_);
    if (give_name(product.key, draft)) {
        draft.path.clear();
        return;
    }
    const std::lock_guard lock(mutex_);
    order_.forget(product.key);
}

bool CacheFiles::give_name(const std::string& key, const Draft& draft) const {
    const stdfs::path path = path_of(key);
    for (int tries = 0; tries < kTriesAgainstDeletion; ++tries) {
        if (::rename(draft.path.c_str(), path.c_str()) == 0) return true;
        const int error_number = errno;
        if (error_number != ENOENT) {
            log_warning("a product is not kept: {}",
                        system_error(error_number, "rename a file to " + path.string()).what());
            return false;
        }
        if (::access(draft.path.c_str(), F_OK) != 0) return false;
        make_folder(path.parent_path());
    }
    return false;
}

// Whether emptying the cache could make room for so many bytes: else it would be emptied in vain.
bool CacheFiles::could_fit(int64_t bytes) {
    const std::lock_guard lock(mutex_);
    return free_bytes(folder_) >= bytes - order_.bytes();
}

// The bytes of what was removed, or -1 when there is nothing.
int64_t CacheFiles::remove_oldest() {
    std::optional<UseOrder::Victim> victim;
    {
        const std::lock_guard lock(mutex_);
        victim = order_.take_oldest();
    }
    if (!victim) return -1;
    ::unlink(path_of(victim->key).c_str());
    return victim->size;
}

void CacheFiles::remove_while_above(int64_t limit_bytes) {
    for (;;) {
        std::optional<UseOrder::Victim> victim;
        {
            const std::lock_guard lock(mutex_);
            if (order_.bytes() <= limit_bytes) return;
            victim = order_.take_oldest();
        }
        if (!victim) return;
        ::unlink(path_of(victim->key).c_str());
    }
}

void CacheFiles::make_room(int64_t bytes) {
    while (free_bytes(folder_) < bytes)
        if (remove_oldest() < 0) return;
}

}  // namespace heafs
