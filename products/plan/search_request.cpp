#include "products/plan/search_request.h"

#include <algorithm>

#include "products/plan/cone_radius_text.h"
#include "products/plan/sky_position_text.h"

namespace heafs {
namespace {

constexpr const char* kArea = "search";
constexpr const char* kDefault = "default";

SearchStep folder_or_link(SearchRequest request, const std::string& canonical,
                          const std::string& name) {
    if (canonical == name) return SearchFolder{std::move(request)};
    return SkyLink{canonical};
}

}  // namespace

std::string SearchRequest::path() const {
    std::string path = kArea;
    const auto add = [&](const std::string& name) { path.append("/").append(name); };
    if (ra) add(ra->text());
    if (dec) add(dec->text());
    if (radius) add(radius_arcmin() ? radius_arcmin()->text() : kDefault);
    return path;
}

std::optional<Decimal> SearchRequest::radius_arcmin() const {
    const auto* arcmin = radius ? std::get_if<Decimal>(&*radius) : nullptr;
    return arcmin != nullptr ? std::optional(*arcmin) : std::nullopt;
}

SearchStep interpret_search_name(const SearchRequest& parent, const std::string& name) {
    if (parent.radius) return NotSearch{};
    SearchRequest request = parent;
    if (parent.dec && name == kDefault) {
        request.radius = TablesDefaultRadius{};
        return SearchFolder{std::move(request)};
    }
    const ParsedPart<Decimal> parsed = !parent.ra    ? parse_right_ascension(name)
                                       : !parent.dec ? parse_declination(name)
                                                     : parse_cone_radius(name);
    if (const auto* refusal = std::get_if<SkyRefusal>(&parsed)) return *refusal;
    const Decimal& value = std::get<Decimal>(parsed);
    if (!parent.ra)
        request.ra = value;
    else if (!parent.dec)
        request.dec = value;
    else
        request.radius = value;
    return folder_or_link(std::move(request), value.text(), name);
}

std::optional<SearchPlace> search_place_of(const std::string& path) {
    const std::string area = kArea;
    if (path != area && !path.starts_with(area + "/")) return std::nullopt;
    SearchPlace place;
    for (size_t at = area.size() + 1; at < path.size();) {
        if (place.request.radius) {
            place.below = path.substr(at);
            break;
        }
        const size_t end = std::min(path.find('/', at), path.size());
        auto step = interpret_search_name(place.request, path.substr(at, end - at));
        auto* folder = std::get_if<SearchFolder>(&step);
        if (folder == nullptr) return std::nullopt;
        place.request = std::move(folder->request);
        at = end + 1;
    }
    return place;
}

}  // namespace heafs
