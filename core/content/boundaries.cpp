#include "core/content/boundaries.h"

#include <algorithm>
#include <charconv>

#include "core/content/file_facts.h"

namespace heafs {
namespace {

bool is_blank(char c) { return c == ' '; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// The number at the start of `text`, which loses it. Signs and exponents are numbers to us.
std::optional<double> take_number(std::string_view& text) {
    std::string_view rest = text;
    if (!rest.empty() && rest[0] == '+') rest.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (error != std::errc() || end == rest.data()) return std::nullopt;
    const char last = end[-1];
    if ((last < '0' || last > '9') && last != '.') return std::nullopt;  // inf, nan
    text = rest.substr(static_cast<size_t>(end - rest.data()));
    return value;
}

bool is_plain(std::string_view text) {
    return text.find_first_not_of("0123456789.-") == std::string_view::npos && !text.empty() &&
           text[0] != '-';
}

BoundaryValue value_of(std::string_view text) {
    BoundaryValue value;
    value.text = std::string(text);
    std::string_view rest = text;
    const auto least = take_number(rest);
    if (!least) return value;
    std::optional<double> most = least;
    if (!rest.empty()) {
        if (rest[0] != '-') return value;
        rest.remove_prefix(1);
        most = take_number(rest);
        if (!most || !rest.empty()) return value;
    }
    value.numeric = true;
    value.least = *least;
    value.most = *most;
    value.plain = is_plain(text);
    return value;
}

// A boundary of at most kMaxBoundaryLength characters, from left to right.
class Parser {
   public:
    explicit Parser(std::string_view text) : text_(text) {}

    std::variant<Boundary, BoundaryFault> parse() {
        Boundary boundary;
        const size_t open = text_.find('(');
        const std::string_view name = trimmed(text_.substr(0, std::min(open, text_.size())));
        const size_t odd = odd_character(name);
        if (odd != std::string_view::npos) return fault(odd, "a letter, digit or _ of the name");
        if (open == std::string_view::npos) return fault(text_.size(), "(");
        if (name.empty()) return fault(open, "a name before (");
        boundary.name = upper_case(name);
        at_ = open + 1;
        while (true) {
            if (auto wrong = take_value(boundary)) return *wrong;
            if (text_[at_++] == ')') break;
        }
        boundary.unit = std::string(trimmed(text_.substr(at_)));
        const size_t bracket = text_.find_first_of("()", at_);
        if (bracket != std::string_view::npos) return fault(bracket, "a unit");
        return boundary;
    }

   private:
    static BoundaryFault fault(size_t at, std::string expected) {
        return {at + 1, std::move(expected)};
    }

    static size_t odd_character(std::string_view name) {
        for (size_t i = 0; i < name.size(); ++i) {
            const char c = name[i];
            const bool allowed = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                                 (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!allowed) return i;
        }
        return std::string_view::npos;
    }

    // One value; at_ stands on the ',' or ')' behind it.
    std::optional<BoundaryFault> take_value(Boundary& boundary) {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
        if (at_ < text_.size() && text_[at_] == '"') return take_quoted(boundary);
        const size_t end = text_.find_first_of(",)(\"", at_);
        if (end == std::string_view::npos) return fault(text_.size(), ")");
        if (text_[end] == '(' || text_[end] == '"') return fault(end, ", or )");
        const std::string_view value = trimmed(text_.substr(at_, end - at_));
        if (value.empty()) return fault(end, "a value");
        boundary.values.push_back(value_of(value));
        const BoundaryValue& read = boundary.values.back();
        if (read.numeric && read.least > read.most)
            return fault(at_, "a range whose first number is the smaller one");
        at_ = end;
        return std::nullopt;
    }

    std::optional<BoundaryFault> take_quoted(Boundary& boundary) {
        const size_t close = text_.find('"', at_ + 1);
        if (close == std::string_view::npos) return fault(text_.size(), "\"");
        BoundaryValue value;
        value.text = std::string(text_.substr(at_ + 1, close - at_ - 1));
        boundary.values.push_back(std::move(value));
        at_ = close + 1;
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
        if (at_ >= text_.size()) return fault(text_.size(), ")");
        if (text_[at_] != ',' && text_[at_] != ')') return fault(at_, ", or )");
        return std::nullopt;
    }

    std::string_view text_;
    size_t at_ = 0;
};

bool values_meet(const BoundaryValue& a, const BoundaryValue& b) {
    if (a.numeric && b.numeric) return a.least <= b.most && b.least <= a.most;
    return upper_case(a.text) == upper_case(b.text);
}

bool meet(const Boundary& a, const Boundary& b) {
    return std::any_of(a.values.begin(), a.values.end(), [&](const BoundaryValue& mine) {
        return std::any_of(b.values.begin(), b.values.end(),
                           [&](const BoundaryValue& theirs) { return values_meet(mine, theirs); });
    });
}

}  // namespace

std::variant<Boundary, BoundaryFault> parse_boundary(std::string_view text) {
    if (text.size() > kMaxBoundaryLength)
        return BoundaryFault{kMaxBoundaryLength + 1, "the end: at most 70 characters"};
    return Parser(text).parse();
}

bool overlap(const std::vector<Boundary>& a, const std::vector<Boundary>& b) {
    return std::none_of(a.begin(), a.end(), [&](const Boundary& mine) {
        return std::any_of(b.begin(), b.end(), [&](const Boundary& theirs) {
            return mine.name == theirs.name && !meet(mine, theirs);
        });
    });
}

}  // namespace heafs
