// Any text as rules of data products, and as a regular expression with a path behind it: messages
// point into their line, and no tag is missed for what its expression begins and ends with.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/base/numbered_pattern.h"
#include "config/tables/product_rules.h"
#include "core/catalog/product_matcher.h"

namespace {

void parse(const std::string& text) {
    const auto parsed = heafs::parse_product_rules(text, "x.conf");
    for (const std::string& error : parsed.errors)
        if (error.find("x.conf:") != 0 || error.back() != '^') std::abort();
    // Whatever was taken can be matched.
    const heafs::ProductMatcher matcher(parsed.rules.tags);
    heafs::NumberedPattern::Room room;
    std::vector<heafs::ProductMatch> found;
    matcher.match("/FTP/messier/data/m1/a.img", {}, room, found);
}

// The filter against the expression alone.
void match(const std::string& expression, const std::string& path) {
    if (heafs::find_pattern_fault(expression)) return;
    const heafs::NumberedPattern alone(expression);
    heafs::ProductTag tag;
    tag.expression = "a";
    tag.pattern = expression;
    const heafs::ProductMatcher matcher({tag});
    heafs::NumberedPattern::Room room;
    std::vector<heafs::ProductMatch> found;
    const bool matches = alone.match(path, room) == heafs::NumberedPattern::Outcome::kMatch;
    matcher.match(path, {}, room, found);
    if (matches != !found.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    parse(text);
    const size_t end = text.find('\n');
    if (end != std::string::npos && size < 400) match(text.substr(0, end), text.substr(end + 1));
    return 0;
}
