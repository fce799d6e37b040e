#include "core/delivery/rules_page.h"

#include <fmt/format.h>

#include <iterator>

#include "core/delivery/rules.h"

namespace heafs {
namespace {

struct Group {
    std::string_view letters;
    std::string_view title;
};

constexpr Group kGroups[] = {
    {"DLV", "Delivery and manifest"},
    {"NAM", "Names and directories"},
    {"FIT", "FITS container"},
    {"TAB", "Tables"},
    {"SUM", "Integrity"},
    {"KEY", "Header content"},
    {"WCS", "Coordinates"},
    {"TIM", "Time"},
    {"CAL", "Calibration"},
    {"SEC", "Rights and security"},
    {"EVT", "Events"},
    {"TDT", "TDAT tables"},
    {"DOC", "Documents"},
};

std::string_view word_of(Change change) {
    switch (change) {
        case Change::kWaive:
            return "waived";
        case Change::kRaise:
            return "raised";
        case Change::kLower:
            return "lowered";
    }
    return "waived";
}

// "waived for xrt/event/*.gz, HDU 2, until 2030-01-01: reason".
std::string change_text(const RuleChange& change, std::string_view today) {
    return fmt::format("{} for {}{}, until {}{}: {}", word_of(change.change), change.files,
                       change.hdu ? fmt::format(", HDU {}", *change.hdu) : "", change.until,
                       change.until < today ? " (expired)" : "", change.reason);
}

std::vector<std::string> changes_of(const Mission* mission, std::string_view rule,
                                    std::string_view today) {
    std::vector<std::string> texts;
    if (mission == nullptr) return texts;
    for (const RuleChange& change : mission->rule_changes)
        if (change.rule == rule) texts.push_back(change_text(change, today));
    return texts;
}

// | and < begin something else in a table of Markdown.
std::string cell(std::string_view text) {
    std::string cell;
    for (const char c : text) {
        if (c == '|' || c == '<') cell += '\\';
        cell += c;
    }
    return cell;
}

}  // namespace

std::string_view group_title(std::string_view letters) {
    for (const Group& group : kGroups)
        if (group.letters == letters) return group.title;
    return "";
}

std::string rules_text(const Mission* mission, std::string_view today) {
    std::string text;
    for (const Rule& rule : all_rules()) {
        fmt::format_to(std::back_inserter(text), "{}  {:<7}  {}\n", rule.id, name_of(rule.severity),
                       rule.checks);
        for (const std::string& change : changes_of(mission, rule.id, today))
            fmt::format_to(std::back_inserter(text), "         {}\n", change);
    }
    return text;
}

std::string rules_markdown(const Mission* mission, std::string_view today) {
    std::string page =
        "# Rules of validation\n\n"
        "What is checked when files are delivered. A fatal rule ends the look at a file, an error "
        "rejects it, a\nwarning is accepted and listed. Ids are stable for ever. A mission's file "
        "may waive, raise or lower a\nrule for named files, with reason and last day.\n";
    if (mission != nullptr)
        fmt::format_to(std::back_inserter(page), "\nWith the profile of {} ({}).\n", mission->name,
                       mission->title);
    std::string_view letters;
    for (const Rule& rule : all_rules()) {
        if (rule.id.substr(0, 3) != letters) {
            letters = rule.id.substr(0, 3);
            fmt::format_to(std::back_inserter(page),
                           "\n## {}\n\n| id | severity | checks | how to mend it |\n"
                           "| --- | --- | --- | --- |\n",
                           group_title(letters));
        }
        std::string remedy = cell(rule.remedy);
        for (const std::string& change : changes_of(mission, rule.id, today))
            remedy += "<br>" + cell(change);
        fmt::format_to(std::back_inserter(page), "| {} | {} | {} | {} |\n", rule.id,
                       name_of(rule.severity), cell(rule.checks), remedy);
    }
    return page;
}

}  // namespace heafs
