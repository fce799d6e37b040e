// The catalogue of validation rules: data, one id for ever. A rule has a group (the letters of its
// id), a default severity and a remedy that helps whatever the finding's own words are.
#pragma once

#include <span>
#include <string_view>

#include "core/base/finding.h"

namespace heafs {

// What became of a table, step by step: reports show all of it.
inline constexpr std::string_view kLoadingSteps = "TDT-010";

struct Rule {
    std::string_view id;
    Severity severity;
    std::string_view checks;
    std::string_view remedy;
};

std::span<const Rule> all_rules();

// Nothing when no rule has this id.
const Rule* find_rule(std::string_view id);

std::string_view name_of(Severity severity);  // "info", "warning", "error", "fatal"

// A finding of a rule with the rule's severity and remedy. The id must exist.
Finding make_finding(std::string_view rule, std::string file, std::string text);

}  // namespace heafs
