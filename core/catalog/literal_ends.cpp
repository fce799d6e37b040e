#include "core/catalog/literal_ends.h"

#include <cstddef>
#include <optional>

namespace heafs {
namespace {

bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Reads atom by atom, outside of groups alone what is literal counts.
class EndsReader {
   public:
    explicit EndsReader(std::string_view expression) : text_(expression) {}

    LiteralEnds read() {
        while (at_ < text_.size())
            if (!read_atom()) return {};
        if (depth_ != 0) return {};
        if (beginning_) ends_.prefix = ends_.suffix;
        return ends_;
    }

   private:
    // False where nothing more can be said of the expression.
    bool read_atom();
    bool read_escape();
    bool skip_class();
    bool open_group();
    bool take_literal(char c);
    bool take_other();
    // Whether a quantifier follows, which is then passed. Nothing for a broken one.
    std::optional<bool> take_quantifier();

    std::string_view text_;
    size_t at_ = 0;
    int depth_ = 0;
    bool beginning_ = true;  // everything so far is literal
    LiteralEnds ends_;
};

std::optional<bool> EndsReader::take_quantifier() {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_];
    if (c == '{') {
        const size_t end = text_.find('}', at_);
        if (end == std::string_view::npos) return std::nullopt;
        at_ = end + 1;
    } else if (c == '*' || c == '+' || c == '?') {
        ++at_;
    } else {
        return false;
    }
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '?')) ++at_;
    return true;
}

bool EndsReader::take_literal(char c) {
    const auto quantified = take_quantifier();
    if (!quantified) return false;
    if (*quantified || depth_ > 0) {
        if (beginning_) ends_.prefix = ends_.suffix;
        beginning_ = false;
        ends_.suffix.clear();
    } else {
        ends_.suffix += c;
    }
    return true;
}

bool EndsReader::take_other() {
    if (beginning_) ends_.prefix = ends_.suffix;
    beginning_ = false;
    ends_.suffix.clear();
    return take_quantifier().has_value();
}

bool EndsReader::read_escape() {
    if (at_ + 1 >= text_.size()) return false;
    const char c = text_[at_ + 1];
    // Others take more characters with them: \x41, \cX, \Q...\E, \p{L}, \1.
    constexpr std::string_view kSingle = "dDwWsSbBAzZhHvVRXnrtfea";
    if (is_alnum(c) && kSingle.find(c) == std::string_view::npos) return false;
    at_ += 2;
    return is_alnum(c) ? take_other() : take_literal(c);
}

bool EndsReader::skip_class() {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '^') ++at_;
    if (at_ < text_.size() && text_[at_] == ']') ++at_;
    while (at_ < text_.size() && text_[at_] != ']') {
        // \Q and [:alpha:] would hide the end.
        if (text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == 'Q') return false;
        if (text_[at_] == '[' && at_ + 1 < text_.size() && text_[at_ + 1] == ':') return false;
        at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ >= text_.size()) return false;
    ++at_;
    return take_other();
}

bool EndsReader::open_group() {
    ++at_;
    ++depth_;
    if (beginning_) ends_.prefix = ends_.suffix;
    beginning_ = false;
    ends_.suffix.clear();
    if (at_ >= text_.size() || text_[at_] == '*') return false;
    if (text_[at_] != '?') return true;
    // Options, comments and references to other groups change how the rest is read.
    constexpr std::string_view kPlain = ":<P'=!>|";
    if (at_ + 1 >= text_.size() || kPlain.find(text_[at_ + 1]) == std::string_view::npos)
        return false;
    if (text_.substr(at_, 3) == "?P>" || text_.substr(at_, 3) == "?P=") return false;
    at_ += 2;
    return true;
}

bool EndsReader::read_atom() {
    const char c = text_[at_];
    switch (c) {
        case '\\':
            return read_escape();
        case '[':
            return skip_class();
        case '(':
            return open_group();
        case ')':
            ++at_;
            --depth_;
            return depth_ >= 0 && take_other();
        case '|':
            ++at_;
            return depth_ > 0;
        case '^':
        case '$':
            ++at_;
            // At the very ends they take nothing away.
            if (at_ == 1 || at_ == text_.size()) return true;
            return take_other();
        case '.':
            ++at_;
            return take_other();
        case '*':
        case '+':
        case '?':
        case '{':
            return false;
        default:
            ++at_;
            return take_literal(c);
    }
}

}  // namespace

LiteralEnds literal_ends(std::string_view expression) { return EndsReader(expression).read(); }

}  // namespace heafs
