// The rules about calibration files, CAL: what headers say (one file), what the rows of responses
// and of indexes say. Sources: CAL/GEN/92-002 (responses), 92-008 (indexes), 92-011 (keywords).
#pragma once

#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/content/calibration_entry.h"
#include "core/content/file_facts.h"
#include "core/fits/fits_view.h"

namespace heafs {

inline constexpr size_t kMostCalibrationEntries = 200;  // of a file

// CAL-001 to CAL-009 and the date of CAL-011, for a file in caldb/.
void check_calibration(const FileFacts& file, std::vector<Finding>& findings);

// What an index would say of the file's HDUs; those without CCLS0001 are not indexed.
std::vector<CalibrationEntry> calibration_entries(const FileFacts& file);

// Whether rows have to be looked at: it is a response (in any area), or an index in caldb/.
bool has_rows_to_check(const FileFacts& file);

// CAL-017: the rows of MATRIX and EBOUNDS belong together. `view` is of the file of `file`.
void check_responses(const FileFacts& file, const FitsView& view, std::vector<Finding>& findings);

// CAL-013 and CAL-014 of an index of CALDB. Gives the files that its rows name, each once:
// "data/swift/xrt/cpf/x.rmf"; at most kMostIndexedFiles.
std::vector<std::string> check_calibration_index(const FileFacts& file, const FitsView& view,
                                                 std::vector<Finding>& findings);

inline constexpr size_t kMostIndexedFiles = 20'000;
inline constexpr size_t kMostIndexedPath = 200;  // bytes; longer ones cannot be looked up

}  // namespace heafs
