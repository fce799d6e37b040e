// Scans made-up file names for data products and prints, one `what figure` a line, how many seconds
// each way took: `scan_products FILES TAGS [FOLDER]`. "loop" asks PCRE2 about every name and every
// tag. With a folder a catalogue of the same files is made there, and "store" is the first scan of
// it with everything written, "again" the first look of another process, "publication" what 30 new
// files cost.
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/base/numbered_pattern.h"
#include "core/catalog/product_matcher.h"
#include "core/catalog/product_store.h"
#include "core/catalog/schema.h"

namespace {

using namespace heafs;

double seconds_since(std::chrono::steady_clock::time_point begun) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

// As archives have them: observations of 30 files in months, of several missions.
std::string name_of(int64_t file) {
    const char* const missions[] = {"swift", "nustar", "nicer", "chandra", "rxte"};
    const char* const places[] = {"xrt/event/sw{:011}xpcw3po_cl.evt.gz",
                                  "xrt/event/sw{:011}xpcw3po_uf.evt.gz",
                                  "xrt/hk/sw{:011}xhd.hk.gz",
                                  "auxil/sw{:011}sat.fits.gz",
                                  "auxil/sw{:011}pat.fits.gz",
                                  "uvot/image/sw{:011}uw1_sk.img.gz",
                                  "bat/survey/sw{:011}bsv.dph.gz",
                                  "bat/rate/sw{:011}brtms.lc.gz"};
    const int64_t observation = file / 30;
    return fmt::format("/obs/{}/2008_{:02}/{:011}/{}.{}", missions[observation % 5],
                       observation / 5 % 12 + 1, observation,
                       fmt::format(fmt::runtime(places[file % 8]), observation), file % 30);
}

// A tag for each kind of file of each mission and month, most of them with groups.
std::vector<ProductTag> tags(int64_t count) {
    const char* const missions[] = {"swift", "nustar", "nicer", "chandra", "rxte"};
    const char* const kinds[] = {"xrt/event/sw\\d{{11}}x(\\w+)_cl\\.evt\\.gz\\.{}",
                                 "xrt/hk/.+\\.{}", "auxil/sw(\\d+)(\\w+)\\.fits\\.gz\\.{}",
                                 "uvot/image/.*_sk\\.img\\.gz\\.{}", "bat/(\\w+)/.*\\.{}"};
    std::vector<ProductTag> made;
    for (int64_t i = 0; i < count; ++i) {
        ProductTag tag;
        tag.expression = fmt::format("tag{}.{{%1}}", i);
        tag.pattern = fmt::format("/obs/{}/\\d{{4}}_\\d{{2}}/(\\d{{11}})/", missions[i % 5]) +
                      fmt::format(fmt::runtime(kinds[i / 5 % 5]), i / 25 % 30);
        made.push_back(tag);
    }
    return made;
}

int64_t match_all(const std::vector<ProductTag>& rules, const std::vector<std::string>& names) {
    const ProductMatcher matcher(rules);
    NumberedPattern::Room room;
    std::vector<ProductMatch> found;
    for (const std::string& name : names) matcher.match(name, {}, room, found);
    return static_cast<int64_t>(found.size());
}

int64_t loop_over_all(const std::vector<ProductTag>& rules, const std::vector<std::string>& names) {
    std::vector<NumberedPattern> patterns;
    for (const ProductTag& rule : rules) patterns.emplace_back(rule.pattern);
    NumberedPattern::Room room;
    int64_t found = 0;
    for (const std::string& name : names)
        for (const NumberedPattern& pattern : patterns)
            found += pattern.match(name, room) == NumberedPattern::Outcome::kMatch;
    return found;
}

class MadeCatalogue {
   public:
    explicit MadeCatalogue(const std::filesystem::path& path) : database_(path, Access::kWrite) {
        database_.set_durable(false);
        bring_up_schema(database_);
        database_.run(
            "INSERT INTO delivery(mission, name, state, unit_mode, made_at, changed_at) "
            "VALUES('swift', 'bench', 'published', 'unit', 0, 0)");
    }
    void add(const std::vector<std::string>& names) {
        database_.transaction([&] {
            for (const std::string& name : names) add(name);
        });
    }
    Database& database() { return database_; }

   private:
    void add(const std::string& name) {
        const size_t slash = name.rfind('/');
        const std::string folder = name.substr(1, slash - 1);
        database_.run("INSERT OR IGNORE INTO dir(name, path, mtime, published) VALUES(?, ?, 0, 1)",
                      folder, folder);
        database_.run(
            "INSERT INTO file(dir_id, name, version, sha256, size, inflated_size, mtime, uid, gid, "
            "mode, class, level, mission, obs_id, delivery_id, state, disk_path, disk_inode) "
            "VALUES((SELECT id FROM dir WHERE path = ?), ?, 1, '', 1, 1, 1, 0, 0, 292, 'events', "
            "2, 'swift', '', 1, 'published', ?, 1)",
            folder, name.substr(slash + 1), name.substr(1));
    }
    Database database_;
};

void measure_store(const std::vector<ProductTag>& rules, const std::vector<std::string>& names,
                   const std::filesystem::path& folder) {
    MadeCatalogue catalogue(folder / "catalog.db");
    catalogue.add(names);
    const ProductStore::Settings settings{folder / "products.db", rules, {}, "bench"};
    ProductStore store(settings);
    const auto timed = [&](const char* what, ProductStore& used) {
        const auto begun = std::chrono::steady_clock::now();
        used.refresh(catalogue.database());
        fmt::print("{} {:.6f}\n", what, seconds_since(begun));
    };
    timed("store", store);
    ProductStore other(settings);
    timed("again", other);
    std::vector<std::string> more;
    for (int64_t i = 0; i < 30; ++i)
        more.push_back(name_of(static_cast<int64_t>(names.size()) / 30 * 30 + 30 + i));
    catalogue.add(more);
    timed("publication", store);
    timed("unchanged", store);
    fmt::print("bytes {}\n", std::filesystem::file_size(folder / "products.db"));
}

}  // namespace

int main(int count, char** words) {
    if (count < 3) return 2;
    const std::vector<ProductTag> rules = tags(std::stol(words[2]));
    std::vector<std::string> names;
    for (int64_t i = 0; i < std::stol(words[1]); ++i) names.push_back(name_of(i));
    const auto timed = [&](const char* what, auto work) {
        const auto begun = std::chrono::steady_clock::now();
        const int64_t found = work(rules, names);
        fmt::print("{} {:.3f}\nfound_{} {}\n", what, seconds_since(begun), what, found);
    };
    timed("matcher", match_all);
    timed("loop", loop_over_all);
    if (count > 3) measure_store(rules, names, words[3]);
    return 0;
}
