#include "core/archive/escrow.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "config/base/error.h"
#include "core/base/files.h"

namespace heafs {
namespace {

constexpr size_t kHexDigits = 64;
constexpr int64_t kMostBytes = 1 << 20;

// Names become parts of a path: nothing in them leads elsewhere.
bool is_plain_name(const std::string& name) {
    return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos &&
           name.find('\0') == std::string::npos;
}

}  // namespace

std::optional<EscrowedKey> find_escrowed_key(const std::filesystem::path& archive,
                                             const std::string& mission,
                                             const std::string& obs_id) {
    if (!is_plain_name(mission) || !is_plain_name(obs_id)) return std::nullopt;
    const auto path = archive / "keys" / mission / obs_id;
    if (!std::filesystem::is_regular_file(path)) return std::nullopt;
    std::istringstream lines(read_file(path, kMostBytes));
    EscrowedKey key;
    std::getline(lines, key.passphrase);
    if (key.passphrase.empty())
        throw Error(Fault::kMalformed,
                    fmt::format("keys/{}/{} has no passphrase in its first line", mission, obs_id));
    for (std::string line; std::getline(lines, line);)
        if (line.size() > kHexDigits + 2)
            key.sha256_by_name[line.substr(kHexDigits + 2)] = line.substr(0, kHexDigits);
    return key;
}

}  // namespace heafs
