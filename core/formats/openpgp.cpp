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

void OpenPgpCheck::fail(std::string text, int64_t at) {
    if (state_ == State::kFailed) return;
    state_ = State::kFailed;
    fault_ = {std::move(text), at};
}

void OpenPgpCheck::feed(std::span<const std::byte> bytes) {
    while (!bytes.empty() && state_ != State::kFailed) {
        if (state_ == State::kBody) {
            take_body(bytes);
            continue;
        }
        const auto byte = static_cast<uint8_t>(bytes.front());
        bytes = bytes.subspan(1);
        state_ == State::kTag ? take_tag(byte) : take_length(byte);
        ++at_;
        if (state_ == State::kBody && length_ == 0 && !unbounded_ && !partial_) end_packet();
    }
}

// RFC 9580, 4.2: the first byte of a packet.
void OpenPgpCheck::take_tag(uint8_t byte) {
    packet_at_ = at_;
    if (at_ == 0 && byte == '-') return fail("ASCII armor: send the binary message", 0);
    if ((byte & 0x80) == 0)
        return fail(fmt::format("byte 0x{:02x} begins no OpenPGP packet", byte), at_);
    new_format_ = (byte & 0x40) != 0;
    tag_ = new_format_ ? byte & 0x3f : (byte >> 2) & 0x0f;
    partial_ = unbounded_ = five_octets_ = two_octets_ = false;
    length_ = 0;
    body_bytes_ = 0;
    length_bytes_ = new_format_ ? 1 : 1 << (byte & 3);
    state_ = State::kLength;
    if (has_data_ && tag_ != kPadding) return fail("bytes follow the encrypted data", at_);
    if (new_format_ || (byte & 3) != 3) return;
    unbounded_ = true;
    state_ = State::kBody;
}

void OpenPgpCheck::take_length(uint8_t byte) {
    const bool first = new_format_ && !five_octets_ && !two_octets_;
    if (!first) {
        length_ = length_ << 8 | byte;
        if (--length_bytes_ == 0) length_is_known();
        return;
    }
    // RFC 9580, 4.2.1.
    if (byte < 192) {
        length_ = byte;
        length_is_known();
    } else if (byte < 224) {
        two_octets_ = true;
        length_ = byte - 192u;
        length_bytes_ = 1;
    } else if (byte == 255) {
        five_octets_ = true;
        length_bytes_ = 4;
    } else {
        partial_ = true;
        length_ = uint64_t{1} << (byte & 0x1f);
        length_is_known();
    }
}

void OpenPgpCheck::length_is_known() {
    if (two_octets_) length_ += 192;
    two_octets_ = five_octets_ = false;
    state_ = State::kBody;
}

void OpenPgpCheck::take_body(std::span<const std::byte>& bytes) {
    const uint64_t here = unbounded_ ? bytes.size() : std::min<uint64_t>(length_, bytes.size());
    for (size_t i = 0; i < here && body_bytes_ + static_cast<int64_t>(i) < int64_t{8}; ++i)
        head_[static_cast<size_t>(body_bytes_) + i] = static_cast<uint8_t>(bytes[i]);
    bytes = bytes.subspan(static_cast<size_t>(here));
    at_ += static_cast<int64_t>(here);
    body_bytes_ += static_cast<int64_t>(here);
    if (unbounded_) return;
    length_ -= here;
    if (length_ > 0) return;
    if (!partial_) return end_packet();
    // The length of the next part follows.
    partial_ = false;
    length_bytes_ = 1;
    state_ = State::kLength;
}

void OpenPgpCheck::end_packet() {
    state_ = State::kTag;
    switch (tag_) {
        case kMarker:
        case kPadding:
            return;
        case kSymmetricKeySession:
            return judge_key_packet();
        case kPublicKeySession:
            return fail("it is encrypted to a public key, not by a passphrase", packet_at_);
        case kUnprotectedData:
            return fail("no MDC: the encrypted data have no integrity protection", packet_at_);
        case kProtectedData:
        case kOcbData:
            return judge_data_packet();
        default:
            return fail(fmt::format("a packet of type {} is no part of an encrypted message", tag_),
                        packet_at_);
    }
}

// RFC 9580, 5.3: version 4, 5 (LibrePGP) or 6.
void OpenPgpCheck::judge_key_packet() {
    if (body_bytes_ < 4 || head_[0] < 4 || head_[0] > 6)
        return fail("the packet of the session key is of no known version", packet_at_);
    has_key_ = true;
}

// RFC 9580, 5.13: version 1 ends with the MDC, version 2 is AEAD.
void OpenPgpCheck::judge_data_packet() {
    if (!has_key_)
        return fail("no passphrase opens it: a packet of a session key is missing", packet_at_);
    if (body_bytes_ < kLeastProtected)
        return fail(fmt::format("{} bytes of encrypted data are too few", body_bytes_), packet_at_);
    if (head_[0] < 1 || head_[0] > 2)
        return fail(fmt::format("encrypted data of version {}", head_[0]), packet_at_);
    has_data_ = true;
}

OpenPgpFault OpenPgpCheck::finish() {
    if (state_ == State::kBody && unbounded_) end_packet();
    if (state_ == State::kLength || state_ == State::kBody)
        fail("the file ends inside a packet: it was cut", at_);
    if (!has_data_) fail("there is no encrypted data", at_);
    return fault_;
}

}  // namespace heafs
