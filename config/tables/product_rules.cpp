#include "config/tables/product_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "config/base/numbered_pattern.h"
#include "config/tables/product_line.h"

namespace heafs {
namespace {

constexpr size_t kMostExpanded = 4096;  // characters of a path with its shortcuts expanded
constexpr size_t kMostGroups = 99;      // {%99} is the last that a tag can name

// A text of which each character knows where in the line it comes from.
struct Expanded {
    std::string text;
    std::vector<size_t> places;

    void add(std::string_view more, size_t place, bool advancing) {
        for (size_t i = 0; i < more.size(); ++i) {
            text += more[i];
            places.push_back(advancing ? place + i : place);
        }
        if (text.size() > kMostExpanded)
            throw LineFault{
                place,
                fmt::format("more than {} characters with all shortcuts expanded", kMostExpanded)};
    }
    size_t place_of(size_t character, size_t end) const {
        return character < places.size() ? places[character] : end;
    }
};

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    });
}

class RulesParser {
   public:
    explicit RulesParser(const std::string& source) : source_(source) {}

    ParsedProductRules parse(std::string_view text);

   private:
    void parse_line(std::string_view line);
    void parse_prefix(ProductLine& line, std::optional<std::string>& prefix, std::string_view name);
    void parse_shortcut(ProductLine& line);
    void parse_set(ProductLine& line);
    void parse_tag(ProductLine& line);
    void parse_url(ProductLine& line);
    Expanded expand(const LinePart& value, const std::optional<std::string>& prefix,
                    std::string_view prefix_name) const;
    std::string shortcut_value(const std::string& name, size_t place) const;
    void check_pattern(const Expanded& pattern, size_t end) const;
    void warn_of_same_path(const ProductTag& tag, size_t place);
    RulePlace here() const { return {source_, number_}; }
    std::string known_shortcuts() const;

    const std::string source_;
    ParsedProductRules parsed_;
    std::optional<std::string> url_prefix_, dir_prefix_;
    std::map<std::string, std::string> shortcuts_;  // as they stand, ${prefix} not expanded
    std::string_view line_;
    int64_t number_ = 0;
};

// "Messier Image (FITS)" -> type and format.
std::pair<std::string, std::string> type_and_format(const LinePart& description) {
    const std::string& text = description.text;
    if (text.empty() || text.back() != ')') return {text, ""};
    const size_t open = text.rfind('(');
    if (open == std::string::npos)
        throw LineFault{description.place + text.size() - 1, "there is no '(' for this ')'"};
    size_t end = open;
    while (end > 0 && text[end - 1] == ' ') --end;
    return {text.substr(0, end), text.substr(open + 1, text.size() - open - 2)};
}

LinePart description_of(ProductLine& line) {
    if (!line.has_description())
        throw LineFault{line.place(), "' // description' expected, but the line ends"};
    LinePart description = line.take_rest();
    if (description.text.empty())
        throw LineFault{description.place, "a description expected behind '//'"};
    return description;
}

// Every "@{" of a text names a column.
void check_columns(const LinePart& text) {
    for (size_t at = text.text.find("@{"); at != std::string::npos;
         at = text.text.find("@{", at + 2)) {
        const size_t end = text.text.find('}', at);
        if (end == std::string::npos)
            throw LineFault{text.place + at, "there is no '}' for this '@{'"};
        if (!is_name(std::string_view(text.text).substr(at + 2, end - at - 2)))
            throw LineFault{text.place + at + 2, "the name of a column expected"};
    }
}

// Every "{%" of a tag names a group of its expression.
void check_groups(const LinePart& tag, size_t groups) {
    for (size_t at = tag.text.find('{'); at != std::string::npos; at = tag.text.find('{', at + 1)) {
        const size_t end = tag.text.find('}', at);
        if (end == std::string::npos)
            throw LineFault{tag.place + at, "there is no '}' for this '{'"};
        const std::string inside = tag.text.substr(at + 1, end - at - 1);
        const bool digits = inside.size() >= 2 && inside.size() <= 3 && inside[0] == '%' &&
                            inside.find_first_not_of("0123456789", 1) == std::string::npos;
        if (!digits) throw LineFault{tag.place + at, "a group expected: {%1}, {%2}, ..."};
        const size_t number = std::stoul(inside.substr(1));
        if (number == 0 || number > std::min(groups, kMostGroups))
            throw LineFault{tag.place + at,
                            fmt::format("there is no group {}: the path has {}", number, groups)};
    }
}

