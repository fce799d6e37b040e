// Each attempt runs in a process of its own (tests/support/sandbox_probe.cpp), once without a
// sandbox, so that it is known to succeed there, and once inside.
#include "core/sandbox/sandbox.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <ostream>
#include <string>

#include "tests/support/temporary_folder.h"
#include "tests/support/test_archive.h"

namespace heafs {
namespace {

class Sandbox : public testing::Test {
   protected:
    // What the attempt says, or "signal N".
    std::string attempt(const std::string& layer, const std::string& what) {
        const std::string command = "exec '" HEAFS_BINARY_DIR "/tests/heafs-sandbox-probe' " +
                                    layer + " '" + what + "' '" + file_ + "' 2>/dev/null";
        FILE* output = ::popen(command.c_str(), "r");
        std::array<char, 64> answer{};
        const size_t got = std::fread(answer.data(), 1, answer.size(), output);
        const int status = ::pclose(output);
        if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
        return {answer.data(), got};
    }
    // Whoever is not root cannot do these anyway.
    static bool is_root() { return ::geteuid() == 0; }

    TemporaryFolder folder_;
    std::string file_ = folder_.write("file", bytes_of("text")).string();
};

struct Refusal {
    const char* what;
    const char* layer;
    const char* answer;
};
void PrintTo(const Refusal& refusal, std::ostream* out) {
    *out << refusal.what << " by " << refusal.layer;
}

class Refusals : public Sandbox, public testing::WithParamInterface<Refusal> {};

bool needs_filter(const std::string& layer) { return layer == "filter" || layer == "all"; }

TEST_P(Refusals, AreOfWhatSucceedsOutside) {
    const Refusal& refusal = GetParam();
    if (kSanitized && needs_filter(refusal.layer)) GTEST_SKIP() << "sanitizers need these calls";
    if (!is_root()) GTEST_SKIP() << "only root can do it outside";
    ASSERT_EQ(attempt("none", refusal.what), "done");
    std::filesystem::remove(file_ + ".new");
    std::filesystem::remove(file_ + ".folder");
    folder_.write("file", bytes_of("text"));
    EXPECT_EQ(attempt(refusal.layer, refusal.what), refusal.answer);
}

constexpr const char* kEnded = "signal 31";  // SIGSYS

INSTANTIATE_TEST_SUITE_P(
    TheWhole, Refusals,
    testing::Values(Refusal{"open", "all", "EPERM"}, Refusal{"openat", "all", "EPERM"},
                    Refusal{"create", "all", "EPERM"}, Refusal{"proc", "all", "EPERM"},
                    Refusal{"unlink", "all", kEnded}, Refusal{"mkdir", "all", kEnded},
                    Refusal{"chmod", "all", kEnded}, Refusal{"fchmod", "all", kEnded},
                    Refusal{"setxattr", "all", kEnded}, Refusal{"fsetxattr", "all", kEnded},
                    Refusal{"getxattr", "all", kEnded}, Refusal{"truncate", "all", kEnded},
                    Refusal{"socket", "all", kEnded}, Refusal{"connect", "all", kEnded},
                    Refusal{"ptrace", "all", kEnded}, Refusal{"kill", "all", kEnded},
                    Refusal{"tgkill", "all", kEnded}, Refusal{"execve", "all", kEnded},
                    Refusal{"fork", "all", kEnded}, Refusal{"mount", "all", kEnded},
                    Refusal{"setresuid", "all", kEnded}, Refusal{"capset", "all", kEnded},
                    Refusal{"dumpable", "all", kEnded}, Refusal{"executable memory", "all", kEnded},
                    Refusal{"shared memory", "all", kEnded}, Refusal{"memory", "all", "ENOMEM"},
                    Refusal{"compute", "all", "signal 9"}, Refusal{"large file", "all", "EFBIG"},
                    Refusal{"descriptors", "all", "EMFILE"}));

// A layer alone, so that none of them is for show.
INSTANTIATE_TEST_SUITE_P(AnotherUser, Refusals,
                         testing::Values(Refusal{"open", "privileges", "EACCES"},
                                         Refusal{"chmod", "privileges", "EACCES"},
                                         Refusal{"fchmod", "privileges", "EPERM"},
                                         Refusal{"ptrace", "privileges", "EPERM"},
                                         Refusal{"kill", "privileges", "EPERM"},
                                         Refusal{"mount", "privileges", "EPERM"},
                                         Refusal{"setresuid", "privileges", "EPERM"},
                                         Refusal{"capset", "privileges", "EPERM"}));
INSTANTIATE_TEST_SUITE_P(Limits, Refusals,
                         testing::Values(Refusal{"compute", "limits", "signal 9"},
                                         Refusal{"large file", "limits", "EFBIG"},
                                         Refusal{"descriptors", "limits", "EMFILE"}));

// What later versions of Landlock refuse: that version is asked for.
class LandlockRefusals : public Refusals {};

TEST_P(LandlockRefusals, AreOfWhatSucceedsOutside) {
    const long version =
        ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);
    const std::string what = GetParam().what;
    const long needed = what == "connect"                              ? 4
                        : what == "kill" || what == "connect abstract" ? 6
                                                                       : 1;
    if (version < needed) GTEST_SKIP() << "this kernel has version " << version << " of Landlock";
    ASSERT_EQ(attempt("none", what), "done");
    std::filesystem::remove(file_ + ".new");
    std::filesystem::remove(file_ + ".folder");
    folder_.write("file", bytes_of("text"));
    EXPECT_EQ(attempt("landlock", what), GetParam().answer);
}

INSTANTIATE_TEST_SUITE_P(
    Each, LandlockRefusals,
    testing::Values(Refusal{"open", "landlock", "EACCES"}, Refusal{"create", "landlock", "EACCES"},
                    Refusal{"proc", "landlock", "EACCES"}, Refusal{"unlink", "landlock", "EACCES"},
                    Refusal{"mkdir", "landlock", "EACCES"}, Refusal{"execve", "landlock", "EACCES"},
                    Refusal{"connect", "landlock", "EACCES"},
                    Refusal{"connect abstract", "landlock", "EPERM"},
                    Refusal{"kill", "landlock", "EPERM"}));

TEST_F(Sandbox, LeavesWhatAWorkerNeeds) { EXPECT_EQ(attempt("all", "own work"), "done"); }

TEST_F(Sandbox, LimitsProcessesOfWhoeverIsNotRoot) {
    if (is_root()) GTEST_SKIP() << "the limit is not for root, who becomes another user first";
    EXPECT_EQ(attempt("limits", "fork"), "EAGAIN");
}

// io_uring makes other system calls without their filter.
TEST_F(Sandbox, RefusesWhatGoesAroundTheFilter) {
    if (kSanitized) GTEST_SKIP() << "sanitizers do without the filter";
    EXPECT_EQ(attempt("all", "io_uring"), "signal 31");
}

}  // namespace
}  // namespace heafs
