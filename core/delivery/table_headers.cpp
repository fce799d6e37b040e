#include "core/delivery/table_headers.h"

#include <algorithm>

namespace heafs {
namespace {

// The value in the HDU that is asked for, or in the first that has one.
const std::string* find_value(const Content& content, const HeaderKeyword& keyword) {
    for (const HeaderValue& value : content.header) {
        if (value.keyword != keyword.name || value.value.empty()) continue;
        if (keyword.hdu == 0 || keyword.hdu == value.hdu) return &value.value;
    }
    return nullptr;
}

}  // namespace

std::vector<std::string> table_keywords(const Mission& mission) {
    std::vector<std::string> names;
    if (!mission.table) return names;
    for (const HeaderKeyword& keyword : mission.table->keywords())
        if (std::find(names.begin(), names.end(), keyword.name) == names.end())
            names.push_back(keyword.name);
    return names;
}

std::map<std::string, std::string> table_values(const Mission& mission,
                                                std::string_view path_in_observation,
                                                const Content& content) {
    const FileClass* file_class = mission.class_of(path_in_observation);
    if (!mission.table || file_class == nullptr) return {};
    if (!mission.table->uses(file_class->name, file_class->level)) return {};
    std::map<std::string, std::string> values;
    for (const HeaderKeyword& keyword : mission.table->keywords()) {
        const std::string* value = find_value(content, keyword);
        if (value != nullptr && value->size() <= kMaxTableValueBytes)
            values[keyword.text()] = *value;
    }
    return values;
}

}  // namespace heafs
