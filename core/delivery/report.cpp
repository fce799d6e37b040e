#include "core/delivery/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/clock.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr size_t kShownOfAGroup = 3;
constexpr size_t kShownMissing = 20;

std::string place_text(const Finding& finding) {
    std::string place = finding.file;
    if (finding.hdu) {
        place += fmt::format(", HDU {}", *finding.hdu);
        if (!finding.extname.empty()) place += " (" + finding.extname + ")";
    }
    if (finding.card) place += fmt::format(", card {}", *finding.card);
    if (finding.row) place += fmt::format(", row {}", *finding.row);
    if (!finding.column.empty()) place += ", column " + finding.column;
    if (finding.offset) place += fmt::format(", byte {}", *finding.offset);
    return place;
}

void add_finding(const Finding& finding, std::string& text) {
    text += fmt::format("    {}\n        {}\n", place_text(finding), finding.text);
    if (!finding.found.empty()) text += fmt::format("        found:    {}\n", finding.found);
    if (!finding.expected.empty()) text += fmt::format("        expected: {}\n", finding.expected);
    if (!finding.waived.empty()) text += fmt::format("        waived:   {}\n", finding.waived);
}

void add_group(const std::vector<const Finding*>& group, std::string& text) {
    const Finding& first = *group.front();
    text += fmt::format("{} {}{}: {}\n", first.rule, name_of(first.severity),
                        first.waived.empty() ? "" : " (waived)", counted(group.size(), "finding"));
    const size_t shown = std::min(group.size(), kShownOfAGroup);
    for (size_t i = 0; i < shown; ++i) add_finding(*group[i], text);
    if (shown < group.size())
        text += fmt::format("    ... and {} more; report.json lists all\n", group.size() - shown);
    if (!first.remedy.empty() && first.waived.empty())
        text += fmt::format("    How to mend it: {}\n", first.remedy);
    text += "\n";
}

std::string sentence_of(const DeliverySummary& summary, const FindingCounts& counts) {
    if (summary.word == "published") {
        if (summary.published_ns == 0) return "Nothing has been delivered here yet.";
        return fmt::format("Everything that was delivered here is public since {}.",
                           utc_text(summary.published_ns));
    }
    if (summary.word == "rejected")
        return fmt::format("{} must be mended. Only the files named below have to be sent again.",
                           counted(counts.errors, "error"));
    if (summary.word == "held")
        return "The delivery is valid and held: it is not public. The reason is below.";
    if (summary.word == "publishing") return "The delivery is valid and is being published.";
    if (summary.word == "validating") return "Files are being validated.";
    if (!summary.missing.empty())
        return fmt::format("The delivery is not complete: {} still awaited.",
                           counted(summary.missing.size(), "file"));
    return "Waiting for more files, or for the file COMMIT that says the delivery is whole.";
}

void add_states(const DeliverySummary& summary, std::string& text) {
    std::map<FileState, size_t> states;
    int64_t bytes = 0;
    for (const auto& file : summary.files) {
        ++states[file.state];
        bytes += file.size;
    }
    text += fmt::format("Files:    {}, {} bytes", summary.files.size(), bytes);
    for (const auto& [state, number] : states)
        text += fmt::format("; {} {}", number, name_of(state));
    text += "\n";
}

void add_missing(const DeliverySummary& summary, std::string& text) {
    if (summary.missing.empty()) return;
    text += fmt::format("Missing: {}\n", counted(summary.missing.size(), "file"));
    for (size_t i = 0; i < std::min(summary.missing.size(), kShownMissing); ++i)
        text += "    " + summary.missing[i] + "\n";
    if (summary.missing.size() > kShownMissing) text += "    ... report.json lists all\n";
    text += "\n";
}

}  // namespace

std::string counted(size_t number, const std::string& noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

FindingCounts count_findings(const std::vector<Finding>& findings) {
    FindingCounts counts;
    for (const Finding& finding : findings) {
        if (!finding.waived.empty() || finding.severity == Severity::kInfo)
            ++counts.infos;
        else if (finding.severity == Severity::kWarning)
            ++counts.warnings;
        else
            ++counts.errors;
    }
    return counts;
}

std::string findings_text(const std::vector<Finding>& findings) {
    std::map<std::tuple<bool, int, std::string>, std::vector<const Finding*>> groups;
    for (const Finding& finding : findings)
        groups[{!finding.waived.empty(), -static_cast<int>(finding.severity), finding.rule}]
            .push_back(&finding);
    std::string text;
    for (const auto& [key, group] : groups) add_group(group, text);
    return text;
}

std::string report_text(const DeliverySummary& summary) {
    const FindingCounts counts = count_findings(summary.findings);
    std::string word = summary.word;
    for (char& c : word) c = static_cast<char>(c - 'a' + 'A');
    std::string text = fmt::format("{}\n{}\n\n", word, sentence_of(summary, counts));
    text += fmt::format("Delivery: {}/{}, revision {}, begun {}\n", summary.mission, summary.name,
                        summary.revision, utc_text(summary.made_ns));
    add_states(summary, text);
    text += fmt::format("Findings: {}, {}, {} for information\n\n", counted(counts.errors, "error"),
                        counted(counts.warnings, "warning"), counts.infos);
    text += findings_text(summary.findings);
    add_missing(summary, text);
    return text;
}

}  // namespace heafs
