// Inflating gzip streams (RFC 1952) of foreign origin, bounded and counted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace heafs {

// What is wrong with a gzip stream: a rule of the security group and its words.
struct GzipFault {
    std::string rule;  // SEC-010 (expands too much) or SEC-011 (not one whole member)
    std::string text;
    int64_t offset = 0;  // byte in the compressed file
};

// One gzip file, inflated as its bytes arrive. Not for concurrent use.
class Gunzip {
   public:
    using Sink = std::function<void(std::span<const std::byte>)>;
    explicit Gunzip(Sink sink);
    ~Gunzip();

    // Inflates `bytes` into the sink. After a fault nothing more is inflated.
    void feed(std::span<const std::byte> bytes);
    // To be called once after the last byte: the first fault, or nothing when the file is one
    // whole member with the right CRC and length.
    std::optional<GzipFault> finish();
    int64_t inflated_bytes() const { return inflated_bytes_; }

   private:
    struct State;
    bool accept(int answer, size_t produced);

    Sink sink_;
    std::unique_ptr<State> state_;
    std::optional<GzipFault> fault_;
    int64_t compressed_bytes_ = 0;
    int64_t inflated_bytes_ = 0;
    bool ended_ = false;
};

// An expansion of more than this ratio is refused once more than kFreeExpansionBytes came out: a
// mask or an exposure map of a few megabytes may be all zero, a bomb is not.
inline constexpr int64_t kMaxExpansion = 200;
inline constexpr int64_t kFreeExpansionBytes = int64_t{256} << 20;
inline constexpr int64_t kMaxInflatedBytes = int64_t{1} << 40;

}  // namespace heafs
