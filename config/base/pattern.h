// Patterns over paths: PCRE2 regular expressions, with named groups for file classes and numbered
// ones for data products, and shell globs for waivers. This is the wall around PCRE2.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heafs {

struct PatternCode;

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
    std::string expression_;
    std::vector<std::string> groups_;
    std::vector<unsigned> group_numbers_;
    std::shared_ptr<const PatternCode>
        code_;  // shared: a Pattern is a value and its code is immutable
};

// What PCRE2 refuses in an expression, and at which character, from 0.
struct PatternFault {
    size_t place = 0;
    std::string message;
    bool operator==(const PatternFault&) const = default;
};
std::optional<PatternFault> find_pattern_fault(const std::string& expression);

// A regular expression with numbered groups, for very many subjects: machine code where the machine
// permits it. It must match the whole subject. Immutable: any thread may use it, each with a room
// of its own. No expression takes long on any subject: what would is kTooHard.
class NumberedPattern {
   public:
    // Raises what Pattern raises.
    explicit NumberedPattern(const std::string& expression);

    const std::string& expression() const { return expression_; }
    // The highest number of a group.
    size_t groups() const { return groups_; }

    // Where one thread keeps what a match found.
    class Room {
       public:
        Room();
        ~Room();
        Room(const Room&) = delete;
        Room& operator=(const Room&) = delete;

       private:
        friend class NumberedPattern;
        struct Parts;
        std::unique_ptr<Parts> parts_;
    };
    enum class Outcome { kNoMatch, kMatch, kTooHard };
    Outcome match(std::string_view subject, Room& room) const;
    // Of the last match in that room, which was one: the `number`-th group, from 1; empty when it
    // took no part.
    static std::string_view group(const Room& room, std::string_view subject, size_t number);

   private:
    std::string expression_;
    size_t groups_ = 0;
    std::shared_ptr<const PatternCode> code_;  // shared for the same reason
};

// `text` with every character that a regular expression could read as syntax escaped.
std::string escape_for_pattern(std::string_view text);

// True when `path` matches the shell glob: `*` and `?` do not cross `/`, `[...]` is a set.
bool glob_matches(const std::string& glob, const std::string& path);

}  // namespace heafs
