// Any path below tables/<table>/ and search/ through the grammars: a folder has one path, and a
// link leads to a folder at once.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "products/plan/search_request.h"
#include "products/plan/table_request.h"

namespace {

heafs::TableSchema schema_of_stars() {
    heafs::TableSchema schema;
    schema.name = "stars";
    for (const char* words : {"name char12", "ra float8", "dec float8", "mag float4", "n int4"}) {
        const std::string text = words;
        const size_t blank = text.find(' ');
        heafs::TableColumn column;
        column.name = text.substr(0, blank);
        column.type = *heafs::parse_column_type(text.substr(blank + 1));
        schema.columns.push_back(column);
    }
    schema.virtual_parameters = {
        {"declination", "@dec"}, {"default_search_radius", "@mag"}, {"right_ascension", "@ra"}};
    return schema;
}

std::string joined(const std::string& folder, const std::string& name) {
    return folder.empty() ? name : folder + "/" + name;
}

std::string resolved(std::string folder, const std::string& target) {
    for (size_t begin = 0; begin <= target.size();) {
        const size_t end = std::min(target.find('/', begin), target.size());
        const auto part = target.substr(begin, end - begin);
        if (part == "..")
            folder.erase(folder.rfind('/'));
        else
            folder = joined(folder, part);
        begin = end + 1;
    }
    return folder;
}

// Calls `step` with each part of the path and the folder that it is in; it gives the next folder,
// or "" for nothing.
template <typename Step>
void walk(const std::string& path, std::string folder, const Step& step) {
    for (size_t begin = 0; begin <= path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        folder = step(folder, path.substr(begin, end - begin));
        if (folder.empty()) return;
        begin = end + 1;
    }
}

std::string table_step(const std::string& folder, const std::string& name) {
    static const heafs::TableSchema schema = schema_of_stars();
    const auto step =
        heafs::interpret_table_name(schema, *heafs::table_request_of(schema, folder), name);
    std::string next;
    if (std::holds_alternative<heafs::TableFolder>(step)) next = joined(folder, name);
    if (const auto* link = std::get_if<heafs::SkyLink>(&step))
        next = resolved(folder, link->target);
    if (next.empty()) return next;
    const auto request = heafs::table_request_of(schema, next);
    if (!request || request->path(schema) != "tables/stars/" + next) std::abort();
    return next;
}

std::string search_step(const std::string& folder, const std::string& name) {
    const auto step = heafs::interpret_search_name(heafs::search_place_of(folder)->request, name);
    std::string next;
    if (std::holds_alternative<heafs::SearchFolder>(step)) next = joined(folder, name);
    if (const auto* link = std::get_if<heafs::SkyLink>(&step))
        next = resolved(folder, link->target);
    if (next.empty()) return next;
    const auto place = heafs::search_place_of(next);
    if (!place || !place->below.empty() || place->request.path() != next) std::abort();
    return next;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string path(reinterpret_cast<const char*>(data), size);
    walk(path, "", table_step);
    walk(path, "search", search_step);
    return 0;
}
