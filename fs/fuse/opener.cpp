#include "fs/fuse/opener.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace heafs {
namespace {

// The process of a thread, or 0.
pid_t process_of(pid_t thread) {
    std::ifstream status(fmt::format("/proc/{}/status", thread));
    for (std::string word; status >> word;) {
        if (word != "Tgid:") continue;
        pid_t process = 0;
        status >> process;
        return process;
    }
    return 0;
}

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

bool another_process_has_it_open(pid_t opener, pid_t closer, const std::string& path) {
    const pid_t process = process_of(opener);
    if (process == 0 || process == process_of(closer)) return false;
    std::error_code error;
    std::filesystem::directory_iterator entry(fmt::format("/proc/{}/fd", process), error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        std::error_code gone;
        if (ends_with(std::filesystem::read_symlink(entry->path(), gone).string(), "/" + path))
            return true;
    }
    return false;
}

}  // namespace heafs
