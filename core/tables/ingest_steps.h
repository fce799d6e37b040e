// What was done to a table, in the twelve steps of the HEASARC database guide ("Adding Tables to
// the HEASARC Database"), for the sender's report.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/finding.h"
#include "core/tables/ingest_plan.h"
#include "core/tables/row_maker.h"

namespace heafs {

struct IngestSteps {
    TableInputHeader input;
    int64_t read = 0;      // rows
    int64_t replaced = 0;  // by an upsert
    RowMaker::Counts counts;
    const IngestPlan* plan = nullptr;
    const TableSettings* settings = nullptr;
    const TableSegment* before = nullptr;
};

// Twelve findings of TDT-010.
std::vector<Finding> ingest_steps(const IngestOrder& order, const IngestSteps& steps,
                                  const TableSegment& made);

}  // namespace heafs
