#include "core/content/content_rules.h"

#include <algorithm>
#include <map>

#include "core/content/calibration_rules.h"

namespace heafs {
namespace {

constexpr void (*kThemes[])(const FileFacts&, std::vector<Finding>&) = {
    check_observatory, check_provenance, check_positions, check_hdu_classes, check_ogip,
    check_time_frame,  check_time_span,  check_exposure,  check_calibration};

// Calibration files have keywords of their own kind, which CAL asks for.
bool is_softer_in(const std::string& area, const std::string& rule) {
    return area == "trend" || (area == "caldb" && rule.compare(0, 3, "CAL") != 0);
}

void keep_few(std::vector<Finding>& findings) {
    std::map<std::string, int> seen;
    std::erase_if(findings,
                  [&](const Finding& finding) { return ++seen[finding.rule] > kMostOfARule; });
}

}  // namespace

std::vector<Finding> judge_content_of(std::span<const HduFacts> facts,
                                      const ContentContext& context) {
    std::vector<Finding> findings;
    if (facts.empty()) return findings;
    const FileFacts file(facts, context);
    for (const auto theme : kThemes) theme(file, findings);
    if (context.area == "caldb")  // CAL-008 asks for the same
        std::erase_if(findings, [](const Finding& finding) { return finding.rule == "KEY-001"; });
    for (Finding& finding : findings)
        if (is_softer_in(context.area, finding.rule))
            finding.severity = std::min(finding.severity, Severity::kWarning);
    keep_few(findings);
    return findings;
}

}  // namespace heafs
