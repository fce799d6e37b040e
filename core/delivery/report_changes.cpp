#include "core/delivery/report_changes.h"

#include <fmt/format.h>

#include <tuple>

namespace heafs {
namespace {

using Identity = std::tuple<std::string, std::string, int, std::string, std::string>;

Identity identity_of(const Finding& finding) {
    return {finding.rule, finding.file, finding.hdu.value_or(0), finding.column, finding.found};
}

bool counts(const Finding& finding) {
    return finding.waived.empty() && finding.severity >= Severity::kWarning;
}

}  // namespace

ReportChanges changes_between(const EarlierFindings& earlier, const std::vector<Finding>& now) {
    ReportChanges changes;
    std::map<Identity, size_t> open;  // how often each is there now
    for (const Finding& finding : now)
        if (counts(finding) && earlier.count(finding.file) > 0) ++open[identity_of(finding)];
    for (const auto& [path, findings] : earlier)
        for (const Finding& finding : findings) {
            if (!counts(finding)) continue;
            const auto there = open.find(identity_of(finding));
            if (there == open.end() || there->second == 0) {
                changes.mended.push_back(finding);
            } else {
                --there->second;
                ++changes.unchanged;
            }
        }
    for (const Finding& finding : now) {
        if (!counts(finding) || earlier.count(finding.file) == 0) continue;
        size_t& left = open[identity_of(finding)];
        if (left == 0) continue;
        --left;
        changes.appeared.push_back(finding);
    }
    return changes;
}

std::string changes_text(const ReportChanges& changes) {
    if (changes.mended.empty() && changes.appeared.empty() && changes.unchanged == 0) return {};
    std::string text =
        fmt::format("{} mended, {} new", changes.mended.size(), changes.appeared.size());
    if (changes.unchanged > 0) text += fmt::format(", {} as before", changes.unchanged);
    return text;
}

}  // namespace heafs
