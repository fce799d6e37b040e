// Patterns over paths: PCRE2 regular expressions with named groups for file classes, and shell
// globs for waivers. This is the wall around PCRE2.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heafs {

// A compiled regular expression that must match the whole subject. Immutable: any thread may use
// it. Matching is bounded, so that no pattern hangs on any name.
class Pattern {
   public:
    // Raises Fault::kMalformed with the place in `expression` that PCRE2 refused.
    explicit Pattern(const std::string& expression);

    const std::string& expression() const { return expression_; }
    // Names of the groups, in order of their numbers.
    const std::vector<std::string>& groups() const { return groups_; }
    bool matches(std::string_view subject) const;
    // The named groups of a match (absent ones are empty), or nothing.
    std::optional<std::map<std::string, std::string>> match(std::string_view subject) const;

   private:
    struct Code;
    std::string expression_;
    std::vector<std::string> groups_;
    std::vector<unsigned> group_numbers_;
    std::shared_ptr<const Code> code_;  // shared: a Pattern is a value and its code is immutable
};

// `text` with every character that a regular expression could read as syntax escaped.
std::string escape_for_pattern(std::string_view text);

// True when `path` matches the shell glob: `*` and `?` do not cross `/`, `[...]` is a set.
bool glob_matches(const std::string& glob, const std::string& path);

}  // namespace heafs
