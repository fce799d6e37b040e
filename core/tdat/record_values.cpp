#include "core/tdat/record_values.h"

namespace heafs {

// A bar with an odd number of backslashes before it is text; half of the backslashes before any
// bar stay.
std::string take_record_value(std::string_view& record) {
    std::string value;
    size_t backslashes = 0;
    while (!record.empty()) {
        const char c = record.front();
        record.remove_prefix(1);
        if (c == '|') {
            value.resize(value.size() - (backslashes + 1) / 2);
            if (backslashes % 2 == 0) return value;
        }
        backslashes = c == '\\' ? backslashes + 1 : 0;
        value += c;
    }
    return value;
}

}  // namespace heafs
