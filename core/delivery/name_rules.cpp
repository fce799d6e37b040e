#include "core/delivery/name_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/archive/areas.h"
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/delivery/area_places.h"
#include "core/delivery/bagit.h"
#include "core/delivery/manifest_signature.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr std::array kControlNames = {"COMMIT", "delivery.toml", "withdraw.txt", "quality.txt",
                                      kManifestSignature};
constexpr std::string_view kPayload = "data/";  // of a BagIt bag
constexpr std::array kReservedNames = {"report.txt", "report.json", "report.html", "verdict.txt",
                                       "receipt.json"};
constexpr std::array kDebrisEndings = {"~", ".swp", ".bak", ".tmp"};
constexpr std::array kDebrisNames = {"Thumbs.db", "desktop.ini", "core"};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr size_t kMaxCalibrationName = 40;
constexpr size_t kMaxCalibrationFolder = 70;

DeliveryPlace special_place(const Mission& mission, DeliveryPlace place, std::string_view below) {
    if (place.area == "tables") {
        const auto file = parse_table_path(below);
        if (!file) return place;
        place.rest = std::string(below);
        place.final_path = fmt::format("tables/{}/{}.{}", file->table,
                                       file->mode.empty() ? "append" : file->mode, file->extension);
        return place;
    }
    const auto rest = below_calibration_mission(below, mission.name);
    if (!rest || !parse_calibration_path(*rest)) return place;
    place.rest = std::string(*rest);
    place.final_path = mission_folder(place.area, mission.name) + "/" + place.rest;
    return place;
}

// CAL-010 (the widths of CAL_FILE and CAL_DIR in an index, CAL/GEN/92-008), and the letters that
// shells and CFITSIO leave alone.
void check_calibration_name(const Mission& mission, std::string_view path,
                            std::vector<Finding>& findings) {
    const std::string name = base_name(path);
    const std::string rest = place_of(mission, path).rest;
    const std::string folder = fmt::format("data/{}/{}", mission.name, parent_path(rest));
    const auto refuse = [&](std::string text, std::string found) {
        findings.push_back(make_finding("CAL-010", std::string(path), std::move(text)));
        findings.back().found = std::move(found);
    };
    if (name.size() > kMaxCalibrationName)
        refuse(fmt::format("'{}' has {} characters; CAL_FILE of an index takes {}", name,
                           name.size(), kMaxCalibrationName),
               fmt::format("{} characters", name.size()));
    if (folder.size() > kMaxCalibrationFolder)
        refuse(fmt::format("the folder '{}' has {} characters; CAL_DIR of an index takes {}",
                           folder, folder.size(), kMaxCalibrationFolder),
               fmt::format("{} characters", folder.size()));
    for (const char c : path)
        if (!is_upper(c) && !is_lower(c) && !is_digit(c) &&
            std::string_view("._-+/").find(c) == std::string_view::npos)
            return refuse(fmt::format("byte 0x{:02x} is not allowed in names of calibration files: "
                                      "use letters, digits and . _ - +",
                                      static_cast<unsigned char>(c)),
                          fmt::format("byte 0x{:02x}", static_cast<unsigned char>(c)));
}

std::string lowered(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
    return result;
}

void check_length(std::string_view path, std::string_view name, std::vector<Finding>& findings) {
    if (name.size() <= kMaxNameLength) return;
    Finding finding = make_finding(
        "NAM-001", std::string(path),
        fmt::format("'{}' has {} characters; the limit is {}", name, name.size(), kMaxNameLength));
    finding.found = fmt::format("{} characters", name.size());
    finding.expected = fmt::format("at most {} characters", kMaxNameLength);
    finding.remedy =
        fmt::format("Drop {} characters before the first dot", name.size() - kMaxNameLength);
    findings.push_back(std::move(finding));
}

void check_characters(std::string_view path, std::string_view name, bool folder,
                      std::vector<Finding>& findings) {
    for (size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool allowed =
            is_upper(c) || is_lower(c) || is_digit(c) || c == '_' || (c == '.' && !folder);
        if (allowed) continue;
        const std::string shown = c >= 32 && c < 127
                                      ? fmt::format("'{}'", c)
                                      : fmt::format("byte 0x{:02x}", static_cast<unsigned char>(c));
        Finding finding = make_finding(folder ? "NAM-003" : "NAM-002", std::string(path),
                                       fmt::format("{} '{}': {} at position {} is not allowed",
                                                   folder ? "folder" : "file", name, shown, i + 1));
        finding.found = shown;
        finding.expected = folder ? "letters, digits and _" : "letters, digits, _ and .";
        findings.push_back(std::move(finding));
        return;
    }
}

