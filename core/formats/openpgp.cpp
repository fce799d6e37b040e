#include "core/formats/openpgp.h"

#include <fmt/format.h>

#include <algorithm>

namespace heafs {
namespace {

// RFC 9580, 5: packet tags. 20 is what GnuPG 2.3 and later write for OCB.
constexpr int kPublicKeySession = 1, kSymmetricKeySession = 3, kUnprotectedData = 9, kMarker = 10,
              kProtectedData = 18, kOcbData = 20, kPadding = 21;

constexpr int64_t kLeastProtected = 41;  // version, random prefix of one block, MDC packet

}  // namespace

std::string OpenPgpCheck::begin_packet(int tag, int64_t) {
    tag_ = tag;
    body_bytes_ = 0;
    return has_data_ && tag != kPadding ? "bytes follow the encrypted data" : "";
}

void OpenPgpCheck::take_body(std::span<const std::byte> bytes) {
    for (size_t i = 0; i < bytes.size() && body_bytes_ + static_cast<int64_t>(i) < int64_t{8}; ++i)
        head_[static_cast<size_t>(body_bytes_) + i] = static_cast<uint8_t>(bytes[i]);
    body_bytes_ += static_cast<int64_t>(bytes.size());
}

std::string OpenPgpCheck::end_packet() {
    switch (tag_) {
        case kMarker:
        case kPadding:
            return "";
        case kSymmetricKeySession:
            return judge_key_packet();
        case kPublicKeySession:
            return "it is encrypted to a public key, not by a passphrase";
        case kUnprotectedData:
            return "no MDC: the encrypted data have no integrity protection";
        case kProtectedData:
        case kOcbData:
            return judge_data_packet();
        default:
            return fmt::format("a packet of type {} is no part of an encrypted message", tag_);
    }
}

// RFC 9580, 5.3: version 4, 5 (LibrePGP) or 6.
std::string OpenPgpCheck::judge_key_packet() {
    if (body_bytes_ < 4 || head_[0] < 4 || head_[0] > 6)
        return "the packet of the session key is of no known version";
    has_key_ = true;
    return "";
}

// RFC 9580, 5.13: version 1 ends with the MDC, version 2 is AEAD.
std::string OpenPgpCheck::judge_data_packet() {
    if (!has_key_) return "no passphrase opens it: a packet of a session key is missing";
    if (body_bytes_ < kLeastProtected)
        return fmt::format("{} bytes of encrypted data are too few", body_bytes_);
    if (head_[0] < 1 || head_[0] > 2) return fmt::format("encrypted data of version {}", head_[0]);
    has_data_ = true;
    return "";
}

OpenPgpFault OpenPgpCheck::finish() {
    OpenPgpFault fault = packets_.finish();
    if (fault.text.empty() && !has_data_) return {"there is no encrypted data", packets_.at()};
    return fault;
}

}  // namespace heafs
