// The key pair with which an archive signs receipts: ARCHIVE/keys/receipt.key (mode 0600) and
// receipt.pub. The private key leaves its file only to sign.
#pragma once

#include <filesystem>
#include <string>

namespace heafs {

// The private key in PEM; made, durably, when the archive has none. Processes that make it at the
// same time get the same one.
std::string open_signing_key(const std::filesystem::path& archive);

// The public key in PEM of the pair, which is made when the archive has none.
std::string open_public_key(const std::filesystem::path& archive);

}  // namespace heafs