void check_case(std::string_view path, std::string_view name, std::vector<Finding>& findings) {
    if (!std::any_of(name.begin(), name.end(), is_upper) ||
        !std::any_of(name.begin(), name.end(), is_lower))
        return;
    Finding finding =
        make_finding("NAM-004", std::string(path), fmt::format("'{}' mixes cases", name));
    finding.found = std::string(name);
    finding.expected = lowered(name);
    finding.remedy = fmt::format("Rename it to '{}'", lowered(name));
    findings.push_back(std::move(finding));
}

void check_component(std::string_view path, bool folder, std::vector<Finding>& findings) {
    const std::string name = base_name(path);
    if (!folder) check_length(path, name, findings);
    check_characters(path, name, folder, findings);
    check_case(path, name, findings);
}

void check_tree(const Mission& mission, std::string_view path, std::vector<Finding>& findings) {
    const DeliveryPlace place = place_of(mission, path);
    const auto misplaced = [&](std::string text, std::string expected) {
        Finding finding = make_finding("NAM-009", std::string(path), std::move(text));
        finding.expected = std::move(expected);
        findings.push_back(std::move(finding));
    };
    const auto areas = mission.areas();
    if (place.area.empty())
        return misplaced(
            fmt::format("'{}' is in none of the areas that {} delivers", path, mission.name),
            fmt::format("one of {}/...", fmt::join(areas, "/..., ")));
    if (place.rest.empty() && place.area == "caldb")
        return misplaced(
            fmt::format("'{}' is not laid out as CALDB is", path),
            fmt::format("caldb/data/{}/<instrument>/{{bcf,cpf,pcf,index}}/..., or caldb.indx in "
                        "the instrument's folder",
                        mission.name));
    if (place.rest.empty() && place.area == "tables")
        return misplaced(
            fmt::format("'{}' is no file of a table", path),
            "tables/<table>.tdat, .fits, .vot, .csv or .hdr (a TDAT header), each also "
            "as .gz, or the same in tables/append/, replace/, upsert/ or header/; <table> is "
            "lower-case "
            "letters, digits and _, and does not begin with zz");
    const std::string layout = "obs/" + mission.observations.folder_template();
    if (place.area == "obs" && place.obs_id.empty())
        return misplaced(
            fmt::format("'{}' lies in no observation folder of {}", path, mission.name),
            mission.observations.file_names().empty()
                ? layout + "/..."
                : layout + "/ with a name like " + mission.observations.file_names());
    if (place.area == "obs" && place.rest.find('/') != std::string::npos &&
        !mission.observation_folders.empty()) {
        const std::string folder = place.rest.substr(0, place.rest.find('/'));
        const auto& allowed = mission.observation_folders;
        if (std::find(allowed.begin(), allowed.end(), folder) == allowed.end())
            misplaced(fmt::format("unexpected folder '{}' in observation {}", folder, place.obs_id),
                      fmt::format("one of {}", fmt::join(allowed, ", ")));
    }
    if (place.area == "trend" && place.rest.empty())
        misplaced(fmt::format("'{}' needs a folder for its type below trend/", path),
                  "trend/<type>/...");
}

void check_debris(std::string_view path, std::vector<Finding>& findings) {
    const std::string name = base_name(path);
    if (name.empty()) return;
    const std::string_view view = name;
    const bool debris =
        std::any_of(kDebrisEndings.begin(), kDebrisEndings.end(),
                    [&](std::string_view ending) {
                        return view.size() > ending.size() &&
                               view.substr(view.size() - ending.size()) == ending;
                    }) ||
        std::find(kDebrisNames.begin(), kDebrisNames.end(), view) != kDebrisNames.end();
    if (debris)
        findings.push_back(make_finding("NAM-015", std::string(path),
                                        fmt::format("'{}' looks like a left-over", name)));
    if (name[0] == '.' || name[0] == '-' || name[0] == '_')
        findings.push_back(make_finding("NAM-012", std::string(path),
                                        fmt::format("'{}' begins with '{}'", name, name[0])));
}

