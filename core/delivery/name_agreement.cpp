#include "core/delivery/name_agreement.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/edit_distance.h"
#include "core/base/files.h"
#include "core/delivery/name_rules.h"
#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr size_t kFarthest = 3;  // edits; a name farther away is not what was meant

enum class LetterCase { kNone, kLower, kUpper, kMixed };

LetterCase case_of(std::string_view name) {
    const bool lower =
        std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    const bool upper =
        std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (lower && upper) return LetterCase::kMixed;
    if (lower) return LetterCase::kLower;
    return upper ? LetterCase::kUpper : LetterCase::kNone;
}

std::string lowered(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

// The folder nearest to the file that has letters of the other case decides.
void check_case(std::string_view path, const DeliveryPlace& place, std::vector<Finding>& findings) {
    const std::string file = base_name(place.rest);
    const LetterCase of_file = case_of(file);
    if (of_file != LetterCase::kLower && of_file != LetterCase::kUpper) return;
    const LetterCase other =
        of_file == LetterCase::kLower ? LetterCase::kUpper : LetterCase::kLower;
    for (std::string folder = parent_path(place.rest); !folder.empty();
         folder = parent_path(folder)) {
        const std::string name = base_name(folder);
        if (case_of(name) != other) continue;
        const bool upper = of_file == LetterCase::kUpper;
        Finding finding =
            make_finding("NAM-005", std::string(path),
                         fmt::format("folder '{}' is {} case, file '{}' is {} case", name,
                                     upper ? "lower" : "upper", file, upper ? "upper" : "lower"));
        finding.found = file;
        findings.push_back(std::move(finding));
        return;
    }
}

// The patterns of the classes whose files lie in the same folder, or all of them.
std::string announced(const Mission& mission, const std::string& rest) {
    const std::string folder = parent_path(rest);
    std::vector<std::string> all, here;
    for (const FileClass& file_class : mission.file_classes) {
        all.push_back(file_class.files.expression());
        if (!folder.empty() && all.back().compare(0, folder.size() + 1, folder + "/") == 0)
            here.push_back(all.back());
    }
    return fmt::format("{}", fmt::join(here.empty() ? all : here, " or "));
}

void check_class(const Mission& mission, std::string_view path, const DeliveryPlace& place,
                 std::vector<Finding>& findings) {
    if (mission.file_classes.empty() || mission.class_of(place.rest) != nullptr) return;
    const auto expected = mission.expected_files(place.obs_id);
    if (std::find(expected.begin(), expected.end(), place.rest) != expected.end()) return;
    Finding finding = make_finding(
        "NAM-008", std::string(path),
        fmt::format("'{}' matches no file name that {} announced", place.rest, mission.name));
    finding.found = place.rest;
    finding.expected = announced(mission, place.rest);
    const std::string near = near_name(mission, place.obs_id, place.rest);
    if (!near.empty()) {
        finding.text += fmt::format("; did you mean '{}'?", near);
        finding.remedy = fmt::format("Rename it to '{}'", near);
    }
    if (mission.other_names == OtherNames::kWarn) finding.severity = Severity::kWarning;
    findings.push_back(std::move(finding));
}

std::string obs_id_in_name(const Mission& mission, const std::string& rest) {
    const FileClass* file_class = mission.class_of(rest);
    if (file_class == nullptr) return {};
    const auto groups = file_class->files.match(rest);
    const auto found = groups->find("obs_id");
    return found == groups->end() ? std::string() : found->second;
}

void check_observation(const Mission& mission, std::string_view path, const DeliveryPlace& place,
                       const Content& content, std::vector<Finding>& findings) {
    const std::string in_name = obs_id_in_name(mission, place.rest);
    const auto differs = [&](const std::string& id) { return !id.empty() && id != place.obs_id; };
    const HeaderValue* in_header = nullptr;
    for (const HeaderValue& value : content.header)
        if (value.keyword == "OBS_ID" && differs(value.value)) {
            in_header = &value;
            break;
        }
    if (!differs(in_name) && in_header == nullptr) return;
    Finding finding = make_finding(
        "NAM-010", std::string(path),
        fmt::format("observation in the name is {}, in the folder {}, in OBS_ID {}",
                    in_name.empty() ? "not given" : in_name, place.obs_id,
                    in_header != nullptr
                        ? fmt::format("'{}' (HDU {})", in_header->value, in_header->hdu)
                        : "not at odds"));
    finding.expected = place.obs_id;
    finding.found = differs(in_name) ? in_name : in_header->value;
    if (in_header != nullptr) finding.hdu = in_header->hdu;
    findings.push_back(std::move(finding));
}

void check_trend(const Mission& mission, std::string_view path, const Content& content,
                 std::vector<Finding>& findings) {
    const std::vector<std::string>& types = mission.trend_types;
    const std::string_view below = path.substr(std::string_view("trend/").size());
    const std::string type(below.substr(0, below.find('/')));
    if (!types.empty() && std::find(types.begin(), types.end(), type) == types.end()) {
        Finding finding = make_finding("NAM-009", std::string(path),
                                       fmt::format("'{}' is no known type of trend data", type));
        finding.severity = Severity::kWarning;
        finding.expected = fmt::format("one of {}", fmt::join(types, ", "));
        findings.push_back(std::move(finding));
    }
    const std::string telescop = header_value(content, "TELESCOP");
    const std::vector<std::string>& own = mission.telescop;
    if (telescop.empty() || own.empty() ||
        std::any_of(own.begin(), own.end(),
                    [&](const std::string& name) { return lowered(name) == lowered(telescop); }))
        return;
    Finding finding =
        make_finding("KEY-001", std::string(path),
                     fmt::format("TELESCOP is '{}': not a file of {}", telescop, mission.name));
    finding.found = telescop;
    finding.expected = fmt::format("{}", fmt::join(own, ", "));
    findings.push_back(std::move(finding));
}

}  // namespace

