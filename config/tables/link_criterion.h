// The criterion of a link, as the guide writes it (step 9): which rows of the linked table belong
// to a row of the table that links.
//     criterion  = term { "and" term }
//     term       = "cone:" column "," column "," ( number | column )     the row's position; arcmin
//                | "time:" column "," column "," ( number | column )     one of each table; seconds
//                | operand ( "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=" ) operand
//     operand    = column | number | 'text' | "text"
//     column     = name | table "." name
// Only its form is read here: whether the columns exist is for whoever has the tables.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace heafs {

// A column as it is named; an unqualified one is the linked table's.
struct LinkColumn {
    std::string table;  // empty when it is not qualified
    std::string column;
    size_t place = 0;  // where it stands in the criterion, and how long it is there
    size_t length = 0;
    bool operator==(const LinkColumn&) const = default;
};

using LinkOperand = std::variant<LinkColumn, double, std::string>;

struct LinkCone {
    LinkColumn ra, dec;
    LinkOperand radius_arcmin;  // a number or a column
    bool operator==(const LinkCone&) const = default;
};

struct LinkTime {
    LinkColumn first, second;
    LinkOperand seconds;  // a number or a column
    bool operator==(const LinkTime&) const = default;
};

struct LinkComparison {
    enum class Kind { kEqual, kUnequal, kLess, kGreater, kAtMost, kAtLeast };
    LinkOperand left, right;
    Kind kind = Kind::kEqual;
    bool operator==(const LinkComparison&) const = default;
};

using LinkTerm = std::variant<LinkCone, LinkTime, LinkComparison>;

struct LinkCriterion {
    std::string text;  // as written
    std::vector<LinkTerm> terms;
};

// Raises Fault::kMalformed with the criterion, a caret below the place, and what is wrong there.
LinkCriterion parse_link_criterion(const std::string& text);

// The criterion, a line of carets below `length` characters of it, and what is wrong there.
std::string pointed_at(std::string_view text, size_t place, size_t length, std::string_view what);

}  // namespace heafs
