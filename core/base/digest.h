// Digests that manifests name: md5, sha1, sha256, sha512, by OpenSSL.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace heafs {

// Hex digits of a digest of that algorithm; nothing for an algorithm that manifests do not use.
std::optional<size_t> digest_digits(std::string_view algorithm);

// Lower-case hex. Raises Fault::kSystem for an unknown algorithm or when OpenSSL refuses.
std::string digest_hex(std::string_view algorithm, std::string_view bytes);
// Of the whole file behind `fd`, read from its start without moving its position.
std::string digest_of_file(std::string_view algorithm, int fd, const std::string& what);

}  // namespace heafs
