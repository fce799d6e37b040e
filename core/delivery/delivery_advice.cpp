#include "core/delivery/delivery_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/delivery/name_rules.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr size_t kMostLookedUp = 2000;  // files of an index
constexpr size_t kMostNamed = 3;

// The classes of a delivery's files, "caldb" and "trend" among them, and its documents.
struct Holdings {
    std::set<std::string> classes;
    std::vector<std::string> documents;  // below doc/
    std::set<std::string> final_paths;
};

Holdings holdings_of(const Mission& mission, const std::vector<std::string>& paths) {
    Holdings holdings;
    for (const std::string& path : paths) {
        const DeliveryPlace place = place_of(mission, path);
        if (place.rest.empty()) continue;
        holdings.final_paths.insert(place.final_path);
        if (place.area == "doc") holdings.documents.push_back(place.rest);
        if (place.area == "caldb" || place.area == "trend") holdings.classes.insert(place.area);
        if (place.area != "obs") continue;
        if (const FileClass* file_class = mission.class_of(place.rest))
            holdings.classes.insert(file_class->name);
    }
    return holdings;
}

void check_documents(const Mission& mission, const Holdings& holdings,
                     const std::vector<std::string>& public_documents,
                     std::vector<Finding>& findings) {
    for (const auto& [data_type, pattern] : mission.documents) {
        const Pattern& names = pattern;
        if (holdings.classes.count(data_type) == 0) continue;
        const auto describes = [&](const std::string& name) { return names.matches(name); };
        if (std::any_of(holdings.documents.begin(), holdings.documents.end(), describes) ||
            std::any_of(public_documents.begin(), public_documents.end(), describes))
            continue;
        Finding finding = make_finding(
            "DOC-001", "",
            fmt::format("no document describes the data type '{}': neither the delivery nor the "
                        "archive has it under doc/",
                        data_type));
        finding.expected = "doc/" + names.expression();
        findings.push_back(std::move(finding));
    }
}

void check_release_note(const Holdings& holdings, std::vector<Finding>& findings) {
    if (holdings.classes.count("caldb") == 0 || !holdings.documents.empty()) return;
    Finding finding = make_finding(
        "CAL-016", "",
        "the delivery has calibration files and nothing under doc/: neither a description nor a "
        "release note");
    finding.expected = "doc/...";
    findings.push_back(std::move(finding));
}

void check_index(const Mission& mission, const Holdings& holdings, const DeliveredIndex& index,
                 const std::function<bool(const std::string&)>& is_public,
                 std::vector<Finding>& findings) {
    const std::string own = fmt::format("data/{}/", mission.name);
    std::vector<std::string> absent;
    size_t looked_up = 0;
    for (const std::string& file : index.files) {
        // Another mission's folder cannot be seen from here.
        if (file.compare(0, own.size(), own) != 0 || ++looked_up > kMostLookedUp) continue;
        const std::string path = "caldb/" + file;
        if (holdings.final_paths.count(path) == 0 && !is_public(path)) absent.push_back(file);
    }
    if (absent.empty()) return;
    const size_t named = std::min(absent.size(), kMostNamed);
    Finding finding = make_finding(
        "CAL-014", index.path,
        fmt::format(
            "{} files that the index names are neither in the delivery nor in the archive: "
            "{}{}",
            absent.size(),
            fmt::join(absent.begin(), absent.begin() + static_cast<std::ptrdiff_t>(named), ", "),
            absent.size() > named ? ", ..." : ""));
    finding.severity = Severity::kWarning;  // they may come later, by a delivery of their own
    findings.push_back(std::move(finding));
}

}  // namespace

std::vector<Finding> delivery_advice(const Mission& mission,
                                     const std::vector<std::string>& delivery_paths,
                                     const std::vector<std::string>& public_documents,
                                     const std::vector<DeliveredIndex>& indexes,
                                     const std::function<bool(const std::string&)>& is_public) {
    std::vector<Finding> findings;
    const Holdings holdings = holdings_of(mission, delivery_paths);
    check_documents(mission, holdings, public_documents, findings);
    check_release_note(holdings, findings);
    for (const DeliveredIndex& index : indexes)
        check_index(mission, holdings, index, is_public, findings);
    return findings;
}

}  // namespace heafs
