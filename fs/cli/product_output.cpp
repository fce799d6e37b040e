#include "fs/cli/product_output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <ostream>
#include <span>
#include <vector>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/base/write_at.h"

namespace heafs {
namespace {

// Renders into a file beside `path`, which takes its name when it is whole.
class NewFile {
   public:
    explicit NewFile(std::filesystem::path path)
        : path_(std::move(path)), aside_(fmt::format("{}.{}.part", path_.string(), ::getpid())) {
        fd_ = UniqueFd(::open(aside_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (!fd_) throw system_error(errno, "make " + path_.string());
    }
    ~NewFile() {
        if (!aside_.empty()) ::unlink(aside_.c_str());
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    int fd() const { return fd_.get(); }
    void commit() {
        std::filesystem::rename(aside_, path_);
        aside_.clear();
    }

   private:
    std::filesystem::path path_;
    std::string aside_;
    UniqueFd fd_;
};

void print_bytes(int fd, std::ostream& out) {
    std::vector<char> buffer(size_t{1} << 20);
    for (off_t at = 0;;) {
        const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw system_error(errno, "read the product");
        if (got == 0) break;
        out.write(buffer.data(), got);
        at += got;
    }
    if (!out.flush()) throw Error(Fault::kSystem, "cannot write the product");
}

void render(const VirtualEntry& entry, int fd) {
    if (entry.kind == VirtualEntry::Kind::kText)
        return write_at(fd, std::as_bytes(std::span(entry.text)), 0, "the product");
    entry.product->render(fd);
    const int64_t size = status_of(fd, entry.name).st_size;
    if (size != entry.product->size)
        throw Error(Fault::kSystem, fmt::format("{} has {} bytes where {} were planned", entry.name,
                                                size, entry.product->size));
}

}  // namespace

void write_product(const VirtualEntry& entry, const std::filesystem::path& output,
                   std::ostream& out) {
    const auto status = std::filesystem::status(output);
    if (std::filesystem::is_directory(status))
        throw Error(Fault::kUsage, output.string() + " is a folder; name the file to write");
    const bool to_out = output == "-";
    if (!to_out && (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status))) {
        NewFile file(output);
        render(entry, file.fd());
        return file.commit();
    }
    const NewFile aside(std::filesystem::temp_directory_path() / "heafs-product");
    render(entry, aside.fd());
    if (to_out) return print_bytes(aside.fd(), out);
    std::ofstream device(output, std::ios::binary);
    if (!device) throw system_error(errno, "open " + output.string());
    print_bytes(aside.fd(), device);
}

}  // namespace heafs
