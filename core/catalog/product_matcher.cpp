#include "core/catalog/product_matcher.h"

#include <algorithm>

#include "core/catalog/literal_ends.h"

namespace heafs {

ProductMatcher::ProductMatcher(const std::vector<ProductTag>& tags) : steps_(1) {
    rules_.reserve(tags.size());
    for (const ProductTag& tag : tags) {
        const LiteralEnds ends = literal_ends(tag.pattern);
        add_prefix(ends.prefix, static_cast<uint32_t>(rules_.size()));
        rules_.push_back({NumberedPattern(tag.pattern), ends.suffix, pieces_of(tag.expression)});
    }
}

void ProductMatcher::add_prefix(const std::string& prefix, uint32_t rule) {
    uint32_t at = 0;
    for (const char c : prefix) {
        const auto& next = steps_[at].next;
        const auto found =
            std::find_if(next.begin(), next.end(), [c](const auto& one) { return one.first == c; });
        if (found != next.end()) {
            at = found->second;
            continue;
        }
        const auto made = static_cast<uint32_t>(steps_.size());
        steps_[at].next.emplace_back(c, made);
        steps_.emplace_back();
        at = made;
    }
    steps_[at].rules.push_back(rule);
}

std::vector<ProductMatcher::Piece> ProductMatcher::pieces_of(const std::string& expression) {
    std::vector<Piece> pieces;
    for (size_t at = 0; at < expression.size();) {
        const size_t open = std::min(expression.find("{%", at), expression.size());
        Piece piece{expression.substr(at, open - at), 0};
        at = open;
        if (open < expression.size()) {
            const size_t end = expression.find('}', open);
            piece.group = std::stoul(expression.substr(open + 2, end - open - 2));
            at = end + 1;
        }
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

std::string ProductMatcher::tag_of(const Rule& rule, std::string_view path,
                                   const NumberedPattern::Room& room) {
    std::string tag;
    for (const Piece& piece : rule.pieces) {
        tag += piece.text;
        if (piece.group > 0) tag += NumberedPattern::group(room, path, piece.group);
    }
    return tag;
}

std::vector<uint32_t> ProductMatcher::candidates(std::string_view path) const {
    std::vector<uint32_t> rules = steps_[0].rules;
    uint32_t at = 0;
    for (const char c : path) {
        const auto& next = steps_[at].next;
        const auto found =
            std::find_if(next.begin(), next.end(), [c](const auto& one) { return one.first == c; });
        if (found == next.end()) break;
        at = found->second;
        rules.insert(rules.end(), steps_[at].rules.begin(), steps_[at].rules.end());
    }
    std::sort(rules.begin(), rules.end());
    return rules;
}

int64_t ProductMatcher::match(std::string_view path, const std::vector<bool>& refused,
                              NumberedPattern::Room& room, std::vector<ProductMatch>& found) const {
    int64_t too_hard = -1;
    for (const uint32_t number : candidates(path)) {
        const Rule& rule = rules_[number];
        if (!path.ends_with(rule.suffix) || (number < refused.size() && refused[number])) continue;
        const auto outcome = rule.pattern.match(path, room);
        if (outcome == NumberedPattern::Outcome::kTooHard) too_hard = number;
        if (outcome == NumberedPattern::Outcome::kMatch)
            found.push_back({number, tag_of(rule, path, room)});
    }
    return too_hard;
}

}  // namespace heafs
