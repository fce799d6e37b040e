#include "core/formats/openpgp_decryption.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "config/base/error.h"
#include "core/formats/openpgp_packets.h"
#include "core/formats/openpgp_plaintext.h"

namespace heafs {
namespace {

// RFC 9580, 5: packet tags.
constexpr int kSymmetricKeySession = 3, kProtectedData = 18, kOcbData = 20;
constexpr size_t kBlock = 16;           // of AES
constexpr size_t kPrefix = kBlock + 2;  // random bytes, the last two of them twice
constexpr size_t kMdc = 22;             // tag, length, SHA-1
constexpr size_t kLongestKeyPacket = 256;
constexpr size_t kDecryptedAtOnce = 1 << 16;

void require(int answer) {
    if (answer != 1) throw Error(Fault::kSystem, "OpenSSL refused to decrypt");
}

struct Context {
    EVP_MD_CTX* digest = EVP_MD_CTX_new();
    ~Context() { EVP_MD_CTX_free(digest); }
    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};

// RFC 9580, 9.5: hash algorithms.
const EVP_MD* hash_of(uint8_t algorithm) {
    switch (algorithm) {
        case 2:
            return EVP_sha1();
        case 8:
            return EVP_sha256();
        case 9:
            return EVP_sha384();
        case 10:
            return EVP_sha512();
        case 11:
            return EVP_sha224();
        default:
            return nullptr;
    }
}

// RFC 9580, 9.3: symmetric algorithms. Bytes of the key; 0: not opened here.
size_t key_bytes_of(uint8_t algorithm) {
    return algorithm >= 7 && algorithm <= 9 ? 16 + 8 * (algorithm - size_t{7}) : 0;
}

const EVP_CIPHER* cipher_of(size_t key_bytes) {
    return key_bytes == 16   ? EVP_aes_128_cfb128()
           : key_bytes == 24 ? EVP_aes_192_cfb128()
                             : EVP_aes_256_cfb128();
}

// How a passphrase becomes a key: RFC 9580, 3.7.
struct StringToKey {
    const EVP_MD* hash = nullptr;
    std::vector<uint8_t> salt;
    size_t count = 0;  // bytes to be hashed; 0: the passphrase once
};

std::vector<uint8_t> key_of(const StringToKey& how, const std::string& passphrase, size_t bytes) {
    std::vector<uint8_t> once = how.salt;
    once.insert(once.end(), passphrase.begin(), passphrase.end());
    const size_t count = std::max(how.count, once.size());
    std::vector<uint8_t> key;
    for (size_t zeros = 0; key.size() < bytes; ++zeros) {
        const Context context;
        require(EVP_DigestInit_ex(context.digest, how.hash, nullptr));
        const std::vector<uint8_t> before(zeros, 0);
        require(EVP_DigestUpdate(context.digest, before.data(), before.size()));
        for (size_t done = 0; done < count;) {
            const size_t part = std::min(once.size(), count - done);
            require(EVP_DigestUpdate(context.digest, once.data(), part));
            done += std::max<size_t>(part, 1);
        }
        std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
        unsigned length = 0;
        require(EVP_DigestFinal_ex(context.digest, digest.data(), &length));
        key.insert(key.end(), digest.begin(), digest.begin() + length);
    }
    key.resize(bytes);
    return key;
}

// AES in cipher feedback mode, its first block being zero (RFC 9580, 5.13.1).
class Decryption {
   public:
    explicit Decryption(const std::vector<uint8_t>& key) : context_(EVP_CIPHER_CTX_new()) {
        const std::array<uint8_t, kBlock> zeros{};
        require(
            EVP_DecryptInit_ex(context_, cipher_of(key.size()), nullptr, key.data(), zeros.data()));
    }
    ~Decryption() { EVP_CIPHER_CTX_free(context_); }
    Decryption(const Decryption&) = delete;
    Decryption& operator=(const Decryption&) = delete;

    std::vector<uint8_t> decrypt(std::span<const std::byte> bytes) {
        std::vector<uint8_t> plain(bytes.size() + kBlock);
        int length = 0;
        require(EVP_DecryptUpdate(context_, plain.data(), &length,
                                  reinterpret_cast<const uint8_t*>(bytes.data()),
                                  static_cast<int>(bytes.size())));
        plain.resize(static_cast<size_t>(length));
        return plain;
    }

   private:
    EVP_CIPHER_CTX* context_;
};

// The session key that the passphrase gives by a packet of version 4 (RFC 9580, 5.3.1).
std::optional<std::vector<uint8_t>> session_key(std::span<const uint8_t> packet,
                                                const std::string& passphrase) {
    if (packet.size() < 4 || packet[0] != 4) return std::nullopt;
    size_t key_bytes = key_bytes_of(packet[1]);
    StringToKey how;
    const uint8_t kind = packet[2];
    how.hash = hash_of(packet[3]);
    size_t used = 4;
    if (key_bytes == 0 || how.hash == nullptr || (kind != 0 && kind != 1 && kind != 3))
        return std::nullopt;
    if (kind != 0) {
        if (packet.size() < used + 8) return std::nullopt;
        how.salt.assign(packet.begin() + 4, packet.begin() + 12);
        used += 8;
    }
    if (kind == 3) {
        if (packet.size() < used + 1) return std::nullopt;
        const uint8_t coded = packet[used++];
        how.count = (size_t{16} + (coded & 15u)) << ((coded >> 4) + 6u);
    }
    std::vector<uint8_t> key = key_of(how, passphrase, key_bytes);
    if (used == packet.size()) return key;
    // What follows is the session key itself, behind its algorithm.
    Decryption decryption(key);
    const std::vector<uint8_t> plain = decryption.decrypt(std::as_bytes(packet.subspan(used)));
    key_bytes = key_bytes_of(plain.front());
    if (key_bytes == 0 || plain.size() != 1 + key_bytes) return std::nullopt;
    return std::vector<uint8_t>(plain.begin() + 1, plain.end());
}

}  // namespace

class OpenPgpDecryption::Outer : private OpenPgpPacketSink {
   public:
    explicit Outer(std::string passphrase) : passphrase_(std::move(passphrase)) {
        require(EVP_DigestInit_ex(mdc_.digest, EVP_sha1(), nullptr));
    }

