// SHA-256 (FIPS 180-4), by OpenSSL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace heafs {

// A running hash. Not for concurrent use.
class Sha256 {
   public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void update(std::span<const std::byte> bytes);
    // The hash of what has been fed so far, 64 lower-case hex digits; feeding may go on.
    std::string hex() const;

   private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);
// Of the whole file behind `fd`, read from its start without moving its position.
std::string sha256_of_file(int fd, const std::string& what);

// The first 60 bits of the SHA-256 of `text`: stable numbers for names.
uint64_t hash60(std::string_view text);

}  // namespace heafs
