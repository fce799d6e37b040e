#include "tests/support/outside_programs.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>

#include "config/base/error.h"

#ifndef HEAFS_PYTHON
#define HEAFS_PYTHON "/usr/bin/python3"
#endif

namespace heafs {
namespace {

struct ClosePipe {
    void operator()(FILE* pipe) const { pclose(pipe); }
};

std::string quoted(const std::string& word) {
    std::string result = "'";
    for (const char c : word) result += c == '\'' ? "'\\''" : std::string(1, c);
    return result + "'";
}

}  // namespace

std::string output_of(const std::string& command) {
    const std::unique_ptr<FILE, ClosePipe> pipe(popen(("(" + command + ") 2>&1").c_str(), "r"));
    if (!pipe) throw system_error(errno, "run " + command);
    std::string output;
    std::array<char, 4096> part;
    while (const size_t n = fread(part.data(), 1, part.size(), pipe.get()))
        output.append(part.data(), n);
    return output;
}

std::string complaints_of_fitsverify(const std::filesystem::path& file) {
    const std::string output = output_of("fitsverify " + quoted(file.string()));
    const std::string verdict = "Verification found 0 warning(s) and 0 error(s)";
    return output.find(verdict) == std::string::npos ? output : "";
}

std::string output_of_astropy(const std::string& script, const std::filesystem::path& file) {
    const std::string strict =
        "import warnings\n"
        "warnings.simplefilter('error')\n"
        "warnings.simplefilter('ignore', ResourceWarning)\n";
    return output_of(std::string(HEAFS_PYTHON) + " -c " + quoted(strict + script) + " " +
                     quoted(file.string()));
}

}  // namespace heafs
