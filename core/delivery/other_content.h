// What is looked at in files that are not FITS: tables as TDAT, encrypted files, previews, and
// programs that have no place among data. One of them for a file, fed as its bytes pass.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/delivery/content.h"

namespace heafs {

class OtherContent {
   public:
    virtual ~OtherContent() = default;
    virtual void feed(std::span<const std::byte> bytes) = 0;
    // Findings without a file name; to be called once.
    virtual std::vector<Finding> finish() = 0;
};

// What looks at a file of this kind and name, or null. `name` is its path, without .gz where the
// content was compressed.
std::unique_ptr<OtherContent> other_content(ContentKind kind, std::string_view path);

}  // namespace heafs
