#include "core/fits/finding_list.h"

#include <fmt/format.h>

namespace heafs {

void FindingList::add(Finding finding) {
    Tally& tally = tallies_[finding.rule];
    if (tally.kept == kMaxFindingsPerRule) {
        ++tally.dropped;
        return;
    }
    ++tally.kept;
    tally.last = findings_.size();
    findings_.push_back(std::move(finding));
}

bool FindingList::wants(std::string_view rule) {
    const auto found = tallies_.find(rule);
    if (found == tallies_.end() || found->second.kept < kMaxFindingsPerRule) return true;
    ++found->second.dropped;
    return false;
}

void FindingList::set_extname(size_t first, const std::string& extname) {
    for (size_t i = first; i < findings_.size(); ++i) findings_[i].extname = extname;
}

std::vector<Finding> FindingList::finish() {
    for (const auto& [rule, tally] : tallies_) {
        if (tally.dropped == 0) continue;
        findings_[tally.last].text += fmt::format(" ... and {} more", tally.dropped);
    }
    return std::move(findings_);
}

}  // namespace heafs
