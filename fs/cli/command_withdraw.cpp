#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <ostream>
#include <span>
#include <thread>

#include "config/base/error.h"
#include "core/base/files.h"
#include "core/delivery/report.h"
#include "core/delivery/report_json.h"
#include "fs/cli/commands.h"
#include "fs/cli/exit_code.h"
#include "fs/cli/mount_points.h"
#include "fs/cli/own_writer.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr auto kPause = std::chrono::milliseconds(50);

std::string text_of(const WithdrawArguments& arguments) {
    if (arguments.reason.empty() || arguments.reason.find('\n') != std::string::npos)
        throw Error(Fault::kUsage, "give the reason in one line");
    std::string text = fmt::format("reason: {}\n", arguments.reason);
    for (const std::string& obs_id : arguments.observations) text += obs_id + "\n";
    return text;
}

// A delivery of the daemon that has the archive mounted.
int withdraw_in_mount(const MountStatus& status, const std::string& mission,
                      const std::string& text, std::ostream& out) {
    const auto folder = stdfs::path(status.mount) / "delivery" / mission;
    const auto delivery =
        folder / make_unique_delivery("withdraw", [&](const std::string& name) {
            if (::mkdir((folder / name).c_str(), 0755) != 0)
                throw system_error(errno, "make delivery " + (folder / name).string());
        });
    {
        const UniqueFd fd(::open((delivery / "withdraw.txt").c_str(),
                                 O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
        if (!fd) throw system_error(errno, "make withdraw.txt");
        if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            throw system_error(errno, "write withdraw.txt");
    }
    std::string word;
    while ((word = read_file(delivery / "verdict.txt")).starts_with("receiving") ||
           word.starts_with("validating") || word.starts_with("publishing"))
        std::this_thread::sleep_for(kPause);
    if (word.starts_with("published")) return kExitOk;
    out << read_file(delivery / "report.txt");
    return kExitFindings;
}

int withdraw_alone(const Archive& archive, const std::string& mission, const std::string& text,
                   std::ostream& out) {
    OwnWriter writer(archive);
    Staging& staging = writer.staging();
    const Owner owner{::getuid(), ::getgid()};
    uint64_t root = 0;
    const std::string name = make_unique_delivery("withdraw", [&](const std::string& wanted) {
        root = staging.make_delivery(mission, wanted, owner).ino;
    });
    const auto [made, handle] = staging.create(root, "withdraw.txt", owner, 0644);
    staging.write(handle, std::as_bytes(std::span(text)), 0);
    staging.release(handle);
    staging.wait_until_idle();
    const auto summary = staging.summarize(mission, name);
    if (summary->word == "published") return kExitOk;
    out << report_text(*summary);
    return kExitFindings;
}

}  // namespace

int run_withdraw(const WithdrawArguments& arguments, std::ostream& out) {
    const std::string text = text_of(arguments);
    const Archive archive(resolve_archive(arguments.archive));
    if (archive.find_mission(arguments.mission) == nullptr)
        throw Error(Fault::kUsage, "'" + arguments.mission + "' is no mission of this archive");
    const auto mounted = find_mount_of_archive(archive.path());
    const int code = mounted ? withdraw_in_mount(*mounted, arguments.mission, text, out)
                             : withdraw_alone(archive, arguments.mission, text, out);
    if (code == kExitOk)
        out << fmt::format("withdrawn: {}\n", fmt::join(arguments.observations, ", "));
    return code;
}

}  // namespace heafs
