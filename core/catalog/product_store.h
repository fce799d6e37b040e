// Which published files are data products, under which tags: ARCHIVE/index/products.db, made from
// the catalogue and the rules alone. It may be deleted at any time; whoever asks next makes it
// again. After a publication only the files of that publication are looked at.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/tables/product_rules.h"
#include "core/catalog/database.h"
#include "core/catalog/ledger.h"
#include "core/catalog/product_matcher.h"

namespace heafs {

// A published file under one of its tags.
struct StoredProduct {
    std::string tag;
    std::string path;    // below the mount: "obs/swift/..."
    uint32_t rule = 0;   // the place of the tag in the rules
    uint32_t alias = 0;  // 0: `path` itself matched; else its name by the n-th public path
    bool operator==(const StoredProduct&) const = default;
};

// A place below the mount that has a name below FTP/ too: "FTP/swift/data/obs", "obs/swift".
struct PublicPath {
    std::string name;
    std::string target;
    bool operator==(const PublicPath&) const = default;
};

// Where it stands below an archive.
inline constexpr const char* kProductsFile = "index/products.db";

// A tag to look for: texts with anything between them. {"a.", ".b"} is `a.*.b`.
using TagPattern = std::vector<std::string>;

// How long the texts of many products are.
struct ProductGroup {
    uint32_t rule = 0;
    uint32_t alias = 0;
    int64_t count = 0;
    int64_t longest_tag = 0;
    int64_t longest_path = 0;
};

// Any thread may use it.
class ProductStore {
   public:
    struct Settings {
        std::filesystem::path path;
        std::vector<ProductTag> tags;
        std::vector<PublicPath> public_paths;
        std::string rules;  // another text whenever tags or public paths differ
    };
    explicit ProductStore(Settings settings);

    // The last look at files: when (nanoseconds since 1970), and by which rules. Nothing where
    // there was none. `rules` of a store compare with rules_mark() of their text.
    struct Scan {
        int64_t at_ns = 0;
        std::string rules;
    };
    static std::optional<Scan> last_scan(const std::filesystem::path& path);
    static std::string rules_mark(const std::string& rules);

    // Brings it up to what is published in the catalogue; returns a text that is another one
    // whenever products may have changed. While nothing changes this is one look-up.
    std::string refresh(Database& catalogue);

    // The products with such a tag, without regard to case, by tag and path: as the last refresh,
    // here or in another process, left them.
    std::vector<StoredProduct> find(const TagPattern& tag);
    // All of them, by tag and path.
    void each(const std::function<void(const StoredProduct&)>& take);
    // All of them by what they matched.
    std::vector<ProductGroup> groups();
    // What is left out: a tag whose expression takes too long on some path, by place and with that
    // path.
    std::map<uint32_t, std::string> refused();

    // The name that a product matched by, with its first slash: "/FTP/swift/data/obs/...".
    std::string matched_name(const StoredProduct& product) const;

   private:
    // Where the catalogue stands: another one whenever a file was published or went.
    struct Mark {
        int64_t looked = 0;   // up to this file all are known
        int64_t newest = 0;   // the newest file
        int64_t waiting = 0;  // files that are not published yet
        int64_t retired = 0;  // the newest publication that took files away
        bool operator==(const Mark&) const = default;
    };
    static Mark mark_of(Database& catalogue, int64_t looked);
    void open();
    bool is_open();
    std::shared_ptr<LedgerPool> readers();
    void make(Database& store);
    std::optional<Mark> stored_mark(Database& store);
    void store_mark(Database& store, const Mark& mark);
    void bring_up(Database& store, Database& catalogue);
    void scan_all(Database& store, Database& catalogue);
    void scan_new(Database& store, Database& catalogue, const Mark& before);
    void load_refused(Database& store);
    bool refuse(Database& store, uint32_t rule, const std::string& path);
    // False when a tag was refused: everything has to be looked at again.
    bool add(Database& store, const std::string& path);
    void remove(Database& store, const std::string& path);
    bool match(Database& store, const std::string& path,
               const std::function<void(const StoredProduct&)>& take);
    // The path itself, and its names below FTP/, each with its alias.
    std::vector<std::pair<uint32_t, std::string>> names_of(const std::string& path) const;

    const Settings settings_;
    const ProductMatcher matcher_;
    std::mutex refreshing_;  // guards what follows: one at a time brings the store up
    NumberedPattern::Room room_;
    std::vector<bool> refused_;
    std::mutex mutex_;  // guards the next three
    std::optional<Mark> known_;
    uint64_t inode_ = 0;  // of the file that is open; 0: none
    // Of that file; shared with whoever reads while it is made again.
    std::shared_ptr<LedgerPool> readers_;
};

// Without regard to case (ASCII).
bool tag_matches(const TagPattern& pattern, std::string_view tag);

}  // namespace heafs
