#include "products/tables/base64_lines.h"

#include "core/base/signature.h"

namespace heafs {
namespace {

constexpr size_t kLineBytes = 48;
constexpr size_t kLineCharacters = 64;
constexpr size_t kBufferBytes = kLineBytes << 14;

}  // namespace

void Base64Lines::write_lines(std::string_view bytes) {
    const std::string text = base64_of(bytes);
    for (size_t at = 0; at < text.size(); at += kLineCharacters) {
        sink_.add(std::string_view(text).substr(at, kLineCharacters));
        sink_.add('\n');
    }
}

void Base64Lines::add(std::string_view bytes) {
    pending_ += bytes;
    if (pending_.size() < kBufferBytes) return;
    const size_t whole = pending_.size() / kLineBytes * kLineBytes;
    write_lines(std::string_view(pending_).substr(0, whole));
    pending_.erase(0, whole);
}

void Base64Lines::finish() {
    write_lines(pending_);
    pending_.clear();
}

int64_t Base64Lines::size_of(int64_t bytes) {
    const int64_t characters = (bytes + 2) / 3 * 4;
    return characters + (characters + int64_t{kLineCharacters} - 1) / int64_t{kLineCharacters};
}

}  // namespace heafs
