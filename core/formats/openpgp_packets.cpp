#include "core/formats/openpgp_packets.h"

#include <fmt/format.h>

#include <algorithm>

namespace heafs {

void OpenPgpPackets::fail(std::string text, int64_t at) {
    if (text.empty() || state_ == State::kFailed) return;
    state_ = State::kFailed;
    fault_ = {std::move(text), at};
}

void OpenPgpPackets::feed(std::span<const std::byte> bytes) {
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
void OpenPgpPackets::take_tag(uint8_t byte) {
    packet_at_ = at_;
    if (at_ == 0 && byte == '-') return fail("ASCII armor: send the binary message", 0);
    if ((byte & 0x80) == 0)
        return fail(fmt::format("byte 0x{:02x} begins no OpenPGP packet", byte), at_);
    new_format_ = (byte & 0x40) != 0;
    const int tag = new_format_ ? byte & 0x3f : (byte >> 2) & 0x0f;
    partial_ = unbounded_ = five_octets_ = two_octets_ = false;
    length_ = 0;
    length_bytes_ = new_format_ ? 1 : 1 << (byte & 3);
    state_ = State::kLength;
    fail(sink_.begin_packet(tag, at_), at_);
    if (state_ == State::kFailed || new_format_ || (byte & 3) != 3) return;
    unbounded_ = true;
    state_ = State::kBody;
}

void OpenPgpPackets::take_length(uint8_t byte) {
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

void OpenPgpPackets::length_is_known() {
    if (two_octets_) length_ += 192;
    two_octets_ = five_octets_ = false;
    state_ = State::kBody;
}

void OpenPgpPackets::take_body(std::span<const std::byte>& bytes) {
    const uint64_t here = unbounded_ ? bytes.size() : std::min<uint64_t>(length_, bytes.size());
    sink_.take_body(bytes.first(static_cast<size_t>(here)));
    bytes = bytes.subspan(static_cast<size_t>(here));
    at_ += static_cast<int64_t>(here);
    if (unbounded_) return;
    length_ -= here;
    if (length_ > 0) return;
    if (!partial_) return end_packet();
    // The length of the next part follows.
    partial_ = false;
    length_bytes_ = 1;
    state_ = State::kLength;
}

void OpenPgpPackets::end_packet() {
    state_ = State::kTag;
    fail(sink_.end_packet(), packet_at_);
}

OpenPgpFault OpenPgpPackets::finish() {
    if (state_ == State::kBody && unbounded_) end_packet();
    if (state_ == State::kLength || state_ == State::kBody)
        fail("the file ends inside a packet: it was cut", at_);
    return fault_;
}

}  // namespace heafs
