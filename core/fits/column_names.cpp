#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>

#include "core/fits/card.h"
#include "core/fits/column_cards.h"
#include "core/fits/table_layout.h"

namespace heafs {
namespace {

constexpr size_t kDistinctCharacters = 16;  // older readers cut names here
constexpr size_t kMostColumnsNamed = 10;

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// The first character that a plain name may not have there, or nullptr.
const char* first_odd(const std::string& name) {
    if (!is_letter(name[0])) return name.data();
    const auto odd = std::find_if_not(name.begin(), name.end(), [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
    });
    return odd == name.end() ? nullptr : &*odd;
}

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

void warn(const StatedHeader& stated, const HeaderCard* card, const std::string& name,
          const std::string& sentence, const std::string& expected, const std::string& remedy) {
    Verdict verdict{"TAB-004", Severity::kWarning, sentence, expected, remedy};
    verdict.column = name;
    report(stated, card, std::move(verdict));
}

void report_nameless(const StatedHeader& stated, const std::vector<size_t>& nameless) {
    if (nameless.empty()) return;
    const auto first = std::vector<size_t>(
        nameless.begin(), nameless.begin() + static_cast<std::ptrdiff_t>(
                                                 std::min(nameless.size(), kMostColumnsNamed)));
    warn(stated, nullptr, "",
         fmt::format("{} of the columns {} no name: {}{}", nameless.size(),
                     nameless.size() == 1 ? "has" : "have", fmt::join(first, ", "),
                     nameless.size() > first.size() ? ", ..." : ""),
         "TTYPEn for each column", fmt::format("Write TTYPE{} = 'NAME'", nameless[0]));
}

}  // namespace

void check_column_names(const StatedHeader& stated, const std::vector<ColumnKeywords>& columns) {
    std::map<std::string, size_t> names;
    std::map<std::string, size_t> begins;
    std::vector<size_t> nameless;
    for (size_t i = 0; i < columns.size(); ++i) {
        const HeaderCard* card = columns[i].name;
        if (card == nullptr || card->value.empty()) {
            nameless.push_back(i + 1);
            continue;
        }
        const std::string& name = card->value;
        const std::string label =
            fmt::format("column {} (`{}`, card {})", i + 1, quoted(name), card->card);
        if (const char* odd = first_odd(name))
            warn(stated, card, name,
                 fmt::format("the name of {} {} {}", label,
                             odd == name.data() ? "begins with" : "has",
                             *odd == ' ' ? "a blank" : fmt::format("`{}`", quoted({odd, 1}))),
                 "[A-Za-z][A-Za-z0-9_]*", "Use letters, digits and _ in TTYPEn, a letter first");
        const std::string key = upper(name);
        const auto [same, is_new] = names.try_emplace(key, i + 1);
        if (!is_new) {
            warn(stated, card, name,
                 fmt::format("{} has the name of column {}, for case does not count", label,
                             same->second),
                 "a name of its own", "Give each column its own name");
            continue;
        }
        const auto [begin, is_distinct] =
            begins.try_emplace(key.substr(0, kDistinctCharacters), i + 1);
        if (!is_distinct)
            warn(stated, card, name,
                 fmt::format("{} begins with the same {} characters as column {}", label,
                             kDistinctCharacters, begin->second),
                 fmt::format("names that differ in their first {} characters", kDistinctCharacters),
                 "Shorten the names so that readers that cut them can tell them apart");
    }
    report_nameless(stated, nameless);
}

}  // namespace heafs
