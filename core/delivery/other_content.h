// What is looked at in files that are not FITS: tables as TDAT, encrypted files, previews, and
// programs that have no place among data. One of them for a file, fed as its bytes pass.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/content/file_facts.h"
#include "core/delivery/content.h"

namespace heafs {

class OtherContent {
   public:
    virtual ~OtherContent() = default;
    virtual void feed(std::span<const std::byte> bytes) = 0;
    // Findings without a file name; to be called once.
    virtual std::vector<Finding> finish() = 0;
};

// What looks at a file of this kind and name, or null.
std::unique_ptr<OtherContent> other_content(ContentKind kind, const ContentContext& context);

}  // namespace heafs
