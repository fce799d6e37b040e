#include "core/base/digest.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <vector>

#include "config/base/error.h"

namespace heafs {
namespace {

const EVP_MD* digest_type(std::string_view algorithm) {
    if (algorithm == "md5") return EVP_md5();
    if (algorithm == "sha1") return EVP_sha1();
    if (algorithm == "sha256") return EVP_sha256();
    if (algorithm == "sha512") return EVP_sha512();
    return nullptr;
}

class Digest {
   public:
    explicit Digest(std::string_view algorithm)
        : name_(algorithm), context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        const EVP_MD* type = digest_type(algorithm);
        require(type != nullptr && context_ && EVP_DigestInit_ex(context_.get(), type, nullptr));
    }
    void update(const void* bytes, size_t size) {
        require(EVP_DigestUpdate(context_.get(), bytes, size) == 1);
    }
    std::string hex() {
        unsigned char bytes[EVP_MAX_MD_SIZE];
        unsigned int size = 0;
        require(EVP_DigestFinal_ex(context_.get(), bytes, &size) == 1);
        static constexpr char kDigits[] = "0123456789abcdef";
        std::string text;
        for (unsigned int i = 0; i < size; ++i) {
            text += kDigits[bytes[i] >> 4];
            text += kDigits[bytes[i] & 15];
        }
        return text;
    }

   private:
    void require(bool done) const {
        if (!done) throw Error(Fault::kSystem, "OpenSSL refused to compute a digest " + name_);
    }
    std::string name_;
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::optional<size_t> digest_digits(std::string_view algorithm) {
    if (algorithm == "md5") return 32;
    if (algorithm == "sha1") return 40;
    if (algorithm == "sha256") return 64;
    if (algorithm == "sha512") return 128;
    return std::nullopt;
}

std::string digest_hex(std::string_view algorithm, std::string_view bytes) {
    Digest digest(algorithm);
    digest.update(bytes.data(), bytes.size());
    return digest.hex();
}

std::string digest_of_file(std::string_view algorithm, int fd, const std::string& what) {
    Digest digest(algorithm);
    std::vector<std::byte> chunk(1 << 20);
    for (off_t at = 0;;) {
        const ssize_t got = ::pread(fd, chunk.data(), chunk.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw system_error(errno, "read " + what);
        if (got == 0) return digest.hex();
        digest.update(chunk.data(), static_cast<size_t>(got));
        at += got;
    }
}

}  // namespace heafs
