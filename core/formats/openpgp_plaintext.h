// What is inside an OpenPGP message once it is decrypted: literal data, perhaps compressed (RFC
// 9580, 5.6 and 5.9), whose bytes are hashed as they pass.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "core/base/sha256.h"
#include "core/formats/openpgp_packets.h"

namespace heafs {

class OpenPgpContent : private OpenPgpPacketSink {
   public:
    // Inside compressed data, which are not compressed once more.
    explicit OpenPgpContent(bool may_be_compressed = true);
    ~OpenPgpContent() override;

    void feed(std::span<const std::byte> bytes) { packets_.feed(bytes); }
    // To be called once. What is wrong, or "".
    std::string finish();
    // Of the literal data; "" where there are none or their compression is not known here.
    std::string sha256();

   private:
    class Inflation;
    std::string begin_packet(int tag, int64_t at) override;
    void take_body(std::span<const std::byte> bytes) override;
    std::string end_packet() override;
    void take_literal(std::span<const std::byte> bytes);
    void take_compressed(std::span<const std::byte> bytes);

    OpenPgpPackets packets_{*this};
    const bool may_be_compressed_;
    int tag_ = 0;
    size_t head_bytes_ = 0;   // of the literal packet's head that have passed
    size_t head_length_ = 0;  // known after the second byte
    bool has_literal_ = false;
    Sha256 hash_;
    std::unique_ptr<Inflation> inflation_;
    bool unknown_compression_ = false;
    std::string fault_;
};

}  // namespace heafs
