// Any path below sky/ through the grammar: a folder has one path, and a link leads to a folder at
// once.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "products/plan/sky_request.h"

namespace {

std::string resolved(std::string folder, const std::string& target) {
    for (size_t begin = 0; begin <= target.size();) {
        const size_t end = std::min(target.find('/', begin), target.size());
        const auto part = target.substr(begin, end - begin);
        folder = part == ".." ? folder.substr(0, folder.rfind('/')) : folder + "/" + part;
        begin = end + 1;
    }
    return folder;
}

void must_be_canonical(const std::string& path) {
    const auto request = heafs::sky_request_of(path);
    if (!request || request->path() != path) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string path(reinterpret_cast<const char*>(data), size);
    std::string folder = "sky";
    for (size_t begin = 0; begin <= path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        const auto name = path.substr(begin, end - begin);
        const auto step = heafs::interpret_sky_name(*heafs::sky_request_of(folder), name);
        if (std::holds_alternative<heafs::SkyFolder>(step))
            folder += "/" + name;
        else if (const auto* link = std::get_if<heafs::SkyLink>(&step))
            folder = resolved(folder, link->target);
        else
            return 0;
        must_be_canonical(folder);
        begin = end + 1;
    }
    return 0;
}