bool applies(const RuleChange& change, const Finding& finding, const std::string& rest,
             std::string_view today) {
    return change.rule == finding.rule && today <= change.until &&
           glob_matches(change.files, rest) && (!change.hdu || finding.hdu == change.hdu);
}

Severity stepped(Severity severity, int by) {
    if (by > 0 && severity >= Severity::kError) return severity;
    const int step = std::clamp(static_cast<int>(severity) + by, static_cast<int>(Severity::kInfo),
                                static_cast<int>(Severity::kError));
    return static_cast<Severity>(step);
}

}  // namespace

DeliveryPlace place_of(const Mission& mission, std::string_view delivery_path) {
    DeliveryPlace place;
    if (is_payload(delivery_path)) delivery_path.remove_prefix(kPayload.size());
    const size_t slash = delivery_path.find('/');
    if (slash == std::string_view::npos) return place;
    const std::string_view area = delivery_path.substr(0, slash);
    const std::string_view below = delivery_path.substr(slash + 1);
    const auto areas = mission.areas();
    if (std::find(areas.begin(), areas.end(), area) == areas.end()) return place;
    place.area = std::string(area);
    if (area == "caldb" || area == "tables") return special_place(mission, std::move(place), below);
    place.final_path = mission_folder(area, mission.name) + "/" + std::string(below);
    if (area == "doc" || area == "software") {
        place.rest = std::string(below);
    } else if (area == "trend") {
        const size_t type_end = below.find('/');
        if (type_end != std::string_view::npos)
            place.rest = std::string(below.substr(type_end + 1));
    } else if (const auto found = mission.observations.locate(below)) {
        place.obs_id = found->obs_id;
        place.folder = found->folder;
        place.rest = found->rest;
    }
    return place;
}

bool is_payload(std::string_view delivery_path) {
    return delivery_path.substr(0, kPayload.size()) == kPayload;
}

bool is_control_name(std::string_view delivery_path) {
    return is_tag_name(delivery_path) || std::find(kControlNames.begin(), kControlNames.end(),
                                                   delivery_path) != kControlNames.end();
}

bool is_reserved_name(std::string_view delivery_path) {
    return std::find(kReservedNames.begin(), kReservedNames.end(), delivery_path) !=
           kReservedNames.end();
}

bool is_temporary_name(std::string_view name) { return !name.empty() && name[0] == '.'; }

std::vector<Finding> check_new_name(const Mission& mission, std::string_view delivery_path,
                                    bool folder) {
    std::vector<Finding> findings;
    if (is_control_name(delivery_path) || is_temporary_name(base_name(delivery_path)))
        return findings;
    if (place_of(mission, delivery_path).area == "caldb") return findings;  // CAL-010, at the close
    check_component(delivery_path, folder, findings);
    apply_profile(mission, delivery_path, today_utc(), findings);
    std::erase_if(findings, [](const Finding& finding) { return !rejects(finding); });
    return findings;
}

std::vector<Finding> check_path(const Mission& mission, std::string_view delivery_path) {
    std::vector<Finding> findings;
    if (is_control_name(delivery_path)) return findings;
    if (place_of(mission, delivery_path).area == "caldb") {
        check_calibration_name(mission, delivery_path, findings);
        check_debris(delivery_path, findings);
        check_tree(mission, delivery_path, findings);
        return findings;
    }
    for (size_t end = delivery_path.find('/'); end != std::string_view::npos;
         end = delivery_path.find('/', end + 1)) {
        const std::string_view folder = delivery_path.substr(0, end);
        check_component(folder, true, findings);
    }
    check_component(delivery_path, false, findings);
    check_debris(delivery_path, findings);
    check_tree(mission, delivery_path, findings);
    return findings;
}

void apply_profile(const Mission& mission, std::string_view delivery_path, std::string_view today,
                   std::vector<Finding>& findings) {
    const DeliveryPlace place = place_of(mission, delivery_path);
    for (Finding& finding : findings) {
        for (const RuleChange& change : mission.rule_changes) {
            if (!applies(change, finding, place.rest, today)) continue;
            if (change.change == Change::kWaive) finding.waived = change.reason;
            if (change.change == Change::kRaise) finding.severity = stepped(finding.severity, 1);
            if (change.change == Change::kLower) finding.severity = stepped(finding.severity, -1);
        }
    }
}

std::string today_utc() { return utc_text(now_nanoseconds()).substr(0, 10); }

}  // namespace heafs
