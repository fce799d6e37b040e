#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <span>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/base/unique_fd.h"
#include "core/base/write_at.h"
#include "products/plan/tar_file.h"
#include "products/sky/product_parts.h"
#include "products/sky/sky_products.h"

namespace heafs {
namespace {

constexpr int64_t kNanoseconds = 1'000'000'000;
constexpr size_t kBytesAtOnce = 1 << 20;

using Members = std::vector<std::shared_ptr<const Product>>;

TarMember tar_member(const Product& product) {
    return {std::filesystem::path(product.path).filename().string(), product.size,
            product.mtime_ns / kNanoseconds};
}

// A file without a name in the folder of another one: what is made in it counts there. In memory
// when that folder cannot be reached any more: the cache may be removed at any time.
UniqueFd unnamed_file_beside(int fd) {
    std::error_code gone;
    const auto link = std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", fd), gone);
    try {
        return unnamed_file(link.parent_path());
    } catch (const Error& error) {
        // Beside a file in memory there is no folder to write in.
        if (error.fault() != Fault::kNotFound && error.fault() != Fault::kDenied) throw;
    }
    UniqueFd file(::memfd_create("all.tar", MFD_CLOEXEC));
    if (!file) throw system_error(errno, "make a file for a member of all.tar");
    return file;
}

void copy_bytes(int from, int to, int64_t offset, int64_t size) {
    std::vector<std::byte> buffer(kBytesAtOnce);
    for (int64_t done = 0; done < size;) {
        const ssize_t count = ::pread(from, buffer.data(), buffer.size(), done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw system_error(errno, "read a member of all.tar");
        if (count == 0) throw Error(Fault::kSystem, "a member of all.tar is shorter than planned");
        write_at(to, std::span(buffer).first(static_cast<size_t>(count)), offset + done, "all.tar");
        done += count;
    }
}

void render_tar(const Members& members, int64_t size, int fd) {
    int64_t offset = 0;
    for (const auto& product : members) {
        write_at(fd, tar_header(tar_member(*product)), offset, "all.tar");
        offset += kTarBlock;
        const UniqueFd alone = unnamed_file_beside(fd);
        product->render(alone.get());
        copy_bytes(alone.get(), fd, offset, product->size);
        offset += product->size + tar_fill(product->size);
    }
    // The fill and the two empty blocks at the end are holes, which read as zeros.
    if (::ftruncate(fd, size) != 0) throw system_error(errno, "end all.tar");
}

}  // namespace

Product plan_all_tar(const std::shared_ptr<const SkyPlan>& plan) {
    Members members;
    std::vector<TarMember> parts;
    std::string keys;
    for (const std::string& name : sky_product_names(*plan)) {
        if (name == kAllTar) continue;
        members.push_back(plan_sky_product(plan, name));
        parts.push_back(tar_member(*members.back()));
        keys += members.back()->key;
    }
    Product product = sky_product(plan, kAllTar);
    product.key = sha256_hex(product.key + keys);
    product.size = tar_bytes(parts);
    product.render = [members, size = product.size](int fd) { render_tar(members, size, fd); };
    return product;
}

}  // namespace heafs
