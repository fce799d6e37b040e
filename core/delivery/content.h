// What the bytes of one file are, whatever its name: kind, sizes, header keywords, and findings of
// structure. Made in the worker process, because the bytes are foreign.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/content/calibration_entry.h"
#include "core/content/file_facts.h"

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
    kProgram,  // an executable of ELF or of Windows
    kScript,   // begins with #!
};
inline constexpr ContentKind kLastContentKind = ContentKind::kScript;

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
    // In caldb/: what an index would say of the file's HDUs; for an index, the files it names.
    std::vector<CalibrationEntry> calibration;
    std::vector<std::string> indexed_files;
    std::string event_sketch;  // of an instrument's event list: list_sketch_text()
    bool operator==(const Content&) const = default;
};

// What the rules about content need beside the bytes. `path` is that in the observation folder, or
// the name alone where no place is known.
struct ContentPlace {
    std::string mission;       // its name; "" where no mission is known
    std::string mission_file;  // its text
    std::string area;          // "obs", "trend", ...; "" where no place is known
    std::string path;
    int64_t now = 0;  // seconds since 1970
    // Of an encrypted file whose key the mission has left with the archive; else "".
    std::string passphrase = {};
    std::string plaintext_sha256 = {};
    bool operator==(const ContentPlace&) const = default;
};

// Reads the first `size` bytes behind `fd` once, from its start. `keywords`: whose values are
// wanted beside those of the archive's own records (at most kMaxFurtherKeywords are looked for).
// Without a context, rules about content are left out.
Content examine_content(int fd, int64_t size, const std::vector<std::string>& keywords = {},
                        const ContentContext* context = nullptr);

inline constexpr size_t kMaxFurtherKeywords = 48;

// The value of a keyword in the first HDU that has it, or "".
std::string header_value(const Content& content, const std::string& keyword);

}  // namespace heafs
