#include "core/delivery/report_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/clock.h"
#include "core/base/sha256.h"
#include "core/base/signature.h"
#include "core/delivery/report.h"
#include "core/delivery/report_html_parts.h"
#include "core/delivery/rules.h"
#include "core/delivery/shown_text.h"

namespace heafs {
namespace {

// 'sha256-<Base64>' as a Content-Security-Policy names an inline style or script.
std::string policy_hash(std::string_view text) {
    const std::string hex = sha256_hex(text);
    std::string bytes;
    for (size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return "'sha256-" + base64_of(bytes) + "'";
}

std::string head(const DeliverySummary& summary) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<title>{}: {}/{}</title>\n<style>{}</style></head>\n",
        policy_hash(kReportStyle), policy_hash(kReportScript), html_text(summary.word),
        html_text(summary.mission), html_text(summary.name), kReportStyle);
}

// What a group is filtered and coloured by.
std::string kind_of(const Finding& finding) {
    if (!finding.waived.empty()) return "waived";
    return finding.severity == Severity::kFatal ? "error" : std::string(name_of(finding.severity));
}

void add_fact(std::string& page, std::string_view name, const std::string& value) {
    page += fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html_text(value));
}

void add_heading(const DeliverySummary& summary, std::string& page) {
    const FindingCounts counts = count_findings(summary.findings);
    const bool bad = counts.errors > 0 || summary.word == "rejected";
    page += fmt::format("<body class=\"{}\">\n<h1>{}</h1>\n<p class=\"sentence\">{}</p>\n",
                        bad ? "bad" : "good", html_text(verdict_heading(summary)),
                        html_text(verdict_sentence(summary)));
    page += "<dl class=\"facts\">\n";
    if (!summary.name.empty())
        add_fact(
            page, "Delivery",
            fmt::format("{}/{}, revision {}", summary.mission, summary.name, summary.revision));
    if (summary.made_ns > 0) add_fact(page, "Begun", utc_text(summary.made_ns));
    if (summary.published_ns > 0) add_fact(page, "Published", utc_text(summary.published_ns));
    add_fact(page, "Files", files_text(summary));
    add_fact(page, "Findings", counts_text(counts));
    const std::string changes = changes_text(changes_between(summary.earlier, summary.findings));
    if (!changes.empty()) add_fact(page, "Since the last revision", changes);
    if (!summary.missing.empty())
        add_fact(page, "Missing", counted(summary.missing.size(), "file"));
    page += "</dl>\n";
}

void add_quoted(std::string& page, std::string_view name, const std::string& value) {
    if (value.empty()) return;
    page += fmt::format("<p><span class=\"faint\">{}</span> <code>{}</code></p>", name,
                        html_text(value));
}

void add_finding(const Finding& finding, const std::string& remedy, std::string& page) {
    page += fmt::format("<div class=\"finding\"><p class=\"place\">{}</p><p>{}</p>",
                        html_text(place_text(finding)), html_text(finding.text));
    add_quoted(page, "found", finding.found);
    add_quoted(page, "expected", finding.expected);
    if (!finding.waived.empty())
        page += fmt::format("<p class=\"waived\">Waived: {}</p>", html_text(finding.waived));
    else if (finding.remedy != remedy && !finding.remedy.empty())
        page += fmt::format("<p>How to mend it: {}</p>", html_text(finding.remedy));
    page += "</div>\n";
}

