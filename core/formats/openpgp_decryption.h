// Opens an OpenPGP message with a passphrase as its bytes pass, to know whether it can be opened
// and what is in it; the plaintext is hashed and kept nowhere. RFC 9580 (and RFC 4880): session
// keys of version 4, AES of 128 to 256 bits, integrity by MDC (what `gpg --symmetric` writes),
// plaintext as it is or compressed by ZIP or ZLIB.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace heafs {

struct OpenPgpPlaintext {
    std::string fault;     // why it was not opened; "" when it was, and is whole by its MDC
    std::string sha256;    // of the plaintext; "" where it is compressed by another method
    bool is_known = true;  // false: made in a way that is not opened here
};

// One file, whose bytes are fed in order, however they are cut. Not for concurrent use.
class OpenPgpDecryption {
   public:
    explicit OpenPgpDecryption(std::string passphrase);
    ~OpenPgpDecryption();
    OpenPgpDecryption(const OpenPgpDecryption&) = delete;
    OpenPgpDecryption& operator=(const OpenPgpDecryption&) = delete;

    void feed(std::span<const std::byte> bytes);
    // To be called once, after the last byte.
    OpenPgpPlaintext finish();

   private:
    class Outer;
    std::unique_ptr<Outer> outer_;
};

}  // namespace heafs
