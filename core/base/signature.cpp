#include "core/base/signature.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>
#include <optional>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr size_t kSignatureBytes = 64;
constexpr size_t kSignatureDigits = 88;

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Memory = std::unique_ptr<BIO, Free>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free>;

[[noreturn]] void fail(const char* what) {
    throw Error(Fault::kSystem, std::string("OpenSSL refused to ") + what);
}

Memory memory_of(const std::string& text) {
    Memory memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (!memory) fail("read a key");
    return memory;
}

std::string text_of(BIO& memory) {
    char* text = nullptr;
    const long size = BIO_get_mem_data(&memory, &text);
    return std::string(text, static_cast<size_t>(size));
}

// A key that is protected by a password is no key here: nobody is there to be asked.
int no_password(char*, int, int, void*) { return -1; }

Key checked(Key key, const char* which) {
    if (!key || EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519)
        throw Error(Fault::kMalformed, std::string("this is no Ed25519 ") + which + " key in PEM");
    return key;
}

Key private_key_of(const std::string& pem) {
    const Memory memory = memory_of(pem);
    return checked(Key(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_password, nullptr)),
                   "private");
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::array<unsigned char, kSignatureBytes + 2>> decoded(std::string_view base64) {
    std::array<unsigned char, kSignatureBytes + 2> bytes{};  // 64 bytes are padded to 66
    if (base64.size() != kSignatureDigits || base64.substr(kSignatureDigits - 2) != "==")
        return std::nullopt;
    if (EVP_DecodeBlock(bytes.data(), bytes_of(base64), kSignatureDigits) !=
        static_cast<int>(bytes.size()))
        return std::nullopt;
    return bytes;
}

}  // namespace

std::string make_signing_key() {
    const std::unique_ptr<EVP_PKEY_CTX, Free> context(
        EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr));
    EVP_PKEY* made = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_keygen(context.get(), &made) != 1)
        fail("make a key");
    const Key key(made);
    const Memory memory(BIO_new(BIO_s_mem()));
    if (!memory || PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0,
                                                 nullptr, nullptr) != 1)
        fail("write a key");
    return text_of(*memory);
}

std::string public_key_of(const std::string& private_key) {
    const Key key = private_key_of(private_key);
    const Memory memory(BIO_new(BIO_s_mem()));
    if (!memory || PEM_write_bio_PUBKEY(memory.get(), key.get()) != 1) fail("write a key");
    return text_of(*memory);
}

std::string signature_of(const std::string& private_key, std::string_view bytes) {
    const Key key = private_key_of(private_key);
    const Digest digest(EVP_MD_CTX_new());
    std::array<unsigned char, kSignatureBytes> signature{};
    size_t size = signature.size();
    if (!digest || EVP_DigestSignInit(digest.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(digest.get(), signature.data(), &size, bytes_of(bytes), bytes.size()) != 1)
        fail("sign");
    return base64_of({reinterpret_cast<const char*>(signature.data()), size});
}

bool signature_is_good(const std::string& public_key, std::string_view bytes,
                       std::string_view signature) {
    const Memory memory = memory_of(public_key);
    const Key key =
        checked(Key(PEM_read_bio_PUBKEY(memory.get(), nullptr, no_password, nullptr)), "public");
    const auto raw = decoded(signature);
    if (!raw) return false;
    const Digest digest(EVP_MD_CTX_new());
    if (!digest || EVP_DigestVerifyInit(digest.get(), nullptr, nullptr, nullptr, key.get()) != 1)
        fail("verify");
    return EVP_DigestVerify(digest.get(), raw->data(), kSignatureBytes, bytes_of(bytes),
                            bytes.size()) == 1;
}

std::string pem_of_public_key(std::string_view base64) {
    // 12 bytes that say "an Ed25519 key of 32 bytes follows", which are 16 digits of their own.
    static constexpr std::string_view kHead = "MCowBQYDK2VwAyEA";
    return "-----BEGIN PUBLIC KEY-----\n" + std::string(kHead) + std::string(base64) +
           "\n-----END PUBLIC KEY-----\n";
}

std::string base64_of(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a zero
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<size_t>(size));
    return text;
}

}  // namespace heafs