std::vector<Finding> check_agreement(const Mission& mission, std::string_view delivery_path,
                                     const Content& content) {
    std::vector<Finding> findings;
    if (is_control_name(delivery_path)) return findings;
    const DeliveryPlace place = place_of(mission, delivery_path);
    if (place.area == "obs" || place.area == "trend") check_case(delivery_path, place, findings);
    if (place.area == "trend") check_trend(mission, delivery_path, content, findings);
    if (place.obs_id.empty() || place.rest.empty()) return findings;
    check_class(mission, delivery_path, place, findings);
    check_observation(mission, delivery_path, place, content, findings);
    return findings;
}

std::string near_name(const Mission& mission, const std::string& obs_id,
                      const std::string& path_in_observation) {
    std::vector<std::string> tries = {path_in_observation};
    const auto also = [&](const auto& change) {
        for (size_t i = 0, count = tries.size(); i < count; ++i) tries.push_back(change(tries[i]));
    };
    also(lowered);
    also([](std::string name) {
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });
    also([](const std::string& name) {
        const bool gz = name.size() > 3 && name.substr(name.size() - 3) == ".gz";
        return gz ? name.substr(0, name.size() - 3) : name + ".gz";
    });
    for (const std::string& name : tries)
        if (mission.class_of(name) != nullptr) return name;
    std::string nearest;
    size_t least = kFarthest + 1;
    for (const std::string& expected : mission.expected_files(obs_id))
        if (const size_t far = edit_distance(path_in_observation, expected); far < least) {
            least = far;
            nearest = expected;
        }
    return nearest;
}

std::vector<Finding> find_missing_components(const Mission& mission,
                                             const std::vector<std::string>& delivery_paths) {
    const auto has = [&](const std::string& area) {
        return std::any_of(delivery_paths.begin(), delivery_paths.end(),
                           [&](const std::string& path) {
                               return path.compare(0, area.size() + 1, area + "/") == 0;
                           });
    };
    std::vector<Finding> findings;
    if (!has("obs")) return findings;
    for (const std::string& area : mission.required) {
        if (has(area)) continue;
        Finding finding = make_finding(
            "DLV-015", "",
            fmt::format("the delivery has no {}/, which {} requires", area, mission.name));
        finding.expected = area + "/...";
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace heafs
