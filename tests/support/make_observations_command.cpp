#include "tests/support/make_observations_command.h"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "config/base/error.h"
#include "core/simulation/halosat_observation.h"
#include "tests/support/small_fits.h"

namespace heafs {
namespace {

constexpr int64_t kTargets = 9999;
constexpr int64_t kSegments = 99;
constexpr int64_t kMaxFilesPerFolder = 2000;  // the archive's rule NAM-006

constexpr char kHelp[] =
    R"(heafs-make-observations: deliveries of simulated HaloSat observations

  heafs-make-observations halosat OUT [--first TTTTSS] [--count N] [--seed S] [--events E]
      Writes N complete observations of 14 files each to OUT/obs/TTTTSS/{unfiltered,products}/.
  heafs-make-observations small OUT [--count N] [--per-folder M] [--first TTTTSS]
      Writes N small valid FITS files, M in a folder, to OUT/obs/TTTTSS/unfiltered/.

  --first TTTTSS   id of the first observation: target 0001 to 9999, segment 01 to 99;
                   the following ones are of the following targets      (000101)
  --count N        observations, or small files                  (1, or 100000)
  --seed S         another seed, other sky and events                         (1)
  --events E       events of each cleaned list                             (2000)
  --per-folder M   small files in one folder, at most 2000                 (1000)

The same arguments write the same bytes.

  heafs-make-observations halosat /tmp/demo --first 123401 --count 3 --seed 7
  cp -r /tmp/demo/obs MOUNT/delivery/halosat/first_light/
  heafs-make-observations small /tmp/many --count 100000 --per-folder 1000
)";

struct Request {
    std::string kind, out;
    int64_t first = 101, count = -1, seed = 1, events = 2000, per_folder = 1000;
};

[[noreturn]] void refuse(const std::string& words) { throw Error(Fault::kUsage, words); }

int64_t parse_number(const std::string& option, const std::string& text, int64_t least,
                     int64_t most) {
    int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || value < least || value > most)
        refuse(fmt::format("{} {}: a whole number from {} to {} is wanted", option, text, least,
                           most));
    return value;
}

int64_t parse_obs_id(const std::string& text) {
    const int64_t value = parse_number("--first", text, 101, 999999);
    if (text.size() != 6 || value % 100 == 0 || value / 100 == 0)
        refuse(
            fmt::format("--first {}: six digits are wanted, target 0001 to 9999 and segment 01 "
                        "to 99, as in 123401",
                        text));
    return value;
}

void take_option(Request& request, const std::string& option, const std::string& value) {
    const bool small = request.kind == "small";
    if (option == "--first") {
        request.first = parse_obs_id(value);
    } else if (option == "--count") {
        request.count = parse_number(option, value, 0, 100'000'000);
    } else if (option == "--seed" && !small) {
        request.seed = parse_number(option, value, 0, INT64_MAX);
    } else if (option == "--events" && !small) {
        request.events = parse_number(option, value, 0, 100'000'000);
    } else if (option == "--per-folder" && small) {
        request.per_folder = parse_number(option, value, 1, kMaxFilesPerFolder);
    } else {
        refuse(fmt::format("`{}` is no option of {}", option, request.kind));
    }
}

Request parse_request(std::span<const std::string> arguments) {
    if (arguments.size() < 2) refuse("halosat OUT or small OUT is wanted");
    Request request{.kind = arguments[0], .out = arguments[1]};
    if (request.kind != "halosat" && request.kind != "small")
        refuse(fmt::format("`{}` is neither halosat nor small", request.kind));
    if (request.out.starts_with("-")) refuse("OUT, a folder, is wanted before the options");
    for (size_t i = 2; i < arguments.size(); i += 2) {
        if (i + 1 == arguments.size()) refuse(fmt::format("{} wants a value", arguments[i]));
        take_option(request, arguments[i], arguments[i + 1]);
    }
    if (request.count < 0) request.count = request.kind == "small" ? 100'000 : 1;
    return request;
}

// The id that comes `number` targets after `first`; after the last target comes the next segment.
std::string nth_obs_id(int64_t first, int64_t number) {
    const int64_t target = first / 100 - 1 + number;
    const int64_t segment = first % 100 + target / kTargets;
    if (segment > kSegments) refuse("there are not so many ids after --first");
    return fmt::format("{:04}{:02}", target % kTargets + 1, segment);
}

void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) throw system_error(errno, fmt::format("write {}", path.string()));
}

void make_halosat(const Request& request) {
    const std::filesystem::path obs = std::filesystem::path(request.out) / "obs";
    for (int64_t i = 0; i < request.count; ++i) {
        const std::string obs_id = nth_obs_id(request.first, i);
        for (const char* folder : {"unfiltered", "products"})
            std::filesystem::create_directories(obs / obs_id / folder);
        const auto seed = static_cast<uint64_t>(request.seed);
        for (const SimulatedFile& file : simulate_halosat_observation(obs_id, seed, request.events))
            write_file(obs / obs_id / file.path, file.bytes);
    }
}

void make_small(const Request& request) {
    const std::filesystem::path obs = std::filesystem::path(request.out) / "obs";
    std::string obs_id;
    for (int64_t i = 0; i < request.count; ++i) {
        if (i % request.per_folder == 0) {
            obs_id = nth_obs_id(request.first, i / request.per_folder);
            std::filesystem::create_directories(obs / obs_id / "unfiltered");
        }
        const std::string name = fmt::format("hs{}_{:04}.fits", obs_id, i % request.per_folder);
        write_file(obs / obs_id / "unfiltered" / name,
                   small_fits_file(static_cast<uint64_t>(i), obs_id));
    }
}

bool asks_for_help(std::span<const std::string> arguments) {
    for (const std::string& word : arguments)
        if (word == "--help" || word == "-h") return true;
    return false;
}

}  // namespace

int make_observations(std::span<const std::string> arguments, std::ostream& out,
                      std::ostream& err) try {
    if (asks_for_help(arguments)) {
        out << kHelp;
        return 0;
    }
    const Request request = parse_request(arguments);
    request.kind == "small" ? make_small(request) : make_halosat(request);
    out << fmt::format("{}: wrote {} {}\n", request.out, request.count,
                       request.kind == "small" ? "small files" : "observations");
    return 0;
} catch (const Error& error) {
    err << "heafs-make-observations: " << error.what() << '\n';
    if (error.fault() == Fault::kUsage) err << "heafs-make-observations --help says more\n";
    return error.fault() == Fault::kUsage ? 2 : 1;
} catch (const std::exception& error) {
    err << "heafs-make-observations: " << error.what() << '\n';
    return 1;
}

}  // namespace heafs
