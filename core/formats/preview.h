// Whether a picture that comes along with data can be looked at: its container is whole, and its
// size is that of a preview. PNG (ISO 15948), GIF (87a, 89a), JPEG (ITU T.81). Nothing is decoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace heafs {

inline constexpr size_t kMaxPreviewBytes = size_t{32} << 20;
inline constexpr int64_t kLeastPreviewSide = 16;  // pixels
inline constexpr int64_t kMostPreviewSide = 20'000;

struct PreviewReport {
    int64_t width = 0;  // pixels, as far as it was found
    int64_t height = 0;
    std::string fault;  // what is wrong, or ""
    bool operator==(const PreviewReport&) const = default;
};

// `bytes` are the whole file. What begins with none of the three signatures is a fault too.
PreviewReport check_preview(std::span<const std::byte> bytes);

}  // namespace heafs
