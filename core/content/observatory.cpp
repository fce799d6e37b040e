// Whose data they are: KEY-001, KEY-002, KEY-008, KEY-013. The values are those of OGIP/93-013 as
// the mission's file lists them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/content/content_rules.h"

namespace heafs {
namespace {

bool among(const std::vector<std::string>& allowed, const std::string& value) {
    return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& each) {
        return upper_case(each) == upper_case(value);
    });
}

// A keyword of the science HDU or the primary, with a value of the mission's list.
void check_named(const FileFacts& file, const HduView& science, std::string_view keyword,
                 const std::vector<std::string>& allowed, std::vector<Finding>& findings) {
    if (file.text(science, keyword).empty()) {
        findings.push_back(science.finding(
            "KEY-001",
            fmt::format("{} is missing from this HDU and from the primary header{}", keyword,
                        allowed.empty()
                            ? ""
                            : fmt::format("; write one of {}", fmt::join(allowed, ", ")))));
    }
    if (allowed.empty()) return;
    for (const HduView& hdu : file.hdus) {
        const std::string value = hdu.text(keyword);
        if (value.empty() || among(allowed, value)) continue;
        findings.push_back(hdu.softened("KEY-001",
                                        fmt::format("{} = '{}' is not of this mission: {}", keyword,
                                                    value, fmt::join(allowed, ", ")),
                                        hdu.find(keyword)));
    }
}

void check_telescope_elsewhere(const FileFacts& file, std::vector<Finding>& findings) {
    const auto& allowed = file.context.mission->telescop;
    if (allowed.empty()) return;
    for (const HduView& hdu : file.hdus) {
        const std::string value = hdu.text("TELESCOP");
        if (value.empty() || among(allowed, value)) continue;
        findings.push_back(hdu.finding("KEY-001",
                                       fmt::format("TELESCOP = '{}' is not of this mission: {}",
                                                   value, fmt::join(allowed, ", ")),
                                       hdu.find("TELESCOP")));
        return;
    }
}

void check_required(const FileFacts& file, const HduView& science, std::vector<Finding>& findings) {
    const Mission& mission = *file.context.mission;
    const FileClass* const file_class = mission.class_of(file.context.path);
    if (file_class == nullptr) return;
    const auto required = mission.required_keywords.find(file_class->name);
    if (required == mission.required_keywords.end()) return;
    for (const std::string& keyword : required->second)
        if (file.text(science, keyword).empty())
            findings.push_back(
                science.finding("KEY-002", fmt::format("{} is missing; every {} file of {} has it",
                                                       keyword, file_class->name, mission.name)));
}

// KEY-008: GTI tables speak of the same observation as the events they belong to.
void check_gti_agree(const FileFacts& file, const HduView& events, std::vector<Finding>& findings) {
    for (const HduView& gti : file.hdus) {
        if (gti.hdu_class() != HduClass::kGti) continue;
        for (const char* keyword : {"TELESCOP", "INSTRUME", "OBS_ID"}) {
            const std::string theirs = gti.text(keyword);
            const std::string ours = file.text(events, keyword);
            if (theirs.empty() || ours.empty() || upper_case(theirs) == upper_case(ours)) continue;
            findings.push_back(gti.finding(
                "KEY-008",
                fmt::format("{} is '{}' here and '{}' in the events", keyword, theirs, ours),
                gti.find(keyword)));
        }
    }
}

void check_filter(const FileFacts& file, const HduView& science, std::vector<Finding>& findings) {
    const auto& filters = file.context.mission->filters;
    const std::string filter = science.text("FILTER");
    if (filters.empty() || filter.empty() || among(filters, filter)) return;
    findings.push_back(science.finding("KEY-013",
                                       fmt::format("FILTER = '{}' is not in the mission's list: {}",
                                                   filter, fmt::join(filters, ", ")),
                                       science.find("FILTER")));
}

}  // namespace

void check_observatory(const FileFacts& file, std::vector<Finding>& findings) {
    const HduView* const science = file.first_science();
    const Mission* const mission = file.context.mission;
    if (science != nullptr) {
        static const std::vector<std::string> kAny;
        check_named(file, *science, "TELESCOP", mission ? mission->telescop : kAny, findings);
        check_named(file, *science, "INSTRUME", mission ? mission->instrume : kAny, findings);
        if (science->hdu_class() == HduClass::kEvents) check_gti_agree(file, *science, findings);
        if (mission) check_required(file, *science, findings);
        if (mission) check_filter(file, *science, findings);
    } else if (mission && file.context.area != "trend") {
        check_telescope_elsewhere(file, findings);
    }
}

}  // namespace heafs
