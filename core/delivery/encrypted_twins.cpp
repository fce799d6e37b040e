#include "core/delivery/encrypted_twins.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/files.h"

namespace heafs {
namespace {

constexpr std::string_view kEncrypted = ".gpg";
constexpr std::string_view kPictures[] = {".gif", ".jpg", ".jpeg", ".png"};

std::string_view without(std::string_view name, std::string_view ending) {
    return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name;
}

}  // namespace

bool is_twin(const std::string& encrypted, const std::string& name) {
    const std::string_view view = encrypted;
    if (!view.ends_with(kEncrypted) || std::string_view(name).ends_with(kEncrypted)) return false;
    const std::string_view plain = without(view, kEncrypted);
    if (name == plain || name == without(plain, ".gz") || without(name, ".gz") == plain)
        return true;
    const std::string_view stem = plain.substr(0, plain.find('.'));
    return std::any_of(std::begin(kPictures), std::end(kPictures), [&](std::string_view ending) {
        return std::string_view(name).ends_with(ending) && without(name, ending) == stem;
    });
}

std::optional<std::string> find_twin(const std::string& name,
                                     const std::set<std::string>& siblings) {
    // Twins begin alike, up to the first dot: a full folder is not looked through.
    const std::string stem = name.substr(0, name.find('.'));
    for (auto at = siblings.lower_bound(stem); at != siblings.end() && at->starts_with(stem); ++at)
        if (is_twin(name, *at) || is_twin(*at, name)) return *at;
    return std::nullopt;
}

std::string words_for_twin(const std::string& path, const std::string& twin) {
    const std::string folder = parent_path(path);
    return path.ends_with(kEncrypted)
               ? fmt::format("'{}' also unencrypted in {}", twin, folder)
               : fmt::format("'{}' also encrypted, as '{}', in {}", base_name(path), twin, folder);
}

}  // namespace heafs
