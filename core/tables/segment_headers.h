// The headers of the HDUs of a table's segment that only we read: README.md states the format.
#pragma once

#include <cstdint>
#include <string>

#include "core/fits/hdu_text.h"
#include "core/tables/table_builder.h"

namespace heafs {

inline constexpr int kTableFormat = 1;  // HEAFSTAB
// Names of HDUs; the one of the rows bears the table's.
inline constexpr const char* kSchemaHdu = "SCHEMA";
inline constexpr const char* kRecordsHdu = "RECORDS";
inline constexpr const char* kPositionsHdu = "POSITIONS";
inline constexpr const char* kIndexHdu = "INDEX";
inline constexpr const char* kRangesHdu = "RANGES";

// The first HDU. As many cards whatever the dates.
HeaderText segment_primary_header(const TableSchema& schema, int64_t rows, const TableDates& dates,
                                  const std::string& content_hash);
HeaderText schema_header(int64_t bytes);
HeaderText records_header(int64_t rows, int64_t record_bytes);
HeaderText positions_header(int64_t positions);
// Of the column number `column` (from 0).
HeaderText index_header(const TableSchema& schema, size_t column, int64_t rows);
HeaderText ranges_header(int64_t columns, int64_t name_bytes);

// Whether an index is made of the column.
bool is_indexed(const TableColumn& column);

// "2008-08-22T22:03:15.25": no digit is lost.
std::string exact_text_of(const CalendarMoment& moment);

}  // namespace heafs
