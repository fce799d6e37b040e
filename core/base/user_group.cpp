#include "core/base/user_group.h"

#include <grp.h>

#include <charconv>
#include <vector>

namespace heafs {

std::optional<uint32_t> find_group(const std::string& name) {
    uint32_t number = 0;
    const char* end = name.data() + name.size();
    const auto [at, error] = std::from_chars(name.data(), end, number);
    if (error == std::errc() && at == end) return number;
    std::vector<char> buffer(1 << 16);
    group entry{};
    group* found = nullptr;
    if (::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 ||
        found == nullptr)
        return std::nullopt;
    return found->gr_gid;
}

}  // namespace heafs
