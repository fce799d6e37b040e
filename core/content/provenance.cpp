// Where a file comes from: KEY-003, KEY-009, KEY-012.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/content/content_rules.h"

namespace heafs {
namespace {

void check_origin(const FileFacts& file, const HduView& science, std::vector<Finding>& findings) {
    std::vector<std::string> missing;
    for (const char* keyword : {"ORIGIN", "CREATOR", "DATE"})
        if (file.text(science, keyword).empty()) missing.emplace_back(keyword);
    if (missing.empty()) return;
    findings.push_back(science.finding(
        "KEY-003", fmt::format("{} stand{} neither in this HDU nor in the primary header",
                               fmt::join(missing, ", "), missing.size() == 1 ? "s" : "")));
}

void check_versions(const FileFacts& file, const HduView& science, std::vector<Finding>& findings) {
    if (science.is_response()) return;
    for (const char* keyword : {"CALDBVER", "SOFTVER", "PROCVER"})
        if (!file.text(science, keyword).empty()) return;
    findings.push_back(science.finding(
        "KEY-012", "none of CALDBVER, SOFTVER and PROCVER says what processed these data"));
}

void check_primary(const FileFacts& file, std::vector<Finding>& findings) {
    const HduView& primary = file.hdus.front();
    if (primary.facts().data_bytes > 0 || file.hdus.size() == 1) return;
    for (const char* keyword : {"TELESCOP", "OBS_ID", "OBJECT", "DATE-OBS"})
        if (primary.has(keyword)) return;
    findings.push_back(primary.finding(
        "KEY-009",
        "the primary header says nothing of the file: neither TELESCOP nor OBS_ID, OBJECT or "
        "DATE-OBS"));
}

}  // namespace

void check_provenance(const FileFacts& file, std::vector<Finding>& findings) {
    if (const HduView* const science = file.first_science()) {
        check_origin(file, *science, findings);
        check_versions(file, *science, findings);
    }
    check_primary(file, findings);
}

}  // namespace heafs
