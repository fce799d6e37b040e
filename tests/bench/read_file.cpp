// Reads a file as programs do and prints the rate: `read_file sequential FILE` in MiB/s by reads of
// 1 MiB, `read_file random FILE` in reads/s of 4 KiB at places from a fixed sequence.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/unique_fd.h"

namespace {

constexpr size_t kSequentialBytes = 1 << 20;
constexpr size_t kRandomBytes = 4096;
constexpr int kRandomReads = 200000;

double seconds_since(std::chrono::steady_clock::time_point begun) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

double sequential_mib_per_second(int fd) {
    std::vector<char> buffer(kSequentialBytes);
    const auto begun = std::chrono::steady_clock::now();
    int64_t total = 0;
    for (ssize_t got = 0; (got = ::pread(fd, buffer.data(), buffer.size(), total)) > 0;)
        total += got;
    return static_cast<double>(total) / (1 << 20) / seconds_since(begun);
}

double random_reads_per_second(int fd, int64_t size) {
    std::vector<char> buffer(kRandomBytes);
    uint64_t state = 88172645463325252u;  // xorshift64
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < kRandomReads; ++i) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        const auto block = static_cast<int64_t>(state % static_cast<uint64_t>(size / 4096));
        if (::pread(fd, buffer.data(), buffer.size(), block * 4096) < 0) return 0;
    }
    return kRandomReads / seconds_since(begun);
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) return 2;
    const heafs::UniqueFd fd(::open(words[2], O_RDONLY));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || status.st_size < 4096) return 3;
    fmt::print("{:.1f}\n", std::string(words[1]) == "random"
                               ? random_reads_per_second(fd.get(), status.st_size)
                               : sequential_mib_per_second(fd.get()));
    return 0;
}
