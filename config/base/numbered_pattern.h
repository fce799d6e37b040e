// Regular expressions over very many paths, with numbered groups: what data products are found by.
// PCRE2 stays in pattern.cpp.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace heafs {

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
    struct Code;
    std::string expression_;
    size_t groups_ = 0;
    // Shared: a NumberedPattern is a value and its code is immutable.
    std::shared_ptr<const Code> code_;
};

}  // namespace heafs
