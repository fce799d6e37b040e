// Whether bytes are an OpenPGP message (RFC 9580, and RFC 4880 before it) that a passphrase opens
// and that tells when it was changed: packets SKESK, then encrypted data with integrity protection.
// Walks the packets as their bytes pass; decrypts nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "core/formats/openpgp_packets.h"

namespace heafs {

// One file, whose bytes are fed in order, however they are cut. Not for concurrent use.
class OpenPgpCheck : private OpenPgpPacketSink {
   public:
    void feed(std::span<const std::byte> bytes) { packets_.feed(bytes); }
    // To be called once, after the last byte: what is wrong, or an empty text.
    OpenPgpFault finish();

   private:
    std::string begin_packet(int tag, int64_t at) override;
    void take_body(std::span<const std::byte> bytes) override;
    std::string end_packet() override;
    std::string judge_key_packet();
    std::string judge_data_packet();

    OpenPgpPackets packets_{*this};
    int tag_ = 0;
    int64_t body_bytes_ = 0;         // of the packet at hand
    std::array<uint8_t, 8> head_{};  // the first bytes of its body
    bool has_key_ = false;
    bool has_data_ = false;
};

}  // namespace heafs