    void feed(std::span<const std::byte> bytes) { packets_.feed(bytes); }

    OpenPgpPlaintext finish() {
        OpenPgpPlaintext result;
        result.fault = packets_.finish().text;
        if (result.fault.empty() && !unknown_.empty()) {
            result.fault = unknown_;
            result.is_known = false;
        }
        if (result.fault.empty()) result.fault = judge_end();
        if (result.fault.empty()) result.sha256 = content_.sha256();
        return result;
    }

   private:
    std::string begin_packet(int tag, int64_t) override {
        tag_ = tag;
        key_packet_.clear();
        if (tag == kOcbData) unknown_ = "encryption with OCB is not opened here";
        if (tag == kProtectedData && !key_ && unknown_.empty())
            unknown_ = "its key is made in a way that is not opened here: AES by a passphrase is";
        return "";
    }

    void take_body(std::span<const std::byte> bytes) override {
        if (tag_ == kSymmetricKeySession && key_packet_.size() < kLongestKeyPacket) {
            const auto* first = reinterpret_cast<const uint8_t*>(bytes.data());
            key_packet_.insert(key_packet_.end(), first, first + bytes.size());
        }
        if (tag_ != kProtectedData || !key_ || !unknown_.empty()) return;
        if (!decryption_ && !bytes.empty()) {
            if (bytes.front() != std::byte{1})
                unknown_ = "AEAD encryption is not opened here";
            else
                decryption_.emplace(*key_);
            bytes = bytes.subspan(1);
        }
        for (; decryption_ && !bytes.empty() && !is_wrong_key_;
             bytes = bytes.subspan(std::min(kDecryptedAtOnce, bytes.size())))
            take_plain(decryption_->decrypt(bytes.first(std::min(kDecryptedAtOnce, bytes.size()))));
    }

    std::string end_packet() override {
        if (tag_ == kSymmetricKeySession && !key_ && key_packet_.size() < kLongestKeyPacket)
            key_ = session_key(key_packet_, passphrase_);
        return "";
    }

    // The last bytes are held back: they may be the MDC.
    void take_plain(const std::vector<uint8_t>& plain) {
        held_.insert(held_.end(), plain.begin(), plain.end());
        if (!prefix_passed_) {
            if (held_.size() < kPrefix) return;
            prefix_passed_ = true;
            is_wrong_key_ =
                held_[kBlock] != held_[kBlock - 2] || held_[kBlock + 1] != held_[kBlock - 1];
            if (is_wrong_key_) return;
            hash(kPrefix);
            held_.erase(held_.begin(), held_.begin() + kPrefix);
        }
        if (held_.size() <= kMdc) return;
        const size_t sure = held_.size() - kMdc;
        hash(sure);
        content_.feed(std::as_bytes(std::span(held_).first(sure)));
        held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(sure));
    }

    void hash(size_t bytes) { require(EVP_DigestUpdate(mdc_.digest, held_.data(), bytes)); }

    // RFC 9580, 5.13.1: SHA-1 over everything before it, its own tag and length included.
    std::string judge_end() {
        if (is_wrong_key_) return "the passphrase is another one";
        if (held_.size() != kMdc || held_[0] != 0xd3 || held_[1] != 0x14)
            return "the passphrase is another one, or the data were changed: they end in no MDC";
        hash(2);
        std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
        unsigned length = 0;
        require(EVP_DigestFinal_ex(mdc_.digest, digest.data(), &length));
        if (std::memcmp(digest.data(), held_.data() + 2, length) != 0)
            return "the data were changed: the MDC, the hash of the plaintext, is another one";
        return content_.finish();
    }

    const std::string passphrase_;
    OpenPgpPackets packets_{*this};
    int tag_ = 0;
    std::vector<uint8_t> key_packet_;
    std::optional<std::vector<uint8_t>> key_;
    std::optional<Decryption> decryption_;
    std::vector<uint8_t> held_;
    bool prefix_passed_ = false;
    bool is_wrong_key_ = false;
    std::string unknown_;
    Context mdc_;
    OpenPgpContent content_;
};

OpenPgpDecryption::OpenPgpDecryption(std::string passphrase)
    : outer_(std::make_unique<Outer>(std::move(passphrase))) {}
OpenPgpDecryption::~OpenPgpDecryption() = default;

void OpenPgpDecryption::feed(std::span<const std::byte> bytes) { outer_->feed(bytes); }

OpenPgpPlaintext OpenPgpDecryption::finish() { return outer_->finish(); }

}  // namespace heafs
