// Whether bytes are an OpenPGP message (RFC 9580, and RFC 4880 before it) that a passphrase opens
// and that tells when it was changed: packets SKESK, then encrypted data with integrity protection.
// Walks the packets as their bytes pass; decrypts nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace heafs {

struct OpenPgpFault {
    std::string text;
    int64_t offset = 0;  // byte in the file
    bool operator==(const OpenPgpFault&) const = default;
};

// One file, whose bytes are fed in order, however they are cut. Not for concurrent use.
class OpenPgpCheck {
   public:
    void feed(std::span<const std::byte> bytes);
    // To be called once, after the last byte: what is wrong, or an empty text.
    OpenPgpFault finish();

   private:
    enum class State { kTag, kLength, kBody, kFailed };
    void take_tag(uint8_t byte);
    void take_length(uint8_t byte);
    void length_is_known();
    void take_body(std::span<const std::byte>& bytes);
    void end_packet();
    void judge_key_packet();
    void judge_data_packet();
    void fail(std::string text, int64_t at);

    State state_ = State::kTag;
    int64_t at_ = 0;  // of the next byte
    int64_t packet_at_ = 0;
    int tag_ = 0;
    bool new_format_ = false;
    bool partial_ = false;    // more parts of this body follow
    bool unbounded_ = false;  // to the end of the file
    int length_bytes_ = 0;    // of the length, still to come
    bool five_octets_ = false;
    bool two_octets_ = false;
    uint64_t length_ = 0;            // of the part at hand, and what is left of it
    int64_t body_bytes_ = 0;         // of all parts so far
    std::array<uint8_t, 8> head_{};  // the first bytes of the body
    bool has_key_ = false;
    bool has_data_ = false;
    OpenPgpFault fault_;
};

}  // namespace heafs
