#include "config/tables/link_criterion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "config/base/error.h"

namespace heafs {
namespace {

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

class CriterionParser {
   public:
    explicit CriterionParser(const std::string& text) : text_(text) {}

    std::vector<LinkTerm> parse() {
        std::vector<LinkTerm> terms;
        do terms.push_back(parse_term());
        while (take_word("and"));
        if (skip_blanks() < text_.size())
            fail(at_, "expected the end, or `and` and another condition");
        return terms;
    }

   private:
    [[noreturn]] void fail(size_t place, const std::string& what, size_t length = 1) const {
        throw Error(Fault::kMalformed, pointed_at(text_, place, length, what));
    }
    size_t skip_blanks() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0)
            ++at_;
        return at_;
    }
    bool take(std::string_view sign) {
        skip_blanks();
        if (text_.compare(at_, sign.size(), sign) != 0) return false;
        at_ += sign.size();
        return true;
    }
    // A whole word, in whatever case.
    bool take_word(std::string_view word) {
        const size_t end = skip_blanks() + word.size();
        if (end > text_.size() || (end < text_.size() && is_letter(text_[end]))) return false;
        for (size_t i = 0; i < word.size(); ++i)
            if (lower(text_[at_ + i]) != word[i]) return false;
        at_ = end;
        return true;
    }
    // "cone:" and "time:"; a column may be called so too.
    bool take_label(std::string_view word) {
        const size_t before = at_;
        if (take_word(word) && take(":")) return true;
        at_ = before;
        return false;
    }
    void need_comma(std::string_view behind) {
        if (!take(",")) fail(at_, fmt::format("expected a comma behind {}", behind));
    }

    LinkTerm parse_term() {
        if (take_label("cone")) return parse_cone();
        if (take_label("time")) return parse_time();
        LinkComparison comparison;
        comparison.left = parse_operand();
        comparison.kind = parse_comparison();
        comparison.right = parse_operand();
        return comparison;
    }
    LinkCone parse_cone() {
        LinkCone cone;
        cone.ra = parse_column();
        need_comma("the right ascension");
        cone.dec = parse_column();
        need_comma("the declination");
        cone.radius_arcmin = parse_measure("the radius in arcmin", 10'800);
        return cone;
    }
    LinkTime parse_time() {
        LinkTime time;
        time.first = parse_column();
        need_comma("the first time");
        time.second = parse_column();
        need_comma("the second time");
        time.seconds = parse_measure("the difference in seconds", 1e12);
        return time;
    }
    // A number from 0 to `most`, or a column that has it.
    LinkOperand parse_measure(const std::string& what, double most) {
        const size_t place = skip_blanks();
        LinkOperand measure = parse_operand();
        if (std::holds_alternative<std::string>(measure))
            fail(place, "expected " + what + ", a number or a column", at_ - place);
        const auto* number = std::get_if<double>(&measure);
        if (number != nullptr && !(*number >= 0 && *number <= most))
            fail(place, fmt::format("{} is from 0 to {}", what, most), at_ - place);
        return measure;
    }
    LinkComparison::Kind parse_comparison() {
        using Kind = LinkComparison::Kind;
        // Longer signs come before those that they begin with.
        static constexpr std::pair<std::string_view, Kind> kSigns[] = {
            {"<>", Kind::kUnequal}, {"!=", Kind::kUnequal}, {"<=", Kind::kAtMost},
            {">=", Kind::kAtLeast}, {"==", Kind::kEqual},   {"=", Kind::kEqual},
            {"<", Kind::kLess},     {">", Kind::kGreater}};
        for (const auto& [sign, kind] : kSigns)
            if (take(sign)) return kind;
        fail(at_, "expected one of = <> < <= > >=");
    }
    LinkOperand parse_operand() {
        skip_blanks();
        if (at_ == text_.size()) fail(at_, "expected a column, a number or a quoted text");
        const char c = text_[at_];
        if (c == '\'' || c == '"') return parse_quoted(c);
        const bool is_number =
            std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '-' || c == '.';
        if (is_number) return parse_number();
        return parse_column();
    }
    double parse_number() {
        const size_t begin = at_;
        if (text_[at_] == '+') ++at_;
        double value = 0;
        const char* end_of_text = text_.data() + text_.size();
        const auto [end, error] = std::from_chars(text_.data() + at_, end_of_text, value);
        const bool whole = end == end_of_text || !(is_letter(*end) || *end == '.');
        if (error != std::errc() || !whole) fail(begin, "this is no number");
        at_ = static_cast<size_t>(end - text_.data());
        return value;
    }
    // A quote inside is doubled, as in SQL.
    std::string parse_quoted(char quote) {
        const size_t begin = at_++;
        std::string value;
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c != quote) {
                value += c;
            } else if (at_ < text_.size() && text_[at_] == quote) {
                value += quote;
                ++at_;
            } else {
                return value;
            }
        }
        fail(begin, "this quote is not closed");
    }
    std::string parse_name() {
        const size_t begin = at_;
        const bool digit = at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9';
        while (at_ < text_.size() && !digit && is_letter(text_[at_])) ++at_;
        if (at_ == begin) fail(at_, "expected the name of a column");
        return text_.substr(begin, at_ - begin);
    }
    LinkColumn parse_column() {
        LinkColumn column;
        column.place = skip_blanks();
        column.column = parse_name();
        if (at_ < text_.size() && text_[at_] == '.') {
            ++at_;
            column.table = std::move(column.column);
            column.column = parse_name();
        }
        column.length = at_ - column.place;
        return column;
    }

    const std::string& text_;
    size_t at_ = 0;
};

}  // namespace

std::string pointed_at(std::string_view text, size_t place, size_t length, std::string_view what) {
    return fmt::format("{}\n{}{} {}", text, std::string(place, ' '),
                       std::string(std::max<size_t>(length, 1), '^'), what);
}

LinkCriterion parse_link_criterion(const std::string& text) {
    const bool one_line = std::none_of(text.begin(), text.end(), [](char c) {
        return std::iscntrl(static_cast<unsigned char>(c)) != 0;
    });
    if (!one_line) throw Error(Fault::kMalformed, "a link's criterion is one line, without tabs");
    return {text, CriterionParser(text).parse()};
}

}  // namespace heafs