// What precedes the first '*' is looked up: with a row's value in it, that is few products.
void check_wildcard(const LinePart& value, size_t from, size_t end) {
    const size_t star = std::min(value.text.find('*', from), end);
    const size_t column = std::min(value.text.find("@{", from), end);
    if (star < column && column < end)
        throw LineFault{value.place + star,
                        "a '*' before the first column would go through all products for each row"};
    if (star == from) throw LineFault{value.place + star, "a tag does not begin with '*'"};
}

std::vector<std::string> split_tags(const LinePart& value) {
    check_columns(value);
    std::vector<std::string> tags;
    for (size_t from = 0; from <= value.text.size();) {
        size_t end = std::min(value.text.find(',', from), value.text.size());
        const size_t next = end + 1;
        while (from < end && value.text[from] == ' ') ++from;
        while (end > from && value.text[end - 1] == ' ') --end;
        if (end == from) throw LineFault{value.place + from, "a tag expected"};
        check_wildcard(value, from, end);
        tags.push_back(value.text.substr(from, end - from));
        from = next;
    }
    return tags;
}

std::string RulesParser::known_shortcuts() const {
    std::string names = "${prefix}";
    for (const auto& [name, value] : shortcuts_) names += ", ${" + name + "}";
    return names;
}

std::string RulesParser::shortcut_value(const std::string& name, size_t place) const {
    const auto found = shortcuts_.find(name);
    if (found == shortcuts_.end())
        throw LineFault{place, fmt::format("there is no shortcut ${{{}}} above; there are {}", name,
                                           known_shortcuts())};
    return found->second;
}

Expanded RulesParser::expand(const LinePart& value, const std::optional<std::string>& prefix,
                             std::string_view prefix_name) const {
    Expanded expanded;
    for (size_t at = 0; at < value.text.size();) {
        const size_t open = std::min(value.text.find("${", at), value.text.size());
        expanded.add(std::string_view(value.text).substr(at, open - at), value.place + at, true);
        if (open == value.text.size()) break;
        const size_t place = value.place + open;
        const size_t end = value.text.find('}', open);
        if (end == std::string::npos) throw LineFault{place, "there is no '}' for this '${'"};
        const std::string name = value.text.substr(open + 2, end - open - 2);
        at = end + 1;
        if (name != "prefix") {
            // Shortcuts hold ${prefix} alone: theirs were expanded where they stand.
            const Expanded inner =
                expand({shortcut_value(name, place), place}, prefix, prefix_name);
            expanded.add(inner.text, place, false);
            continue;
        }
        if (!prefix)
            throw LineFault{place, fmt::format("${{prefix}} stands for {} here, and there is no "
                                               "'{} = ...' above",
                                               prefix_name, prefix_name)};
        expanded.add(*prefix, place, false);
    }
    return expanded;
}

void RulesParser::parse_prefix(ProductLine& line, std::optional<std::string>& prefix,
                               std::string_view name) {
    line.take_equals();
    LinePart value = line.take_rest();
    if (value.text.empty()) throw LineFault{value.place, "a value expected behind '='"};
    if (name == "dir_prefix" && value.text[0] != '/')
        throw LineFault{value.place, "dir_prefix begins with '/', the root of the mount"};
    while (!value.text.empty() && value.text.back() == '/') value.text.pop_back();
    prefix = value.text;
}

void RulesParser::parse_shortcut(ProductLine& line) {
    const LinePart name = line.take_until("}", " \t=/");
    if (!is_name(name.text)) throw LineFault{name.place, "the name of a shortcut expected"};
    if (name.text == "prefix")
        throw LineFault{name.place, "${prefix} is url_prefix or dir_prefix, and no shortcut"};
    line.take_equals();
    const LinePart value = line.take_rest();
    if (value.text.empty()) throw LineFault{value.place, "a value expected behind '='"};
    std::string kept;
    for (size_t at = 0; at < value.text.size();) {
        const size_t open = std::min(value.text.find("${", at), value.text.size());
        kept += value.text.substr(at, open - at);
        if (open == value.text.size()) break;
        const size_t end = value.text.find('}', open);
        if (end == std::string::npos)
            throw LineFault{value.place + open, "there is no '}' for this '${'"};
        const std::string other = value.text.substr(open + 2, end - open - 2);
        kept += other == "prefix" ? "${prefix}" : shortcut_value(other, value.place + open);
        at = end + 1;
        if (kept.size() > kMostExpanded)
            throw LineFault{value.place, fmt::format("more than {} characters", kMostExpanded)};
    }
    if (!shortcuts_.emplace(name.text, kept).second)
        throw LineFault{name.place, fmt::format("${{{}}} is defined above already", name.text)};
}

