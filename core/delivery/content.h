// What the bytes of one file are, whatever its name: kind, sizes, header keywords, and findings of
// structure. Made in the worker process, because the bytes are foreign.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/finding.h"

namespace heafs {

enum class ContentKind {
    kEmpty,
    kFits,
    kPng,
    kGif,
    kJpeg,
    kPostScript,
    kPdf,
    kZip,  // docx is one
    kHtml,
    kText,
    kOther,
};

struct HeaderValue {
    int hdu = 1;
    std::string keyword;
    std::string value;
    bool operator==(const HeaderValue&) const = default;
};

struct Content {
    int64_t size = 0;
    int64_t inflated_size = 0;
    bool gzip = false;
    ContentKind kind = ContentKind::kOther;
    std::string first_bytes;  // of the inflated content, as hex
    std::vector<HeaderValue> header;
    std::vector<Finding> findings;  // without a file name
    bool operator==(const Content&) const = default;
};

// Reads the first `size` bytes behind `fd` once, from its start. `keywords`: whose values are
// wanted beside those of the archive's own records (at most kMaxFurtherKeywords are looked for).
Content examine_content(int fd, int64_t size, const std::vector<std::string>& keywords = {});

inline constexpr size_t kMaxFurtherKeywords = 48;

// The value of a keyword in the first HDU that has it, or "".
std::string header_value(const Content& content, const std::string& keyword);

}  // namespace heafs
