#include "config/tables/product_line.h"

#include <fmt/format.h>

namespace heafs {
namespace {

constexpr std::string_view kBlanks = " \t";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

std::string shown(char c) { return is_blank(c) ? "a blank" : fmt::format("'{}'", c); }

}  // namespace

void ProductLine::skip_blanks() {
    while (!at_end() && is_blank(line_[place_])) ++place_;
}

bool ProductLine::take_if(std::string_view text) {
    if (line_.substr(place_, text.size()) != text) return false;
    place_ += text.size();
    return true;
}

LinePart ProductLine::trimmed(size_t from, size_t end) const {
    while (from < end && is_blank(line_[from])) ++from;
    while (end > from && is_blank(line_[end - 1])) --end;
    return {std::string(line_.substr(from, end - from)), from};
}

LinePart ProductLine::take_until(std::string_view end, std::string_view forbidden) {
    const size_t from = place_;
    size_t at = from;
    while (at < line_.size() && line_.substr(at, end.size()) != end) {
        if (forbidden.find(line_[at]) != std::string_view::npos) {
            size_t pointed = at;
            while (pointed + 1 < line_.size() && is_blank(line_[pointed])) ++pointed;
            throw LineFault{pointed,
                            fmt::format("'{}' expected before {}", end, shown(line_[pointed]))};
        }
        ++at;
    }
    if (at >= line_.size())
        throw LineFault{line_.size(), fmt::format("'{}' expected, but the line ends", end)};
    if (at == from) throw LineFault{at, fmt::format("something expected before '{}'", end)};
    place_ = at + end.size();
    return {std::string(line_.substr(from, at - from)), from};
}

void ProductLine::take_equals() {
    skip_blanks();
    if (!take_if("=")) throw LineFault{place_, "'=' expected"};
    skip_blanks();
}

LinePart ProductLine::take_value() {
    const size_t from = place_;
    size_t end = line_.size();
    has_description_ = false;
    place_ = end;
    for (size_t at = from + 1; at + 1 < line_.size(); ++at) {
        if (line_.substr(at, 2) != "//" || !is_blank(line_[at - 1])) continue;
        if (at + 2 < line_.size() && !is_blank(line_[at + 2])) continue;
        end = at;
        has_description_ = true;
        place_ = at + 2;
        break;
    }
    LinePart value = trimmed(from, end);
    if (value.text.empty()) throw LineFault{value.place, "a value expected behind '='"};
    return value;
}

LinePart ProductLine::take_rest() {
    LinePart rest = trimmed(place_, line_.size());
    place_ = line_.size();
    return rest;
}

std::string fault_text(const std::string& place, std::string_view line, const LineFault& fault) {
    // Tabs stay tabs below, so that the caret stands where it should.
    std::string indent;
    for (size_t i = 0; i < fault.place; ++i)
        indent += i < line.size() && line[i] == '\t' ? '\t' : ' ';
    return fmt::format("{}:{}: {}\n  {}\n  {}^", place, fault.place + 1, fault.message, line,
                       indent);
}

}  // namespace heafs
