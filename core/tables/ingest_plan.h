// How the values of a delivered table become a row of the archive's: which column each comes from,
// which positions are transformed, what stands for null. Pure functions of the two schemas and the
// table's settings.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/tables/table_settings.h"
#include "core/base/finding.h"
#include "core/sky/equinox.h"
#include "core/tables/table_input.h"
#include "core/tables/table_segment.h"

namespace heafs {

// Positions that come in another frame. All are columns of the plan's schema.
struct PositionPlan {
    SkyFrame frame;
    size_t ra = 0;  // J2000, computed
    size_t dec = 0;
    size_t longitude = 0;  // as delivered
    size_t latitude = 0;
    // The delivered ra and dec are the originals; else they are kept where they are not null.
    bool replaces = false;
};

struct ColumnPlan {
    const ColumnRule* rule = nullptr;
    size_t column = 0;
    std::optional<size_t> from;
};

struct IngestPlan {
    TableSchema schema;                        // of the new version
    std::vector<std::optional<size_t>> input;  // the input's column of each; none: null
    bool has_widths = true;
    std::optional<PositionPlan> position;
    std::vector<ColumnPlan> columns;
    std::vector<size_t> fatal;  // columns
    std::vector<size_t> key;
};

struct IngestOrder {
    std::string table;          // table_key() of its file: "messier"
    std::string mode;           // append, replace, upsert or header
    std::string extension;      // of the file
    std::string settings_name;  // of the file with the table's settings; "" where there are none
    std::string settings_text;
    bool operator==(const IngestOrder&) const = default;
};

// `before`: the version to which the file is applied, or null. The settings outlive the plan. What
// keeps the table out, or is to be told, is added to `findings`.
IngestPlan plan_ingest(const IngestOrder& order, const TableInputHeader& input,
                       const TableSettings& settings, const TableSegment* before,
                       std::vector<Finding>& findings);

}  // namespace heafs
