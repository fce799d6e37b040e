#include "core/formats/openpgp_plaintext.h"

#include <fmt/format.h>
#include <zlib.h>

#include <vector>

#include "config/base/error.h"

namespace heafs {
namespace {

// RFC 9580, 5: packet tags.
constexpr int kCompressed = 8, kMarker = 10, kLiteral = 11, kPadding = 21;
// RFC 9580, 9.4: compression algorithms.
constexpr uint8_t kUncompressed = 0, kZip = 1, kZlib = 2;
constexpr size_t kChunkBytes = 1 << 16;

}  // namespace

// The body of a compressed packet, whose plaintext is a message of its own.
class OpenPgpContent::Inflation {
   public:
    explicit Inflation(uint8_t algorithm) : plain_(algorithm == kUncompressed) {
        const int window = algorithm == kZip ? -15 : 15;  // raw deflate: no header
        if (!plain_ && inflateInit2(&stream_, window) != Z_OK)
            throw Error(Fault::kSystem, "zlib refused to begin");
    }
    ~Inflation() {
        if (!plain_) inflateEnd(&stream_);
    }
    Inflation(const Inflation&) = delete;
    Inflation& operator=(const Inflation&) = delete;

    void feed(std::span<const std::byte> bytes) {
        if (plain_) return inner_.feed(bytes);
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        while (!ended_ && fault_.empty() && (stream_.avail_in > 0 || filled_)) inflate_some();
    }
    std::string finish() {
        if (!fault_.empty()) return fault_;
        return plain_ || ended_ ? inner_.finish() : "the compressed data end early";
    }
    std::string sha256() { return inner_.sha256(); }

   private:
    void inflate_some() {
        stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
        stream_.avail_out = static_cast<uInt>(out_.size());
        const int answer = inflate(&stream_, Z_NO_FLUSH);
        filled_ = stream_.avail_out == 0;
        ended_ = answer == Z_STREAM_END;
        if (answer != Z_OK && answer != Z_STREAM_END && answer != Z_BUF_ERROR)
            fault_ = "the compressed data are damaged";
        inner_.feed(std::span(out_).first(out_.size() - stream_.avail_out));
    }

    const bool plain_;
    z_stream stream_{};
    std::vector<std::byte> out_ = std::vector<std::byte>(kChunkBytes);
    OpenPgpContent inner_{false};
    bool filled_ = false;  // there may be more for the last input
    bool ended_ = false;
    std::string fault_;
};

OpenPgpContent::OpenPgpContent(bool may_be_compressed) : may_be_compressed_(may_be_compressed) {}
OpenPgpContent::~OpenPgpContent() = default;

std::string OpenPgpContent::begin_packet(int tag, int64_t) {
    tag_ = tag;
    head_bytes_ = head_length_ = 0;
    if (tag == kMarker || tag == kPadding) return "";
    if (has_literal_ || inflation_ || unknown_compression_)
        return "more than one piece of data is in it";
    if (tag == kCompressed && may_be_compressed_) return "";
    if (tag != kLiteral)
        return fmt::format("a packet of type {} stands where the data should be", tag);
    has_literal_ = true;
    return "";
}

void OpenPgpContent::take_body(std::span<const std::byte> bytes) {
    if (tag_ == kLiteral) take_literal(bytes);
    if (tag_ == kCompressed) take_compressed(bytes);
}

// RFC 9580, 5.9: format, length of the name, name, four bytes of a date; then the data.
void OpenPgpContent::take_literal(std::span<const std::byte> bytes) {
    while (!bytes.empty() && (head_length_ == 0 || head_bytes_ < head_length_)) {
        if (++head_bytes_ == 2) head_length_ = 2 + static_cast<size_t>(bytes.front()) + 4;
        bytes = bytes.subspan(1);
    }
    hash_.update(bytes);
}

void OpenPgpContent::take_compressed(std::span<const std::byte> bytes) {
    if (!bytes.empty() && !inflation_ && !unknown_compression_) {
        const auto algorithm = static_cast<uint8_t>(bytes.front());
        bytes = bytes.subspan(1);
        unknown_compression_ = algorithm > kZlib;
        if (!unknown_compression_) inflation_ = std::make_unique<Inflation>(algorithm);
    }
    if (inflation_) inflation_->feed(bytes);
}

std::string OpenPgpContent::end_packet() { return ""; }

std::string OpenPgpContent::finish() {
    if (const OpenPgpFault fault = packets_.finish(); !fault.text.empty()) return fault.text;
    if (inflation_) return inflation_->finish();
    return has_literal_ || unknown_compression_ ? "" : "there is nothing in it";
}

std::string OpenPgpContent::sha256() {
    if (inflation_) return inflation_->sha256();
    return has_literal_ ? hash_.hex() : "";
}

}  // namespace heafs
