#include "core/base/foreign_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "config/base/error.h"

namespace heafs {

nlohmann::json parse_foreign_json(const std::string& text) {
    using Json = nlohmann::json;
    int64_t values = 0;
    const Json::parser_callback_t count = [&](int depth, Json::parse_event_t, Json&) {
        if (depth > kMostForeignDepth) throw Error(Fault::kMalformed, "JSON that nests too deep");
        if (++values > kMostForeignValues)
            throw Error(Fault::kMalformed, "JSON of too many values");
        return true;
    };
    try {
        return Json::parse(text, count);
    } catch (const Json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no JSON: ") + error.what());
    }
}

int64_t integer_in(const nlohmann::json& json, int64_t least, int64_t most) {
    const bool fits = json.is_number_unsigned()
                          ? json.get<uint64_t>() <= static_cast<uint64_t>(INT64_MAX)
                          : json.is_number_integer();
    if (fits) {
        const auto value = json.get<int64_t>();
        if (value >= least && value <= most) return value;
    }
    throw Error(Fault::kMalformed,
                fmt::format("a value that is no integer from {} to {}", least, most));
}

}  // namespace heafs
