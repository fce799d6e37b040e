// What a path below search/ asks for, part by part: search/<ra>/<dec>/<radius>. Each part has one
// canonical form, as below sky/; other spellings are links to it.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "config/base/decimal.h"
#include "products/plan/sky_request.h"

namespace heafs {

struct TablesDefaultRadius {
    bool operator==(const TablesDefaultRadius&) const = default;
};

// As far as a folder's path goes: the parts come one after another.
struct SearchRequest {
    std::optional<Decimal> ra;                                         // degrees
    std::optional<Decimal> dec;                                        // degrees
    std::optional<std::variant<Decimal, TablesDefaultRadius>> radius;  // arcmin; or "default"
    bool operator==(const SearchRequest&) const = default;

    // "search/83.63/22.01/30"
    std::string path() const;
    // Absent where each table has its own.
    std::optional<Decimal> radius_arcmin() const;
};

struct SearchFolder {
    SearchRequest request;
};
struct NotSearch {};  // a whole request has no further parts
using SearchStep = std::variant<SearchFolder, SkyLink, SkyRefusal, NotSearch>;

SearchStep interpret_search_name(const SearchRequest& parent, const std::string& name);

// The request of a canonical path from search/ on, and what comes behind its radius; nothing for
// other paths.
struct SearchPlace {
    SearchRequest request;
    std::string below;  // "", "products/messier"
};
std::optional<SearchPlace> search_place_of(const std::string& path);

}  // namespace heafs
