#include "core/delivery/calibration_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "config/base/pattern.h"
#include "core/base/files.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

std::string hdu_name(const std::string& path, int hdu) {
    return fmt::format("{}[{}]", base_name(path), hdu - 1);  // CFITSIO counts from 0 in brackets
}

// The latest version of each family, and all that have no version.
std::vector<const ReleasedCalibration*> in_force(const std::vector<ReleasedCalibration>& others) {
    std::map<std::string, std::pair<int, const ReleasedCalibration*>> latest;
    std::vector<const ReleasedCalibration*> files;
    for (const ReleasedCalibration& other : others) {
        const auto version = calibration_version(base_name(other.path));
        if (!version) {
            files.push_back(&other);
            continue;
        }
        auto& known = latest[version->family];
        if (known.second == nullptr || version->version > known.first)
            known = {version->version, &other};
    }
    for (const auto& [family, file] : latest) files.push_back(file.second);
    return files;
}

bool is_family(const ReleasedCalibration& other, const std::optional<CalibrationVersion>& mine) {
    const auto version = calibration_version(base_name(other.path));
    return mine && version && version->family == mine->family;
}

void check_version(const std::string& path, const CalibrationVersion& mine,
                   const std::vector<ReleasedCalibration>& others, std::vector<Finding>& findings) {
    int latest = -1;
    for (const ReleasedCalibration& other : others)
        if (is_family(other, mine))
            latest = std::max(latest, calibration_version(base_name(other.path))->version);
    if (latest < 0 || mine.version == latest + 1) return;
    Finding finding = make_finding("CAL-011", path,
                                   fmt::format("v{:03} comes after v{:03}: expected v{:03}",
                                               mine.version, latest, latest + 1));
    finding.found = fmt::format("v{:03}", mine.version);
    finding.expected = fmt::format("v{:03}", latest + 1);
    findings.push_back(std::move(finding));
}

void check_conflicts(const std::string& path, const std::vector<CalibrationEntry>& entries,
                     const std::vector<const ReleasedCalibration*>& others,
                     const std::optional<CalibrationVersion>& mine,
                     std::vector<Finding>& findings) {
    const auto tell = [&](const CalibrationEntry& entry, const std::string& with) {
        Finding finding =
            make_finding("CAL-013", path,
                         fmt::format("{} from {}: conflicts with {}; supersede or change CBD",
                                     entry.name, moment_of(entry), with));
        finding.hdu = entry.hdu;
        findings.push_back(std::move(finding));
    };
    for (size_t i = 0; i < entries.size(); ++i) {
        for (size_t j = 0; j < i; ++j)
            if (same_question(entries[i], entries[j]))
                tell(entries[i], hdu_name(path, entries[j].hdu));
        for (const ReleasedCalibration* other : others) {
            if (is_family(*other, mine)) continue;  // superseded, or it supersedes
            for (const CalibrationEntry& theirs : other->entries)
                if (same_question(entries[i], theirs))
                    tell(entries[i], hdu_name(other->path, theirs.hdu));
        }
    }
}

// The time that the superseded version covered, and that nothing covers any more.
void check_gap(const std::string& path, const std::vector<CalibrationEntry>& entries,
               const std::vector<const ReleasedCalibration*>& others,
               const std::optional<CalibrationVersion>& mine, std::vector<Finding>& findings) {
    for (const ReleasedCalibration* old : others) {
        const auto version = calibration_version(base_name(old->path));
        if (!is_family(*old, mine) || version->version >= mine->version) continue;
        for (const CalibrationEntry& before : old->entries) {
            std::string first;
            bool covered = false;
            for (const CalibrationEntry& now : entries)
                if (same_subject(before, now) && (first.empty() || moment_of(now) < first))
                    first = moment_of(now);
            for (const ReleasedCalibration* other : others)
                for (const CalibrationEntry& theirs : other->entries)
                    covered = covered || (other != old && same_subject(before, theirs) &&
                                          moment_of(theirs) <= moment_of(before));
            if (covered || first.empty() || first <= moment_of(before)) continue;
            Finding finding = make_finding(
                "CAL-015", path,
                fmt::format("{}: {} was valid from {}, this file from {}; nothing covers the time "
                            "between",
                            before.name, base_name(old->path), moment_of(before), first));
            finding.found = first;
            finding.expected = moment_of(before);
            findings.push_back(std::move(finding));
        }
    }
}

}  // namespace

std::optional<CalibrationVersion> calibration_version(const std::string& name) {
    static const Pattern kVersioned("(?<before>.*?)v(?<version>[0-9]{3})(?<after>(\\..*)?)");
    const auto groups = kVersioned.match(name);
    if (!groups) return std::nullopt;
    return CalibrationVersion{groups->at("before") + groups->at("after"),
                              std::stoi(groups->at("version"))};
}

std::vector<Finding> compare_with_released(const std::string& delivery_path,
                                           const std::vector<CalibrationEntry>& entries,
                                           const std::vector<ReleasedCalibration>& others) {
    std::vector<Finding> findings;
    const auto mine = calibration_version(base_name(delivery_path));
    const auto valid = in_force(others);
    if (mine) check_version(delivery_path, *mine, others, findings);
    check_conflicts(delivery_path, entries, valid, mine, findings);
    check_gap(delivery_path, entries, valid, mine, findings);
    return findings;
}

std::string words_for_released(const std::string& path) {
    return fmt::format(
        "'{}' was released with other bytes: released files are immutable, raise "
        "vNNN",
        path);
}

}  // namespace heafs
