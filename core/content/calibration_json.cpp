#include "core/content/calibration_json.h"

#include <nlohmann/json.hpp>

#include "config/base/error.h"
#include "core/base/foreign_json.h"
#include "core/content/boundaries.h"
#include "core/content/calibration_rules.h"

namespace heafs {
namespace {

using Json = nlohmann::json;

constexpr size_t kMostText = 500;
constexpr size_t kMostBoundaries = 9;

std::string text_at(const Json& list, size_t index) {
    std::string text = list.at(index).get<std::string>();
    if (text.size() > kMostText) throw Error(Fault::kMalformed, "a calibration keyword too long");
    return text;
}

CalibrationEntry entry_of(const Json& list) {
    CalibrationEntry entry;
    entry.hdu = static_cast<int>(integer_in(list.at(0), 0, INT32_MAX));
    std::string* const texts[] = {
        &entry.telescop,          &entry.instrume, &entry.detnam, &entry.filter,
        &entry.calibration_class, &entry.name,     &entry.date,   &entry.time};
    for (size_t i = 0; i < std::size(texts); ++i) *texts[i] = text_at(list, i + 1);
    const Json& boundaries = list.at(9);
    if (!boundaries.is_array() || boundaries.size() > kMostBoundaries)
        throw Error(Fault::kMalformed, "too many boundaries");
    for (size_t i = 0; i < boundaries.size(); ++i)
        entry.boundaries.push_back(text_at(boundaries, i));
    return entry;
}

}  // namespace

std::string calibration_to_json(const std::vector<CalibrationEntry>& entries) {
    Json list = Json::array();
    for (const CalibrationEntry& entry : entries)
        list.push_back({entry.hdu, entry.telescop, entry.instrume, entry.detnam, entry.filter,
                        entry.calibration_class, entry.name, entry.date, entry.time,
                        entry.boundaries});
    return list.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::vector<CalibrationEntry> calibration_from_json(const std::string& text) {
    try {
        const Json list = parse_foreign_json(text);
        if (!list.is_array() || list.size() > kMostCalibrationEntries)
            throw Error(Fault::kMalformed, "too many calibration entries");
        std::vector<CalibrationEntry> entries;
        for (const Json& item : list) entries.push_back(entry_of(item));
        return entries;
    } catch (const nlohmann::json::exception& error) {
        throw Error(Fault::kMalformed, std::string("no calibration entries: ") + error.what());
    }
}

}  // namespace heafs
