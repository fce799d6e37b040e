// Passphrases that missions have left with the archive, so that it can tell whether what they
// deliver encrypted can be opened one day (SEC-004). Each observation has its own:
//   ARCHIVE/keys/<mission>/<obs_id>
// a file of mode 0600 whose first line is the passphrase; further lines, as sha256sum writes them,
// may name plaintexts: "<64 hex digits>  <name without .gpg>".
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace heafs {

struct EscrowedKey {
    std::string passphrase;
    std::map<std::string, std::string> sha256_by_name;  // of plaintexts
};

// That of an observation; nothing where none was left. Raises Fault::kMalformed for a file without
// a passphrase.
std::optional<EscrowedKey> find_escrowed_key(const std::filesystem::path& archive,
                                             const std::string& mission, const std::string& obs_id);

}  // namespace heafs
