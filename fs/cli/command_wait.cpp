#include <chrono>
#include <filesystem>
#include <ostream>
#include <thread>

#include "config/base/error.h"
#include "core/base/files.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"

namespace heafs {
namespace {

constexpr auto kFirstPause = std::chrono::milliseconds(5);
constexpr auto kLongestPause = std::chrono::milliseconds(250);

std::string read_word(const std::filesystem::path& verdict) {
    std::string word = read_file(verdict, 4096);
    while (!word.empty() && word.back() == '\n') word.pop_back();
    return word;
}

}  // namespace

int run_wait(const WaitArguments& arguments, std::ostream& out) {
    const auto verdict = std::filesystem::path(arguments.delivery) / "verdict.txt";
    if (!std::filesystem::is_regular_file(verdict))
        throw Error(Fault::kNotFound,
                    arguments.delivery + " is no delivery: there is no verdict.txt in it");
    const auto begun = std::chrono::steady_clock::now();
    auto pause = kFirstPause;
    for (;;) {
        const std::string word = read_word(verdict);
        const bool published = word == "published";
        const bool refused = word == "rejected" || word == "held" || word == "withdrawn";
        const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - begun;
        const bool late = arguments.timeout.value >= 0 && waited.count() >= arguments.timeout.value;
        if (published || refused || late) {
            out << word << "\n";
            return published ? kExitOk : refused ? kExitFindings : kExitFailed;
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(kLongestPause, pause * 3 / 2);
    }
}

}  // namespace heafs
