// Applies a delivered file to a table: a new version comes out, or what is wrong and nothing. What
// HDBingest does; README.md beside says what each mode means.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/base/finding.h"
#include "core/tables/ingest_plan.h"
#include "core/tables/table_segment.h"

namespace heafs {

struct IngestFiles {
    std::span<const std::byte> input;            // the delivered file, inflated
    std::shared_ptr<const TableSegment> before;  // shared as segments are; null: no table yet
    // Empty files that can be read and written; of all but the first the content means nothing.
    int output = -1;
    int scratch = -1;
    // For the new rows of an upsert.
    int merge = -1;
    int merge_scratch = -1;
    // Called now and then, to give up the memory of what was read of the input; may be empty.
    std::function<void()> give_up_input = {};
};

// Findings without a file name, of the group TDT. With none that rejects, `output` is the new
// version, and TDT-010 says step by step what was done. Otherwise the output is nothing. The same
// inputs give the same bytes. Raises the Error of a system call.
std::vector<Finding> ingest_table(const IngestOrder& order, const IngestFiles& files);

inline constexpr size_t kMostIngestProblems = 100;
// How many keys are compared, 16 bytes each.
inline constexpr size_t kMostIngestKeys = 100'000'000;

}  // namespace heafs
