#include "fs/tree/sky_names.h"

#include <cctype>

#include "products/plan/sky_request.h"

namespace heafs {
namespace {

constexpr size_t kLongestName = 255;

bool is_plain(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '+';
}

// Numbers too small to be written are zero.
Decimal decimal_of(Angle angle) {
    return Decimal::from_double_shortest(angle.degrees).value_or(Decimal()).rounded(5);
}

}  // namespace

std::string position_path(const SkyPoint& point) {
    SkyRequest request;
    request.ra = decimal_of(point.ra);
    request.dec = decimal_of(point.dec);
    if (*request.ra == Decimal(360)) request.ra = Decimal(0);
    return request.path();
}

std::string path_name(std::string_view object) {
    std::string name;
    for (const char c : object) name += is_plain(c) ? c : '_';
    if (name.size() > kLongestName) name.resize(kLongestName);
    if (name == "." || name == "..") return {};
    return name;
}

std::string comparable_name(std::string_view name) {
    std::string result;
    for (const char c : name)
        if (is_plain(c)) result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::string observation_folder(const SegmentRow& row) {
    const size_t at = row.source_path.find("/" + row.obs_id + "/");
    return at == std::string::npos ? row.source_path
                                   : row.source_path.substr(0, at + 1 + row.obs_id.size());
}

}  // namespace heafs
