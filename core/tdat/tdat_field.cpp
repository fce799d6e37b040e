// One field definition. The parts stand in a fixed order and most may be left out; a description
// may hold anything, so that each part is looked for only where it may stand.
#include <algorithm>

#include "core/tdat/tdat_header.h"

namespace heafs {
namespace {

constexpr std::string_view kComment = " // ";  // between a description and a comment

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

// What stands between `open` and `close` at the start of `text`, which loses it.
std::string take_enclosed(std::string_view& text, char open, char close) {
    text = tdat_trimmed(text);
    if (text.empty() || text[0] != open) return {};
    const size_t end = text.find(close);
    if (end == std::string_view::npos) return {};
    const std::string inside(tdat_trimmed(text.substr(1, end - 1)));
    text.remove_prefix(end + 1);
    return inside;
}

// "float8:.4f_degree" -> type, format, unit. Units hold no underscore, formats neither.
std::optional<TableColumn> parse_type(std::string_view word) {
    TableColumn column;
    const size_t underscore = word.find('_');
    if (underscore != std::string_view::npos) {
        column.unit = std::string(word.substr(underscore + 1));
        word = word.substr(0, underscore);
    }
    const size_t colon = word.find(':');
    if (colon != std::string_view::npos) {
        column.format = std::string(word.substr(colon + 1));
        word = word.substr(0, colon);
    }
    const auto type = parse_column_type(lowered(word));
    if (!type) return std::nullopt;
    column.type = *type;
    return column;
}

}  // namespace

std::string_view tdat_trimmed(std::string_view text) {
    const size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::vector<std::string> tdat_words(std::string_view text, std::string_view separators) {
    std::vector<std::string> words;
    for (size_t at = text.find_first_not_of(separators); at != std::string_view::npos;
         at = text.find_first_not_of(separators, at)) {
        const size_t end = std::min(text.find_first_of(separators, at), text.size());
        const std::string_view word = tdat_trimmed(text.substr(at, end - at));
        if (!word.empty()) words.emplace_back(word);
        at = end;
    }
    return words;
}

std::optional<TableColumn> parse_tdat_field(std::string_view name, std::string_view definition) {
    definition = tdat_trimmed(definition);
    const size_t end = std::min(definition.find_first_of(" \t"), definition.size());
    auto column = parse_type(definition.substr(0, end));
    if (!column) return std::nullopt;
    column->name = lowered(tdat_trimmed(name));
    std::string_view rest = definition.substr(end);
    column->ucd = take_enclosed(rest, '[', ']');
    column->index = lowered(take_enclosed(rest, '(', ')'));
    rest = tdat_trimmed(rest);
    // "#" may stand for "//", which begins the description, and " // " after it a comment.
    if (rest.substr(0, 2) == "//")
        rest.remove_prefix(2);
    else if (rest.substr(0, 1) == "#")
        rest.remove_prefix(1);
    const size_t comment = rest.find(kComment);
    column->description = std::string(tdat_trimmed(rest.substr(0, comment)));
    if (comment != std::string_view::npos)
        column->comment = std::string(tdat_trimmed(rest.substr(comment + kComment.size())));
    return column;
}

}  // namespace heafs
