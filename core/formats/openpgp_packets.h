// Walks the packets of an OpenPGP message (RFC 9580, section 4; RFC 4880 before it) as its bytes
// pass: lengths of both formats, in parts, and to the end of the message.
#pragma once

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

class OpenPgpPacketSink {
   public:
    virtual ~OpenPgpPacketSink() = default;
    // A packet begins at this byte. A text that is not empty ends the walk: it is the fault.
    virtual std::string begin_packet(int tag, int64_t at) = 0;
    // Its body, in order, in as many pieces as come.
    virtual void take_body(std::span<const std::byte> bytes) = 0;
    // It ended. A text that is not empty is the fault, which lies at the packet.
    virtual std::string end_packet() = 0;
};

// One message, whose bytes are fed in order, however they are cut. Not for concurrent use.
class OpenPgpPackets {
   public:
    explicit OpenPgpPackets(OpenPgpPacketSink& sink) : sink_(sink) {}
    void feed(std::span<const std::byte> bytes);
    // To be called once, after the last byte: the fault, or an empty text.
    OpenPgpFault finish();
    int64_t at() const { return at_; }  // bytes so far

   private:
    enum class State { kTag, kLength, kBody, kFailed };
    void take_tag(uint8_t byte);
    void take_length(uint8_t byte);
    void length_is_known();
    void take_body(std::span<const std::byte>& bytes);
    void end_packet();
    void fail(std::string text, int64_t at);

    OpenPgpPacketSink& sink_;
    State state_ = State::kTag;
    int64_t at_ = 0;  // of the next byte
    int64_t packet_at_ = 0;
    bool new_format_ = false;
    bool partial_ = false;    // more parts of this body follow
    bool unbounded_ = false;  // to the end of the file
    int length_bytes_ = 0;    // of the length, still to come
    bool five_octets_ = false;
    bool two_octets_ = false;
    uint64_t length_ = 0;  // of the part at hand, and what is left of it
    OpenPgpFault fault_;
};

}  // namespace heafs
