#include "products/tables/products_tar.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/base/write_at.h"
#include "products/plan/tar_file.h"

namespace heafs {
namespace {

constexpr int64_t kNanoseconds = 1'000'000'000;
constexpr size_t kBytesAtOnce = 1 << 20;

TarMember member_of(const TarredFile& file) {
    return {file.name, file.size, file.mtime_ns / kNanoseconds};
}

// The archive as a sequence of members, each with its head, its bytes and its fill.
class TarBytes {
   public:
    TarBytes(const Archive& archive, LedgerPool& ledger, std::vector<TarredFile> files)
        : archive_(archive), ledger_(ledger), files_(std::move(files)) {
        for (const TarredFile& file : files_) {
            begins_.push_back(size_);
            size_ += tar_head_bytes(member_of(file)) + file.size + tar_fill(file.size);
        }
        size_ += 2 * kTarBlock;
    }

    int64_t size() const { return size_; }

    size_t read(int64_t offset, std::span<std::byte> bytes) const {
        if (offset < 0 || offset >= size_) return 0;
        bytes = bytes.first(std::min(bytes.size(), static_cast<size_t>(size_ - offset)));
        std::fill(bytes.begin(), bytes.end(), std::byte{0});  // fill and end are zeros
        const auto next = std::upper_bound(begins_.begin(), begins_.end(), offset);
        if (next == begins_.begin()) return bytes.size();
        for (auto i = static_cast<size_t>(next - begins_.begin()) - 1; i < files_.size(); ++i) {
            if (begins_[i] >= offset + static_cast<int64_t>(bytes.size())) break;
            read_member(i, offset, bytes);
        }
        return bytes.size();
    }

   private:
    // Puts `part`, which begins at `begin` of the archive, where it belongs in what is asked for.
    static void put(std::span<const std::byte> part, int64_t begin, int64_t offset,
                    std::span<std::byte> bytes) {
        const int64_t from = std::max(begin, offset);
        const int64_t end = std::min(begin + static_cast<int64_t>(part.size()),
                                     offset + static_cast<int64_t>(bytes.size()));
        if (end > from)
            std::memcpy(bytes.data() + (from - offset), part.data() + (from - begin),
                        static_cast<size_t>(end - from));
    }

    void read_member(size_t i, int64_t offset, std::span<std::byte> bytes) const {
        const TarredFile& file = files_[i];
        const int64_t head_bytes = tar_head_bytes(member_of(file));
        if (offset < begins_[i] + head_bytes)
            put(tar_head(member_of(file)), begins_[i], offset, bytes);
        const int64_t begin = begins_[i] + head_bytes;
        if (file.file_id == 0)
            return put(std::as_bytes(std::span(file.text)), begin, offset, bytes);
        const int64_t from = std::max(begin, offset);
        const int64_t end =
            std::min(begin + file.size, offset + static_cast<int64_t>(bytes.size()));
        if (end > from)
            read_file(
                file, from - begin,
                bytes.subspan(static_cast<size_t>(from - offset), static_cast<size_t>(end - from)));
    }

    void read_file(const TarredFile& file, int64_t at, std::span<std::byte> bytes) const {
        const auto fd = open_member(file);
        while (!bytes.empty()) {
            const ssize_t count = ::pread(fd->get(), bytes.data(), bytes.size(), at);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) throw system_error(errno, "read " + file.name);
            if (count == 0)
                throw Error(Fault::kStale, file.name + " is shorter than the ledger says");
            at += count;
            bytes = bytes.subspan(static_cast<size_t>(count));
        }
    }

    // The one that was read last is kept open, since archives are read from front to end.
    std::shared_ptr<const UniqueFd> open_member(const TarredFile& file) const {
        {
            const std::lock_guard lock(mutex_);
            if (last_ && last_id_ == file.file_id) return last_;
        }
        auto opened = std::make_shared<const UniqueFd>(open_version(file));
        const std::lock_guard lock(mutex_);
        last_ = opened;
        last_id_ = file.file_id;
        return opened;
    }

    // Its bytes move when another version replaces it; this very version is wanted.
    UniqueFd open_version(const TarredFile& file) const {
        for (int attempt = 0; attempt < 3; ++attempt) {
            auto ledger = ledger_.borrow();
            const auto row = ledger->find_file_by_id(file.file_id);
            if (!row) break;
            for (const std::string& place :
                 {row->disk_path, ledger->path_while_replaced(file.file_id)}) {
                if (place.empty()) continue;
                try {
                    UniqueFd fd = open_beneath(archive_.root(), place, O_RDONLY);
                    const auto status = status_of(fd.get(), file.name);
                    if (status.st_ino == row->disk_inode) return fd;
                    // Restored from elsewhere: other numbers, the same bytes.
                    if (status.st_size == file.size &&
                        sha256_of_file(fd.get(), file.name) == file.sha256)
                        return fd;
                } catch (const Error& error) {
                    if (error.fault() != Fault::kNotFound) throw;
                }
            }
        }
        throw Error(Fault::kStale, fmt::format("{}: this version of the file is gone", file.name));
    }

    const Archive& archive_;
    LedgerPool& ledger_;
    const std::vector<TarredFile> files_;
    std::vector<int64_t> begins_;
    int64_t size_ = 0;
    mutable std::mutex mutex_;  // guards the two below
    // Shared with reads that go on while another member is opened.
    mutable std::shared_ptr<const UniqueFd> last_;
    mutable int64_t last_id_ = 0;
};

void render(const TarBytes& tar, int fd) {
    std::vector<std::byte> buffer(kBytesAtOnce);
    for (int64_t offset = 0; offset < tar.size();) {
        const size_t count = tar.read(offset, buffer);
        write_at(fd, std::span(buffer).first(count), offset, "products.tar");
        offset += static_cast<int64_t>(count);
    }
}

}  // namespace

std::shared_ptr<const Product> plan_products_tar(const Archive& archive, LedgerPool& ledger,
                                                 const std::string& path,
                                                 std::vector<TarredFile> files) {
    Sha256 inputs;
    Product product;
    for (const TarredFile& file : files) {
        const std::string line =
            fmt::format("{}\n{}\n{}\n{}\n", file.name, file.size, file.mtime_ns,
                        file.file_id == 0 ? file.text : file.sha256);
        inputs.update(std::as_bytes(std::span(line)));
        product.mtime_ns = std::max(product.mtime_ns, file.mtime_ns);
    }
    const auto tar = std::make_shared<const TarBytes>(archive, ledger, std::move(files));
    product.path = path;
    product.provenance = inputs.hex();
    product.key = sha256_hex(path + "\n" + product.provenance);
    product.size = tar->size();
    product.render = [tar](int fd) { render(*tar, fd); };
    product.read = [tar](int64_t offset, std::span<std::byte> bytes) {
        return tar->read(offset, bytes);
    };
    return std::make_shared<const Product>(std::move(product));
}

}  // namespace heafs
