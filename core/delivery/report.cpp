#include "core/delivery/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "core/base/clock.h"
#include "core/delivery/report_changes.h"
#include "core/delivery/rules.h"
#include "core/delivery/shown_text.h"

namespace heafs {
namespace {

constexpr size_t kShownOfAGroup = 3;
constexpr size_t kShownMissing = 20;

void add_line(std::string& text, std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("        {:<9} {}\n", name, shown_text(value));
}

// The example of a group: everything that is known.
void add_example(const Finding& finding, std::string& text) {
    text += fmt::format("    {}\n        {}\n", shown_text(place_text(finding)),
                        shown_text(finding.text));
    add_line(text, "found:", finding.found);
    add_line(text, "expected:", finding.expected);
    add_line(text, "waived:", finding.waived);
}

std::string_view colour_of(const Finding& finding, ReportStyle style) {
    if (style == ReportStyle::kPlain) return "";
    if (!finding.waived.empty() || finding.severity == Severity::kInfo) return "\033[36m";
    return finding.severity == Severity::kWarning ? "\033[33m" : "\033[1;31m";
}

std::string_view end_of_colour(ReportStyle style) {
    return style == ReportStyle::kPlain ? "" : "\033[0m";
}

void add_group(const FindingGroup& group, ReportStyle style, std::string& text) {
    const Finding& first = *group.front();
    text += fmt::format("{}{} {}{}{}: {}\n", colour_of(first, style), first.rule,
                        name_of(first.severity), first.waived.empty() ? "" : " (waived)",
                        end_of_colour(style), spread_text(group));
    add_example(first, text);
    const size_t shown =
        first.rule == kLoadingSteps ? group.size() : std::min(group.size(), kShownOfAGroup);
    for (size_t i = 1; i < shown; ++i)
        text += fmt::format("    {}\n        {}\n", shown_text(place_text(*group[i])),
                            shown_text(group[i]->text));
    if (shown < group.size())
        text += fmt::format("    ... and {} more; report.json and report.html list all\n",
                            group.size() - shown);
    if (!first.remedy.empty() && first.waived.empty() && first.rule != kLoadingSteps)
        text += fmt::format("    How to mend it: {}\n", shown_text(first.remedy));
    text += "\n";
}

void add_missing(const DeliverySummary& summary, std::string& text) {
    if (summary.missing.empty()) return;
    text += fmt::format("Missing: {}\n", counted(summary.missing.size(), "file"));
    for (size_t i = 0; i < std::min(summary.missing.size(), kShownMissing); ++i)
        text += fmt::format("    {}\n", shown_text(summary.missing[i]));
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

std::vector<FindingGroup> groups_of(const std::vector<Finding>& findings) {
    std::map<std::tuple<bool, int, std::string>, FindingGroup> groups;
    for (const Finding& finding : findings)
        groups[{!finding.waived.empty(), -static_cast<int>(finding.severity), finding.rule}]
            .push_back(&finding);
    std::vector<FindingGroup> sorted;
    for (auto& [key, group] : groups) sorted.push_back(std::move(group));
    return sorted;
}

std::string spread_text(const FindingGroup& group) {
    std::set<std::string_view> files;
    for (const Finding* finding : group) files.insert(finding->file);
    std::string text = counted(group.size(), "finding");
    if (files.size() > 1) text += fmt::format(" in {}", counted(files.size(), "file"));
    return text;
}

std::string place_text(const Finding& finding) {
    std::string place = finding.file;
    const auto add = [&](const std::string& part) {
        if (!place.empty()) place += ", ";
        place += part;
    };
    if (finding.hdu && finding.extname.empty()) add(fmt::format("HDU {}", *finding.hdu));
    if (finding.hdu && !finding.extname.empty())
        add(fmt::format("HDU {} ({})", *finding.hdu, finding.extname));
    if (finding.card) add(fmt::format("card {}", *finding.card));
    if (finding.row) add(fmt::format("row {}", *finding.row));
    if (!finding.column.empty()) add("column " + finding.column);
    if (finding.offset) add(fmt::format("byte {}", *finding.offset));
    return place.empty() ? "the delivery as a whole" : place;
}

std::string verdict_heading(const DeliverySummary& summary) {
    std::string word = summary.word;
    for (char& c : word)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return word;
}

std::string verdict_sentence(const DeliverySummary& summary) {
    const FindingCounts counts = count_findings(summary.findings);
    if (summary.word == "valid" && summary.missing.empty()) return "Nothing here would be refused.";
    if (summary.word == "valid")
        return fmt::format("Nothing here would be refused, but {} missing: it would wait for them.",
                           summary.missing.size() == 1
                               ? "1 file is"
                               : counted(summary.missing.size(), "file") + " are");
    if (summary.word == "published") {
        if (summary.published_ns == 0) return "Nothing has been delivered here yet.";
        if (is_rehearsal_name(summary.name))
            return fmt::format(
                "This is a TEST: all of it would have been published, at {}. Nothing is public.",
                utc_text(summary.published_ns));
        return fmt::format("Everything that was delivered here is public since {}.",
                           utc_text(summary.published_ns));
    }
    if (summary.word == "rejected") {
        const std::string must = fmt::format("{} must be mended.", counted(counts.errors, "error"));
        if (summary.name.empty()) return must;
        return fmt::format("{} Only the files named below have to be sent again.", must);
    }
    if (summary.word == "held")
        return "The delivery is valid and held: it is not public. The reason is below.";
    if (summary.word == "publishing") return "The delivery is valid and is being published.";
    if (summary.word == "validating") return "Files are being validated.";
    if (!summary.missing.empty())
        return fmt::format("The delivery is not complete: {} still awaited.",
                           counted(summary.missing.size(), "file"));
    return "Waiting for more files, or for the file COMMIT that says the delivery is whole.";
}

std::string files_text(const DeliverySummary& summary) {
    std::map<FileState, size_t> states;
    int64_t bytes = 0;
    for (const auto& file : summary.files) {
        ++states[file.state];
        bytes += file.size;
    }
    std::string text = fmt::format("{}, {} bytes", summary.files.size(), bytes);
    for (const auto& [state, number] : states)
        text += fmt::format("; {} {}", number, name_of(state));
    return text;
}

std::string counts_text(const FindingCounts& counts) {
    return fmt::format("{}, {}, {} for information", counted(counts.errors, "error"),
                       counted(counts.warnings, "warning"), counts.infos);
}

std::string findings_text(const std::vector<Finding>& findings, ReportStyle style) {
    std::string text;
    for (const FindingGroup& group : groups_of(findings)) add_group(group, style, text);
    return text;
}

std::string report_text(const DeliverySummary& summary, ReportStyle style) {
    const FindingCounts counts = count_findings(summary.findings);
    const bool coloured = style == ReportStyle::kColoured;
    const char* colour = !coloured ? "" : counts.errors > 0 ? "\033[1;31m" : "\033[1;32m";
    std::string text = fmt::format("{}{}{}\n{}\n\n", colour, verdict_heading(summary),
                                   end_of_colour(style), verdict_sentence(summary));
    if (!summary.name.empty())
        text += fmt::format("Delivery: {}/{}, revision {}, begun {}\n", summary.mission,
                            summary.name, summary.revision, utc_text(summary.made_ns));
    text += fmt::format("Files:    {}\n", files_text(summary));
    text += fmt::format("Findings: {}\n", counts_text(counts));
    const std::string changes = changes_text(changes_between(summary.earlier, summary.findings));
    if (!changes.empty()) text += fmt::format("Changed:  {}, since the last revision\n", changes);
    text += fmt::format("\n{}", findings_text(summary.findings, style));
    add_missing(summary, text);
    return text;
}

}  // namespace heafs
