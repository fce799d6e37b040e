// What belongs to what: files of rules for data products, in the syntax of the HEASARC database
// guide (step 12, build-zzdp). README.md of config/tables/products explains it by example.
//
//     # a comment
//     url_prefix = https://host/FTP
//     dir_prefix = /FTP
//     ${short} = ${prefix}/messier/data
//     set[table(set)] = tag,tag // Description
//     tag[expression with {%1}] = regular expression over paths // Description (FORMAT)
//     url[table(tag)] = https://host/preview?name=@{column} // Description (FORMAT)
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace heafs {

// "messier.conf", line 21.
struct RulePlace {
    std::string file;
    int64_t line = 0;
    std::string text() const { return file + ":" + std::to_string(line); }
    bool operator==(const RulePlace&) const = default;
};

// Files whose path in the mount, "/FTP/..." or "/obs/...", matches `pattern` as a whole have the
// tag that `expression` gives with {%1}, {%2}, ... replaced by the groups.
struct ProductTag {
    std::string expression;
    std::string pattern;  // all shortcuts expanded
    std::string type;
    std::string format;  // may be empty
    std::string dir_prefix;
    std::string url_prefix;  // takes the place of dir_prefix in a URL; may be empty
    RulePlace place;
    bool operator==(const ProductTag&) const = default;
};

// A set of data products that each row of a table has.
struct ProductSetRule {
    std::string table;
    std::string name;
    std::vector<std::string> tags;  // with @{column} and *
    std::string description;
    RulePlace place;
    bool operator==(const ProductSetRule&) const = default;
};

// A remote product that each row of a table has; `tag` and `url` may hold @{column}.
struct RemoteProduct {
    std::string table;
    std::string tag;
    std::string url;
    std::string type;
    std::string format;
    RulePlace place;
    bool operator==(const RemoteProduct&) const = default;
};

struct ProductRules {
    std::vector<ProductTag> tags;
    std::vector<ProductSetRule> sets;
    std::vector<RemoteProduct> remotes;
    bool operator==(const ProductRules&) const = default;
};

// Each message has its place, the line and a caret below what it is about:
//     messier.conf:25:32: ']' expected before '='
//       tag[messier.calib.flatfield = ${messier}/calib/flatfield.fits // ...
//                                   ^
struct ParsedProductRules {
    ProductRules rules;
    std::vector<std::string> errors;  // where there are any, no rule of the file may be used
    std::vector<std::string> warnings;
};

inline constexpr size_t kMostRuleErrors = 100;

// `source` names the file in messages and places. Nothing is raised.
ParsedProductRules parse_product_rules(std::string_view text, const std::string& source);

// The rules of an archive: the *.conf of these folders, by name; a file hides those of its name in
// later folders. Messages of all files; a file with errors gives no rules, and of two sets of one
// name the first counts.
struct LoadedProductRules {
    ProductRules rules;
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
    std::string texts;  // all that was read
};
LoadedProductRules load_product_rules(const std::vector<std::filesystem::path>& folders);

// ARCHIVE/tables/products, then those that ship.
std::vector<std::filesystem::path> product_rule_folders(const std::filesystem::path& archive);

}  // namespace heafs
