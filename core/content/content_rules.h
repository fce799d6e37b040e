// The rules about what headers say: KEY, TIM, EVT and CAL of one file.
#pragma once

#include <span>
#include <vector>

#include "core/base/finding.h"
#include "core/content/file_facts.h"
#include "core/fits/hdu_facts.h"

namespace heafs {

// All findings of a file's content, in the order of the themes; without a file name. In trend/ all
// are warnings at most, in caldb/ all but those of CAL. Nothing for a file without a whole HDU. At
// most kMostOfARule of one rule.
std::vector<Finding> judge_content_of(std::span<const HduFacts> facts,
                                      const ContentContext& context);

inline constexpr int kMostOfARule = 20;

// The themes.
void check_observatory(const FileFacts& file, std::vector<Finding>& findings);
void check_provenance(const FileFacts& file, std::vector<Finding>& findings);
void check_positions(const FileFacts& file, std::vector<Finding>& findings);
void check_hdu_classes(const FileFacts& file, std::vector<Finding>& findings);
void check_ogip(const FileFacts& file, std::vector<Finding>& findings);
void check_time_frame(const FileFacts& file, std::vector<Finding>& findings);
void check_time_span(const FileFacts& file, std::vector<Finding>& findings);
void check_exposure(const FileFacts& file, std::vector<Finding>& findings);

}  // namespace heafs
