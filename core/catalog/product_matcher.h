// Which data product tags a file has: every tag's expression over the file's path, most of them
// ruled out by what they begin and end with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/base/numbered_pattern.h"
#include "config/tables/product_rules.h"

namespace heafs {

struct ProductMatch {
    uint32_t rule = 0;  // the place of its tag in the rules
    std::string tag;
    bool operator==(const ProductMatch&) const = default;
};

// Immutable: any thread may use it, each with a room of its own.
class ProductMatcher {
   public:
    // Raises Fault::kMalformed for an expression that PCRE2 does not take; parsed rules have none.
    explicit ProductMatcher(const std::vector<ProductTag>& tags);

    // The tags of a path in the mount, with its first slash ("/obs/swift/..."), in the order of the
    // rules, into `found`. What is in `refused` is not asked. Returns a rule whose expression takes
    // too long on this path, or -1; `found` is then without it.
    int64_t match(std::string_view path, const std::vector<bool>& refused,
                  NumberedPattern::Room& room, std::vector<ProductMatch>& found) const;

   private:
    // A tag's expression in pieces: texts, and numbers of groups behind them (0: none).
    struct Piece {
        std::string text;
        size_t group = 0;
    };
    struct Rule {
        NumberedPattern pattern;
        std::string suffix;
        std::vector<Piece> pieces;
    };
    // One character more of what expressions begin with.
    struct Step {
        std::vector<std::pair<char, uint32_t>> next;
        std::vector<uint32_t> rules;
    };
    void add_prefix(const std::string& prefix, uint32_t rule);
    std::vector<uint32_t> candidates(std::string_view path) const;
    static std::vector<Piece> pieces_of(const std::string& expression);
    static std::string tag_of(const Rule& rule, std::string_view path,
                              const NumberedPattern::Room& room);

    std::vector<Rule> rules_;
    std::vector<Step> steps_;
};

}  // namespace heafs
