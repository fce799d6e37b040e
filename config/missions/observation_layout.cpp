#include <fmt/format.h>

#include <algorithm>

#include "config/base/error.h"
#include "config/missions/mission.h"

namespace heafs {
namespace {

struct Placeholder {
    std::string part;
    std::optional<std::pair<long, size_t>> slice;  // offset, length
};

Placeholder parse_placeholder(const std::string& text, const std::string& whole) {
    Placeholder result;
    const size_t colon = text.find(':');
    result.part = text.substr(0, colon);
    if (colon == std::string::npos) return result;
    static const Pattern kSlice("[^:]+:(?<offset>-?\\d{1,3}):(?<length>\\d{1,3})");
    const auto numbers = kSlice.match(text);
    if (!numbers)
        throw Error(Fault::kMalformed,
                    fmt::format("folder template '{}': '{{{}}}' is not {{part:offset:length}}",
                                whole, text));
    result.slice = {std::stol(numbers->at("offset")), std::stoul(numbers->at("length"))};
    return result;
}

// Whether the slice of a part is what stands in the path.
bool is_slice(const std::string& whole, long offset, const std::string& text) {
    const long at = offset < 0 ? static_cast<long>(whole.size()) + offset : offset;
    return at >= 0 &&
           whole.compare(std::min(static_cast<size_t>(at), whole.size()), text.size(), text) == 0;
}

void require_group(const Pattern& pattern) {
    const auto& groups = pattern.groups();
    if (std::find(groups.begin(), groups.end(), "obs_id") == groups.end())
        throw Error(Fault::kMalformed, "the names of files have no group (?<obs_id>...)");
}

}  // namespace

ObservationLayout::ObservationLayout(const std::string& folder_template,
                                     const std::map<std::string, std::string>& parts,
                                     const std::string& file_names)
    : template_(folder_template) {
    if (!file_names.empty()) {
        file_names_.emplace(file_names);
        require_group(*file_names_);
    }
    depth_ = static_cast<size_t>(std::count(template_.begin(), template_.end(), '/')) + 1;
    std::string expression;
    std::vector<std::string> seen;
    for (size_t i = 0; i < template_.size();) {
        if (template_[i] != '{') {
            expression += escape_for_pattern(template_.substr(i++, 1));
            continue;
        }
        const size_t close = template_.find('}', i);
        if (close == std::string::npos)
            throw Error(Fault::kMalformed, "folder template '" + template_ + "' misses a }");
        const auto [part, slice] =
            parse_placeholder(template_.substr(i + 1, close - i - 1), template_);
        const auto found = parts.find(part);
        if (found == parts.end())
            throw Error(Fault::kMalformed, fmt::format("folder template '{}' names '{}', which "
                                                       "obs.parts does not give",
                                                       template_, part));
        if (slice) {
            const std::string group = fmt::format("slice{}", slices_.size());
            slices_.push_back({group, part, slice->first, slice->second});
            expression += fmt::format("(?<{}>[^/]{{{}}})", group, slice->second);
        } else if (std::find(seen.begin(), seen.end(), part) == seen.end()) {
            seen.push_back(part);
            expression += fmt::format("(?<{}>{})", part, found->second);
        } else {
            expression += fmt::format("\\k<{}>", part);
        }
        i = close + 1;
    }
    pattern_.emplace(expression);
}

std::optional<ObservationPlace> ObservationLayout::locate(std::string_view path) const {
    if (!pattern_) return std::nullopt;
    size_t end = 0;
    for (size_t level = 0; level < depth_; ++level) {
        if (end == std::string_view::npos) return std::nullopt;
        end = path.find('/', level == 0 ? 0 : end + 1);
    }
    const std::string_view folder = path.substr(0, end);
    const auto groups = pattern_->match(folder);
    if (!groups) return std::nullopt;
    for (const Slice& slice : slices_) {
        const std::string& whole = groups->at(slice.part);
        if (!is_slice(whole, slice.offset, groups->at(slice.group))) return std::nullopt;
    }
    ObservationPlace place{
        "", std::string(folder),
        end == std::string_view::npos ? std::string() : std::string(path.substr(end + 1))};
    if (file_names_) {
        const auto named = file_names_->match(place.rest.substr(place.rest.rfind('/') + 1));
        if (named) place.obs_id = named->at("obs_id");
        return place;
    }
    const auto obs_id = groups->find("obs_id");
    if (obs_id == groups->end()) return std::nullopt;
    place.obs_id = obs_id->second;
    return place;
}

std::optional<ObservationPlace> ObservationLayout::locate_in_tail(std::string_view path) const {
    for (size_t from = 0;;) {
        if (auto place = locate(path.substr(from))) return place;
        const size_t slash = path.find('/', from);
        if (slash == std::string_view::npos) return std::nullopt;
        from = slash + 1;
    }
}

}  // namespace heafs