void add_group(const FindingGroup& group, std::string& page) {
    const Finding& first = *group.front();
    const std::string kind = kind_of(first);
    const Rule* rule = find_rule(first.rule);
    page += fmt::format(
        "<section class=\"rule is-{0}\" data-severity=\"{0}\" data-rule=\"{1}\">\n"
        "<h3><span class=\"number\">{2}</span><span class=\"{0}\">{1} {3}</span> {4}</h3>\n",
        kind, html_text(first.rule), html_text(spread_text(group)), kind,
        html_text(rule ? rule->checks : ""));
    add_finding(first, first.remedy, page);
    if (group.size() > 1) {
        page += fmt::format("<details><summary>{} more</summary>\n", group.size() - 1);
        for (size_t i = 1; i < group.size(); ++i) add_finding(*group[i], first.remedy, page);
        page += "</details>\n";
    }
    if (!first.remedy.empty() && first.waived.empty() && first.rule != kLoadingSteps)
        page += fmt::format("<p class=\"mend\"><strong>How to mend it:</strong> {}</p>\n",
                            html_text(first.remedy));
    page += "</section>\n";
}

void add_filter(const std::vector<FindingGroup>& groups, std::string& page) {
    std::set<std::string> rules;
    for (const FindingGroup& group : groups) rules.insert(group.front()->rule);
    page +=
        "<div id=\"filter\"><input id=\"word\" type=\"search\" placeholder=\"File, card or word\" "
        "aria-label=\"Show findings with this text\">\n"
        "<select id=\"severity\" aria-label=\"Severity\"><option value=\"\">every severity</option>"
        "<option>error</option><option>warning</option><option>info</option>"
        "<option>waived</option></select>\n"
        "<select id=\"rule\" aria-label=\"Rule\"><option value=\"\">every rule</option>";
    for (const std::string& rule : rules)
        page += fmt::format("<option>{}</option>", html_text(rule));
    page += "</select><span id=\"shown\" class=\"faint\" role=\"status\"></span></div>\n";
}

void add_findings(const DeliverySummary& summary, std::string& page) {
    const auto groups = groups_of(summary.findings);
    if (groups.empty()) return;
    page += "<h2>Findings</h2>\n";
    add_filter(groups, page);
    for (const FindingGroup& group : groups) add_group(group, page);
}

void add_changes(const DeliverySummary& summary, std::string& page) {
    const ReportChanges changes = changes_between(summary.earlier, summary.findings);
    const std::string text = changes_text(changes);
    if (text.empty()) return;
    page += fmt::format("<h2>Since the last revision</h2>\n<p>{}</p>\n", html_text(text));
    if (changes.mended.empty() && changes.appeared.empty()) return;
    page += "<details><summary>Which</summary><table><tr><th></th><th>Rule</th><th>Where</th></tr>";
    const auto add = [&](std::string_view word, const std::vector<Finding>& findings) {
        for (const Finding& finding : findings)
            page += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"place\">{}</td></tr>\n",
                                word, html_text(finding.rule), html_text(place_text(finding)));
    };
    add("mended", changes.mended);
    add("new", changes.appeared);
    page += "</table></details>\n";
}

void add_lists(const DeliverySummary& summary, std::string& page) {
    if (!summary.missing.empty()) {
        page += "<h2>Missing</h2>\n<ul>";
        for (const std::string& path : summary.missing)
            page += fmt::format("<li class=\"place\">{}</li>\n", html_text(path));
        page += "</ul>\n";
    }
    if (summary.files.empty()) return;
    page += fmt::format(
        "<h2>Files</h2>\n<details><summary>{}</summary><table>"
        "<tr><th>Path</th><th>State</th><th>Bytes</th></tr>\n",
        counted(summary.files.size(), "file"));
    for (const auto& file : summary.files)
        page += fmt::format("<tr><td class=\"place\">{}</td><td>{}</td><td>{}</td></tr>\n",
                            html_text(file.path), name_of(file.state), file.size);
    page += "</table></details>\n";
}

}  // namespace

std::string report_html(const DeliverySummary& summary) {
    std::string page = head(summary);
    add_heading(summary, page);
    add_changes(summary, page);
    add_findings(summary, page);
    add_lists(summary, page);
    // The script needs its controls, which are there only with findings.
    if (!summary.findings.empty()) page += fmt::format("<script>{}</script>\n", kReportScript);
    page += "</body></html>\n";
    return page;
}

}  // namespace heafs
