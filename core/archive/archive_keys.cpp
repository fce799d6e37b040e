#include "core/archive/archive_keys.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/signature.h"
#include "core/base/write_at.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr int64_t kMaxKeyBytes = 4096;

// Written aside and linked: a file of that name is a whole key, and the first one stays.
void keep_key(const stdfs::path& path, const std::string& key) {
    const stdfs::path aside = path.parent_path() / fmt::format(".receipt.key.{}", ::getpid());
    ::unlink(aside.c_str());
    const UniqueFd fd(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd) throw system_error(errno, "make " + aside.string());
    write_at(fd.get(), std::as_bytes(std::span(key)), 0, aside.string());
    sync_file(fd.get(), aside.string());
    const int error = ::link(aside.c_str(), path.c_str()) == 0 ? 0 : errno;
    ::unlink(aside.c_str());
    if (error != 0 && error != EEXIST) throw system_error(error, "make " + path.string());
    sync_file(open_folder(path.parent_path()).get(), path.parent_path().string());
}

}  // namespace

std::string open_signing_key(const stdfs::path& archive) {
    const stdfs::path folder = archive / "keys";
    const stdfs::path path = folder / "receipt.key";
    if (!stdfs::exists(path)) {
        if (stdfs::create_directory(folder)) {
            stdfs::permissions(folder, stdfs::perms::owner_all);
            sync_file(open_folder(archive).get(), archive.string());
        }
        keep_key(path, make_signing_key());
    }
    const std::string key = read_file(path, kMaxKeyBytes);
    if (!stdfs::exists(folder / "receipt.pub"))
        write_file_durably(folder / "receipt.pub", public_key_of(key));
    return key;
}

std::string open_public_key(const stdfs::path& archive) {
    return public_key_of(open_signing_key(archive));
}

}  // namespace heafs
