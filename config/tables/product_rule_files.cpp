#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <system_error>

#include "config/missions/mission.h"
#include "config/tables/product_rules.h"

namespace heafs {
namespace {

namespace stdfs = std::filesystem;

constexpr std::uintmax_t kMostBytes = std::uintmax_t{1} << 22;

std::map<std::string, stdfs::path> rule_files(const std::vector<stdfs::path>& folders) {
    std::map<std::string, stdfs::path> files;
    for (const stdfs::path& folder : folders) {
        std::error_code none;
        for (const auto& entry : stdfs::directory_iterator(folder, none))
            if (entry.path().extension() == ".conf")
                files.emplace(entry.path().filename().string(), entry.path());
    }
    return files;
}

template <typename Item>
void append(std::vector<Item>& to, std::vector<Item>&& from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
}

void add_sets(LoadedProductRules& loaded, std::vector<ProductSetRule>&& sets) {
    for (ProductSetRule& set : sets) {
        const auto& known = loaded.rules.sets;
        const auto other = std::find_if(known.begin(), known.end(), [&](const auto& one) {
            return one.table == set.table && one.name == set.name;
        });
        if (other == known.end())
            loaded.rules.sets.push_back(std::move(set));
        else
            loaded.errors.push_back(fmt::format("{}: set[{}({})] is in {} already, which counts",
                                                set.place.text(), set.table, set.name,
                                                other->place.text()));
    }
}

std::string text_of_file(const stdfs::path& path, LoadedProductRules& loaded) {
    std::error_code fault;
    const std::uintmax_t size = stdfs::file_size(path, fault);
    std::ifstream file(path, std::ios::binary);
    if (fault || !file || size > kMostBytes) {
        loaded.errors.push_back(fmt::format("{}: {}", path.string(),
                                            !fault && file ? "more than 4 MiB" : "cannot be read"));
        return {};
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

LoadedProductRules load_product_rules(const std::vector<stdfs::path>& folders) {
    LoadedProductRules loaded;
    for (const auto& [name, path] : rule_files(folders)) {
        const std::string text = text_of_file(path, loaded);
        loaded.texts += fmt::format("{} {}\n{}", name, text.size(), text);
        ParsedProductRules parsed = parse_product_rules(text, path.string());
        append(loaded.warnings, std::move(parsed.warnings));
        const bool usable = parsed.errors.empty();
        append(loaded.errors, std::move(parsed.errors));
        if (!usable) continue;
        append(loaded.rules.tags, std::move(parsed.rules.tags));
        append(loaded.rules.remotes, std::move(parsed.rules.remotes));
        add_sets(loaded, std::move(parsed.rules.sets));
    }
    return loaded;
}

std::vector<stdfs::path> product_rule_folders(const stdfs::path& archive) {
    std::vector<stdfs::path> folders;
    for (const stdfs::path& missions : mission_folders(archive))
        folders.push_back(missions.parent_path() / "tables" / "products");
    return folders;
}

}  // namespace heafs