void RulesParser::parse_set(ProductLine& line) {
    ProductSetRule set;
    set.place = here();
    const LinePart table = line.take_until("(", "]=)");
    if (!is_name(table.text)) throw LineFault{table.place, "the name of a table expected"};
    set.table = table.text;
    const LinePart name = line.take_until(")", "]=");
    set.name = name.text;
    if (!line.take_if("]")) throw LineFault{line.place(), "']' expected"};
    for (const ProductSetRule& other : parsed_.rules.sets)
        if (other.table == set.table && other.name == set.name)
            throw LineFault{table.place, fmt::format("set[{}({})] is in line {} already", set.table,
                                                     set.name, other.place.line)};
    line.take_equals();
    set.tags = split_tags(line.take_value());
    set.description = description_of(line).text;
    parsed_.rules.sets.push_back(std::move(set));
}

void RulesParser::check_pattern(const Expanded& pattern, size_t end) const {
    if (pattern.text.empty() || pattern.text[0] != '/')
        throw LineFault{pattern.place_of(0, end),
                        "a path begins with '/', the root of the mount: /FTP/..., /obs/..."};
    if (const auto fault = find_pattern_fault(pattern.text))
        throw LineFault{pattern.place_of(fault->place, end),
                        "no regular expression: " + fault->message};
}

void RulesParser::warn_of_same_path(const ProductTag& tag, size_t place) {
    for (const ProductTag& other : parsed_.rules.tags)
        if (other.pattern == tag.pattern && other.expression != tag.expression)
            parsed_.warnings.push_back(fault_text(
                here().text(), line_,
                {place, fmt::format("the path of tag[{}] in line {} too: the same files get both "
                                    "tags",
                                    other.expression, other.place.line)}));
}

void RulesParser::parse_tag(ProductLine& line) {
    ProductTag tag;
    tag.place = here();
    const LinePart expression = line.take_until("]", " \t=[");
    tag.expression = expression.text;
    line.take_equals();
    const LinePart path = line.take_value();
    const Expanded pattern = expand(path, dir_prefix_, "dir_prefix");
    check_pattern(pattern, path.place + path.text.size());
    tag.pattern = pattern.text;
    check_groups(expression, NumberedPattern(tag.pattern).groups());
    std::tie(tag.type, tag.format) = type_and_format(description_of(line));
    tag.dir_prefix = dir_prefix_.value_or("");
    tag.url_prefix = url_prefix_.value_or("");
    warn_of_same_path(tag, path.place);
    parsed_.rules.tags.push_back(std::move(tag));
}

void RulesParser::parse_url(ProductLine& line) {
    RemoteProduct remote;
    remote.place = here();
    const LinePart table = line.take_until("(", "]=)");
    if (!is_name(table.text)) throw LineFault{table.place, "the name of a table expected"};
    remote.table = table.text;
    const LinePart tag = line.take_until(")", " \t=");
    check_columns(tag);
    remote.tag = tag.text;
    if (!line.take_if("]")) throw LineFault{line.place(), "']' expected"};
    line.take_equals();
    const LinePart url = line.take_value();
    check_columns(url);
    remote.url = expand(url, url_prefix_, "url_prefix").text;
    if (remote.url.find("://") == std::string::npos)
        throw LineFault{url.place, "a URL expected: https://host/..."};
    std::tie(remote.type, remote.format) = type_and_format(description_of(line));
    parsed_.rules.remotes.push_back(std::move(remote));
}

void RulesParser::parse_line(std::string_view text) {
    ProductLine line(text);
    line.skip_blanks();
    if (line.at_end() || line.take_if("#")) return;
    const size_t begin = line.place();
    if (line.take_if("${")) return parse_shortcut(line);
    if (line.take_if("set[")) return parse_set(line);
    if (line.take_if("tag[")) return parse_tag(line);
    if (line.take_if("url[")) return parse_url(line);
    if (line.take_if("url_prefix")) return parse_prefix(line, url_prefix_, "url_prefix");
    if (line.take_if("dir_prefix")) return parse_prefix(line, dir_prefix_, "dir_prefix");
    throw LineFault{begin,
                    "url_prefix, dir_prefix, ${short}, set[...], tag[...], url[...] or # expected"};
}

ParsedProductRules RulesParser::parse(std::string_view text) {
    while (!text.empty() && parsed_.errors.size() < kMostRuleErrors) {
        const size_t end = std::min(text.find('\n'), text.size());
        line_ = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
        ++number_;
        try {
            parse_line(line_);
        } catch (const LineFault& fault) {
            parsed_.errors.push_back(fault_text(here().text(), line_, fault));
        }
    }
    return std::move(parsed_);
}

}  // namespace

ParsedProductRules parse_product_rules(std::string_view text, const std::string& source) {
    return RulesParser(source).parse(text);
}

}  // namespace heafs
