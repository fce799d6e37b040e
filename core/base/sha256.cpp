#include "core/base/sha256.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

#include "config/base/error.h"

namespace heafs {
namespace {

using Digest = std::array<unsigned char, 32>;

std::string hex_of(const Digest& digest) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

Digest digest_of(std::string_view bytes) {
    Digest digest{};
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw Error(Fault::kSystem, "OpenSSL refused to compute a SHA-256");
    return digest;
}

}  // namespace

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    if (state_->context == nullptr ||
        EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) != 1)
        throw Error(Fault::kSystem, "OpenSSL refused to begin a SHA-256");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes) {
    if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1)
        throw Error(Fault::kSystem, "OpenSSL refused to continue a SHA-256");
}

std::string Sha256::hex() const {
    State copy;
    Digest digest{};
    if (copy.context == nullptr || EVP_MD_CTX_copy_ex(copy.context, state_->context) != 1 ||
        EVP_DigestFinal_ex(copy.context, digest.data(), nullptr) != 1)
        throw Error(Fault::kSystem, "OpenSSL refused to finish a SHA-256");
    return hex_of(digest);
}

std::string sha256_hex(std::string_view bytes) { return hex_of(digest_of(bytes)); }

std::string sha256_of_file(int fd, const std::string& what) {
    Sha256 hash;
    std::vector<std::byte> chunk(1 << 20);
    for (off_t at = 0;;) {
        const ssize_t got = ::pread(fd, chunk.data(), chunk.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw system_error(errno, "read " + what);
        if (got == 0) return hash.hex();
        hash.update(std::span(chunk).first(static_cast<size_t>(got)));
        at += got;
    }
}

uint64_t hash60(std::string_view text) {
    const Digest digest = digest_of(text);
    uint64_t value = 0;
    for (size_t i = 0; i < 8; ++i) value = (value << 8) | digest[i];
    return value >> 4;
}

}  // namespace heafs
