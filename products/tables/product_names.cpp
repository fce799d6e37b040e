#include "products/tables/product_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace heafs {
namespace {

// The last `parts` parts of a path; the whole when it has no more.
std::string tail_of(const std::string& path, size_t parts) {
    size_t from = path.size();
    while (parts > 0 && from > 0) {
        const size_t slash = path.rfind('/', from - 1);
        if (slash == std::string::npos) {
            from = 0;
            break;
        }
        from = slash;
        --parts;
    }
    std::string tail = path.substr(path[from] == '/' ? from + 1 : from);
    std::replace(tail.begin(), tail.end(), '/', '_');
    return tail;
}

size_t parts_of(const std::string& path) {
    return static_cast<size_t>(std::count(path.begin(), path.end(), '/')) + 1;
}

}  // namespace

std::vector<std::string> distinct_names(const std::vector<std::string>& paths) {
    std::vector<size_t> parts(paths.size(), 1), order(paths.size());
    std::vector<std::string> names(paths.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return paths[a] < paths[b]; });
    for (bool longer = true; longer;) {
        std::map<std::string, int> times;
        for (size_t i = 0; i < paths.size(); ++i) ++times[names[i] = tail_of(paths[i], parts[i])];
        longer = false;
        for (size_t i = 0; i < paths.size(); ++i)
            if (times[names[i]] > 1 && parts[i] < parts_of(paths[i])) {
                ++parts[i];
                longer = true;
            }
    }
    std::set<std::string> taken;
    for (const size_t i : order) {
        const std::string name = names[i];
        for (int number = 2; !taken.insert(names[i]).second; ++number)
            names[i] = fmt::format("{}-{}", name, number);
    }
    return names;
}

}  // namespace heafs
